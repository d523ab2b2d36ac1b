"""`PhoneFeed`: phones of an utterance that is being made, passed on before its lips want them."""

from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from kinesics.audio.phone_times.read import listed_phone_times
from kinesics.audio.phones import PAUSE
from kinesics.conversation.values import Timed
from kinesics.errors import AudioError, IntentError
from kinesics.signals import TimedPhone

__all__ = ["PhoneFeed"]

_BEHIND_S = 1.0  # of what has been said: lips are shaped by 0.5 s of it, and shown 0.2 s later
_AHEAD_S, _SOON_S = 3.0, 1.5  # passed on at once; when there is less left, and more is known
_MOST_WAITING = 2000
_MOST_HZ, _FEW = 100, 20
_SLACK_S, _BEYOND_S = 0.002, 0.1  # as `phone_times.check` has them
_ENDLESS_S = 3600.0


class PhoneFeed:
    """Times count from the utterance's first sample; lips are shaped by what stands near them."""

    def __init__(self, symbols: str) -> None:
        """`symbols`: whose they are, a table of inventories.toml."""
        self.late = self.unknown = 0
        """Phones told when their sound was on its way to the lips; symbols that nobody knows."""
        self._symbols = symbols
        self._known: deque[TimedPhone] = deque()
        self._passed = self._told = 0
        """How many of them were taken, and of all were told."""
        self._cut_s: float | None = None
        """From when on lips were told to rest, for there is no sound."""
        self._ends_s = 0.0
        """Until where they were told."""

    def tell(self, told: Sequence[Timed], due_s: float) -> None:
        """More of them; the sound up to `due_s` is on its way to the lips.

        Raises:
            IntentError: none is known, they do not follow those before, or too many wait.
        """
        if told[0][0] < self._ends_s - _SLACK_S:
            raise IntentError(
                f"phones: begin at {told[0][0]:.3f} s, those told before last until "
                f"{self._ends_s:.3f} s; wanted those that follow"
            )
        if len(self._known) + len(told) > _MOST_WAITING:
            raise IntentError(f"phones: {len(self._known)} wait to be said; wanted fewer at once")
        if self._told + len(told) > _MOST_HZ * told[-1][1] + _FEW:
            raise IntentError(
                f"phones: {self._told + len(told)} by {told[-1][1]:.3f} s; wanted what lips can "
                f"show, {_MOST_HZ} a second at most"
            )
        try:
            reading = listed_phone_times(told, self._symbols)
        except AudioError as error:
            raise IntentError(f"phones: {error}") from error
        self.unknown += sum(reading.unknown.values())
        self.late += sum(one.end_s <= due_s for one in reading.phones)
        self._told += len(told)
        self._known.extend(reading.phones)
        self._ends_s = max(self._ends_s, told[-1][1])

    def take(self, due_s: float, silent_s: float | None = None) -> tuple[TimedPhone, ...]:
        """What is known near `due_s`, if that is other than what was taken; else nothing.

        `silent_s`: from when on there is no sound, as far as anybody knows: there lips rest,
        whatever was told.
        """
        while self._known and self._known[0].end_s < due_s - _BEHIND_S:
            self._known.popleft()
            self._passed = max(self._passed - 1, 0)
        before_s, self._cut_s = self._cut_s, self._beyond(silent_s)
        if self._cut_s is not None:
            return self._until(self._cut_s) if self._cut_s != before_s else ()
        if before_s is None and not self._has_more(due_s):
            return ()
        near = tuple(takewhile(lambda one: one.start_s < due_s + _AHEAD_S, self._known))
        self._passed = len(near)
        if not near and before_s is not None:
            return (TimedPhone(before_s, max(due_s, before_s), PAUSE),)
        return near

    def _has_more(self, due_s: float) -> bool:
        """Whether what was passed on is over soon, and more is known."""
        more = self._passed < len(self._known)
        return more and self._known[self._passed].start_s < due_s + _SOON_S

    def _beyond(self, silent_s: float | None) -> float | None:
        """From when on phones were told of no sound; None: they were not."""
        if silent_s is None or not self._known or self._known[-1].end_s <= silent_s + _BEYOND_S:
            return None
        return silent_s

    def _until(self, silent_s: float) -> tuple[TimedPhone, ...]:
        """What was told of before then, and rest."""
        said = takewhile(lambda one: one.start_s < silent_s, self._known)
        cut = (replace(one, end_s=min(one.end_s, silent_s)) for one in said)
        return (*cut, TimedPhone(silent_s, silent_s + _ENDLESS_S, PAUSE))
