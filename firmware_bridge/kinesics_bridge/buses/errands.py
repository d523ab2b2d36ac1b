"""`Errands`: scripts that wait for room on a bus, and the question that one of them has open."""

from .clerk import Answer, Ask, Script

__all__ = ["Errands"]

_TRIES = 3
_STARVED_NS = 30_000_000


class Errands:
    """At most one script a servo, oldest first; a script has the line until it ends."""

    def __init__(self) -> None:
        self._waiting_ns: int | None = None
        self._scripts: dict[int, Script] = {}
        self._ask: Ask | None = None
        self._tries = 0

    def __len__(self) -> int:
        return len(self._scripts)

    def __contains__(self, column: object) -> bool:
        return column in self._scripts

    @property
    def column(self) -> int:
        """Whose turn it is."""
        return next(iter(self._scripts))

    def add(self, column: int, script: Script) -> None:
        """Take it on, unless one for this servo waits already."""
        self._scripts.setdefault(column, script)

    def starve(self, now_ns: int) -> bool:
        """Whether the first one has found no room for too long; call it once a period."""
        if not self._scripts:
            return False
        if self._waiting_ns is None:
            self._waiting_ns = now_ns
        return now_ns - self._waiting_ns > _STARVED_NS

    def question(self) -> Ask | None:
        """What the first script wants to know; None: it wanted nothing more and is gone."""
        self._waiting_ns = None
        if self._ask is None:
            self._go_on(None)
        return self._ask

    def answer(self, answer: Answer | None, *, patient: bool) -> None:
        """Its answer, or that none came; a `patient` question is put again some times."""
        self._tries += 1
        if answer is None and patient and self._tries < _TRIES:
            return
        self._go_on(answer)

    def _go_on(self, answer: Answer | None) -> None:
        column, self._tries = self.column, 0
        script = self._scripts[column]
        try:
            self._ask = script.send(answer) if self._ask is not None else next(script)
        except StopIteration:
            self._ask = None
            del self._scripts[column]
