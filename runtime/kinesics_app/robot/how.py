"""`How`: what any intent can say besides its own parameters."""

from dataclasses import asdict, dataclass
from typing import Any

from kinesics.conversation.intent import PRIORITY, Start
from kinesics.errors import IntentError

__all__ = ["How"]


@dataclass(frozen=True, slots=True)
class How:
    """What any intent can say besides its own parameters."""

    priority: int = PRIORITY
    """0..255."""
    start: Start | None = None
    """None: now."""
    ttl_s: float | None = None
    """How long it may wait for its turn; None: as is usual for its kind."""
    interruptible: bool = True
    id: str = ""
    """By which others name it; empty: one is made up."""

    def as_map(self) -> dict[str, Any]:
        """What of it a message says; its id is of the message.

        Raises:
            IntentError: a start that is none.
        """
        told: dict[str, Any] = {"priority": self.priority, "interruptible": self.interruptible}
        if self.ttl_s is not None:
            told["ttl_s"] = self.ttl_s
        if self.start is not None:
            if not isinstance(self.start, Start):
                raise IntentError(f"start is {self.start!r:.80}; wanted Start(after_s=1.0) or so")
            start = asdict(self.start)
            del start["exact"]  # which the robot alone can know
            told["start"] = {key: value for key, value in start.items() if value not in ("", None)}
        return told
