"""`Event`: what became of an intent, told to whoever asked for it."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

from kinesics.conversation.heard import Heard

__all__ = ["Event", "State"]

State = Literal["acknowledged", "started", "finished", "refused", "ended"]


@dataclass(frozen=True, slots=True)
class Event:
    """One step in the life of an intent.

    It is *acknowledged* or *refused* when it is heard; then *started*, or *refused* after all
    (nothing came free in time); then *finished*, or *ended* before it was (cancelled, pre-empted).
    """

    intent: str
    state: State
    t_ns: int
    """Robot time: of what was started, when it shows."""
    reason: str = ""
    """Why it was refused or ended, what it waits for, what of it looks wrong or cannot be shown."""
    heard: Heard | None = None
    """Of an utterance that is over, and of a `barge_in` that ended one: what was heard of it."""
    goes_on: bool = False
    """Of one that was told again and refused: it goes on as it was told before."""

    @property
    def is_last(self) -> bool:
        """Whether nothing more will be told of this intent."""
        return self.state in ("finished", "refused", "ended") and not self.goes_on

    def as_map(self) -> dict[str, Any]:
        """For a wire."""
        told = {**asdict(self), "event": self.state}
        if self.heard is None:
            del told["heard"]
        if not self.goes_on:
            del told["goes_on"]
        return told
