"""`Heard`: how much of an utterance was heard before it was over."""

from dataclasses import dataclass

from kinesics.conversation.intent import Intent
from kinesics.conversation.utterance import Utterance

__all__ = ["Heard", "heard_until", "rate_of"]

_RATE_HZ = 16_000  # of a file's samples: the mouth's


@dataclass(frozen=True, slots=True)
class Heard:
    """Counted on the robot's clock: silence for what came too late counts as any other sound."""

    utterance: str
    """Id of the `say`."""
    seconds: float
    samples: int
    """At `rate_hz`, that of its `say`."""
    rate_hz: int
    mark: str = ""
    """The last of its marks that was heard; empty: none."""
    word: int | None = None
    """The last of its words that was begun, from 0; None: none is known to be."""


def rate_of(intent: Intent) -> int:
    """At which the samples of a `say` are counted [Hz]."""
    rate_hz: int = intent.parameters.get("rate_hz", _RATE_HZ)
    return rate_hz


def heard_until(intent: Intent, utterance: Utterance | None, t_ns: int) -> Heard:
    """What was heard of a `say` by robot time `t_ns`; `utterance` None: it has not begun."""
    rate_hz = rate_of(intent)
    if utterance is None or t_ns <= utterance.t_ns:
        return Heard(intent.id, 0.0, 0, rate_hz)
    seconds = min((t_ns - utterance.t_ns) * 1e-9, utterance.length_s)
    marks = sorted((at_s, name) for name, at_s in utterance.marks.items() if at_s <= seconds)
    words = [n for n, word in enumerate(utterance.words) if word.start_s < seconds]
    return Heard(
        intent.id,
        round(seconds, 6),
        round(seconds * rate_hz),
        rate_hz,
        marks[-1][1] if marks else "",
        words[-1] if words else None,
    )
