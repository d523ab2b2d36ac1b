"""What another program says about feelings: an event that means something, or a hint."""

from kinesics.affect.appraisal import HALF_LIFE_S, LONGEST_HALF_LIFE_S, appraisal
from kinesics.affect.feeling import feeling_at, read_feeling
from kinesics.conversation.intent import MOST_ID
from kinesics.errors import AffectError, IntentError
from kinesics.signals import Appraisal, Feeling, Hint
from kinesics.table import Table

__all__ = ["felt", "read_event", "read_hint"]

_LEAST_HALF_LIFE_S = 0.5


def read_event(table: Table, t_ns: int) -> Appraisal:
    """An event by its `name` and `intensity` 0..1, or the push `vad` that it gives; IntentError."""
    half_life_s = HALF_LIFE_S
    if table.has("half_life_s"):
        half_life_s = table.finite("half_life_s", _LEAST_HALF_LIFE_S, LONGEST_HALF_LIFE_S)
    if table.has("name") == table.has("vad"):
        raise table.wrong("name", table.whole().get("name"), "a name, or else vad")
    if table.has("vad"):
        valence, arousal, dominance = table.finites("vad", 3, -1.0, 1.0)
        return Appraisal(t_ns, (valence, arousal, dominance), half_life_s)
    intensity = table.finite("intensity", 0.0, 1.0) if table.has("intensity") else 1.0
    try:
        return appraisal(table.text("name"), t_ns, intensity, half_life_s)
    except AffectError as error:
        raise IntentError(f"event: {error}") from error


def read_hint(table: Table, t_ns: int) -> Hint:
    """What a `source` suggests, as a `feeling` or as `vad`, with `confidence`; IntentError."""
    source = table.text("source")
    if not source or len(source) > MOST_ID:
        raise table.wrong("source", source, f"1 to {MOST_ID} characters")
    if table.has("feeling") == table.has("vad"):
        raise table.wrong("feeling", table.whole().get("feeling"), "a mixture, or else vad")
    confidence = table.finite("confidence", 0.0, 1.0) if table.has("confidence") else 0.5
    if table.has("vad"):
        return Hint(source, felt(t_ns, None, table.finites("vad", 3, -1.0, 1.0)), confidence)
    try:
        return Hint(source, felt(t_ns, table.text("feeling"), None), confidence)
    except AffectError as error:
        raise IntentError(f"hint: {error}") from error


def felt(t_ns: int, mixture: str | None, vad: tuple[float, ...] | None) -> Feeling:
    """The feeling of a mixture, `happy:0.6+surprised:0.3`, or else of a point (3,) of VAD.

    Raises:
        AffectError: it cannot be.
    """
    return read_feeling(mixture or "", t_ns) if vad is None else feeling_at(t_ns, vad)
