"""Events as the robot judges them: each pushes what is felt, and wears off."""

from difflib import get_close_matches
from math import isfinite
from pathlib import Path

from kinesics.errors import AffectError
from kinesics.signals import Appraisal
from kinesics.table import Table
from kinesics.toml import load_toml

__all__ = [
    "APPRAISALS",
    "HALF_LIFE_S",
    "LONGEST_HALF_LIFE_S",
    "appraisal",
    "check_appraisal",
    "left",
]

HALF_LIFE_S = Appraisal(0, (0.0, 0.0, 0.0)).half_life_s
LONGEST_HALF_LIFE_S = 600.0
"""What lasts longer than a mood is a mood."""

_PATH = Path(__file__).with_name("appraisals.toml")
_TABLE = Table(f"{_PATH.name}: ", load_toml(_PATH), AffectError)
APPRAISALS = {name: _TABLE.finites(name, 3, -1.0, 1.0) for name in _TABLE.whole()}
"""Push in VAD of each kind of event."""


def check_appraisal(event: Appraisal) -> None:
    """Complain about an event that nobody could feel.

    Raises:
        AffectError: a push outside -1..1, a half-life that is none.
    """
    if len(event.vad) != 3 or not all(-1.0 <= value <= 1.0 for value in event.vad):
        raise AffectError(f"vad is {event.vad}; wanted three numbers, -1..1")
    if not (event.half_life_s > 0.0 and isfinite(event.half_life_s)):
        raise AffectError(f"half_life_s is {event.half_life_s}; wanted a positive time")


def left(event: Appraisal, t_ns: int) -> float:
    """How much of its push is left at `t_ns`, 0..1; nothing before the event."""
    age_s = (t_ns - event.t_ns) * 1e-9
    return float(0.5 ** (age_s / event.half_life_s)) if age_s >= 0.0 else 0.0


def appraisal(
    name: str, t_ns: int, intensity: float = 1.0, half_life_s: float = HALF_LIFE_S
) -> Appraisal:
    """The event of a kind of `APPRAISALS`, at an intensity of 0..1.

    Raises:
        AffectError: an unknown kind, an intensity outside 0..1, a half-life that is none.
    """
    if name not in APPRAISALS:
        near = ", ".join(get_close_matches(name, APPRAISALS, n=1)) or ", ".join(APPRAISALS)
        raise AffectError(f"no event {name!r}; nearest: {near}")
    if not 0.0 <= intensity <= 1.0:
        raise AffectError(f"intensity is {intensity}; wanted 0..1")
    valence, arousal, dominance = (intensity * value for value in APPRAISALS[name])
    event = Appraisal(t_ns, (valence, arousal, dominance), half_life_s)
    check_appraisal(event)
    return event
