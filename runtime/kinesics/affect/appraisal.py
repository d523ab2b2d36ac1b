"""`Appraisal`: an event as the robot judges it, dated; it pushes what is felt, and wears off."""

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from kinesics.errors import AffectError
from kinesics.table import Table
from kinesics.toml import load_toml

__all__ = ["APPRAISALS", "Appraisal", "appraisal"]

_PATH = Path(__file__).with_name("appraisals.toml")
_TABLE = Table(f"{_PATH.name}: ", load_toml(_PATH), AffectError)
APPRAISALS = {name: _TABLE.finites(name, 3, -1.0, 1.0) for name in _TABLE.whole()}
"""Push in VAD of each kind of event."""


@dataclass(frozen=True, slots=True)
class Appraisal:
    """A push of valence, arousal and dominance that halves every `half_life_s`."""

    t_ns: int
    """Robot time of the event."""
    vad: tuple[float, ...]
    """Valence, arousal, dominance, -1..1 each."""
    half_life_s: float = 20.0
    """Chosen: an event is mostly over after a minute, and lives on in the mood."""

    def __post_init__(self) -> None:
        if len(self.vad) != 3 or not all(-1.0 <= value <= 1.0 for value in self.vad):
            raise AffectError(f"vad is {self.vad}; wanted three numbers, -1..1")
        if not self.half_life_s > 0.0:
            raise AffectError(f"half_life_s is {self.half_life_s}; wanted a positive time")

    def left(self, t_ns: int) -> float:
        """How much of the push is left at `t_ns`, 0..1; nothing before the event."""
        age_s = (t_ns - self.t_ns) * 1e-9
        return float(0.5 ** (age_s / self.half_life_s)) if age_s >= 0.0 else 0.0


def appraisal(name: str, t_ns: int, intensity: float = 1.0) -> Appraisal:
    """The event of a kind of `APPRAISALS`, at an intensity of 0..1.

    Raises:
        AffectError: an unknown kind, an intensity outside 0..1.
    """
    if name not in APPRAISALS:
        near = ", ".join(get_close_matches(name, APPRAISALS, n=1)) or ", ".join(APPRAISALS)
        raise AffectError(f"no appraisal {name!r}; nearest: {near}")
    if not 0.0 <= intensity <= 1.0:
        raise AffectError(f"intensity is {intensity}; wanted 0..1")
    return Appraisal(t_ns, tuple(intensity * value for value in APPRAISALS[name]))
