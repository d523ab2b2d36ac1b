"""`Plan`: what a text asks a face to do, step by step, typed and checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from kinesics.affect.faces import face_of
from kinesics.affect.facs import ACTIONS, mask, names_of
from kinesics.affect.mixture import shares_of
from kinesics.errors import AffectError

__all__ = ["ANGLES", "LONGEST_S", "MOST_BEATS", "Plan", "Shade", "Step"]

F64 = NDArray[np.float64]

MOST_BEATS = 20
"""Of a step."""

LONGEST_S = 600.0
"""No step begins or ends later than this."""

ANGLES = {
    name: {
        ACTIONS[row].gains[name]: row for row in range(len(ACTIONS)) if name in ACTIONS[row].gains
    }
    for name in ("gaze_yaw", "gaze_pitch", "head_yaw", "head_pitch", "head_roll")
}
"""Angle [rad] of each direction at full strength, and the row of the action that shows it."""

_ROW = {action.name: row for row, action in enumerate(ACTIONS)}
_BODY = np.array([action.region in ("head", "gaze") for action in ACTIONS])  # no mask takes it away
_REST = np.zeros(len(ACTIONS))


@dataclass(frozen=True, slots=True)
class Shade:
    """A mixture of emotions on the whole face, or on a part of it."""

    mixture: Mapping[str, float]
    """Share of each emotion of `emotions.toml`; they sum to 1."""
    intensity: float
    """0..1."""
    regions: tuple[str, ...] = ()
    """Where it shows, in the words of `facs.mask`; everywhere if empty."""

    def __post_init__(self) -> None:
        shares_of(self.mixture)
        _within("intensity", self.intensity, 0.0, 1.0)
        mask(self.regions)

    def actions(self) -> F64:
        """(N,) what it adds to the face."""
        shown: F64 = self.intensity * face_of(self.mixture) * mask(self.regions)
        return shown


@dataclass(frozen=True, slots=True)
class Step:
    """One state of the face, from `start_s` on."""

    start_s: float = 0.0
    end_s: float | None = None
    """When the face lets go of it; None: it holds until the next step, or until another plan."""
    ease_s: float = 0.0
    """Time over which it comes, beyond what a face takes by itself."""
    shades: tuple[Shade, ...] = ()
    """The coarse layer: where two meet, the stronger shows."""
    units: Mapping[str, float] = field(default_factory=dict)
    """The fine layer: strength 0..1 of actions by FACS number (`12` both sides, `L12` one, which
    goes before both), in the place of what the emotions would show there; 0 keeps one away."""
    turn: Mapping[str, float] = field(default_factory=dict)
    """Angles [rad] of `ANGLES`, REP-103, in the place of what the emotions would do."""
    only: tuple[str, ...] = ()
    """Regions that move at all, in the words of `facs.mask`; head and eyes do anyway."""
    beats: int = 0
    """How often head and eyes go to `turn` and back, as in a nod; 0: they go there and stay."""
    tempo: float = 1.0
    """0.25..4: how fast it comes and beats."""
    energy: float = 1.0
    """0..2: how far head and eyes move."""

    def __post_init__(self) -> None:
        _within("start_s", self.start_s, 0.0, LONGEST_S)
        if self.end_s is not None:
            _within("end_s", self.end_s, self.start_s, LONGEST_S)
        _within("ease_s", self.ease_s, 0.0, LONGEST_S)
        for code, strength in self.units.items():
            names_of(code)
            _within(f"units: {code}", strength, 0.0, 1.0)
        for name, angle in self.turn.items():
            if name not in ANGLES:
                raise AffectError(f"turn: no angle {name!r}; wanted {', '.join(ANGLES)}")
            _within(f"turn: {name}", angle, min(ANGLES[name]), max(ANGLES[name]))
        mask(self.only)
        _within("beats", self.beats, 0, MOST_BEATS)
        _within("tempo", self.tempo, 0.25, 4.0)
        _within("energy", self.energy, 0.0, 2.0)

    def actions(self) -> F64:
        """(N,) the actions it holds, 0..1; beats at their far end."""
        face = np.max([_REST, *(shade.actions() for shade in self.shades)], axis=0)
        for code, strength in sorted(self.units.items(), key=_is_one_side):
            face[[_ROW[name] for name in names_of(code)]] = strength
        if self.only:
            face = np.where(_BODY, face, face * mask(self.only))
        for name, angle in self.turn.items():
            for full, row in ANGLES[name].items():
                face[row] = max(angle / full, 0.0)
        moved: F64 = np.where(_BODY, np.minimum(self.energy * face, 1.0), face)
        return moved


@dataclass(frozen=True, slots=True)
class Plan:
    """What a text asks for, and why."""

    text: str
    steps: tuple[Step, ...]
    """In order of time; none if the text holds no expression that is known."""
    rationale: tuple[str, ...] = ()
    """Which words gave what, a sentence each."""
    unknown: tuple[str, ...] = ()
    """Words that said nothing."""
    remarks: tuple[str, ...] = ()
    """What was read otherwise than it stands there, or not at all, a sentence each."""

    def __post_init__(self) -> None:
        for one, other in zip(self.steps, self.steps[1:], strict=False):
            if other.start_s < (one.start_s if one.end_s is None else one.end_s):
                raise AffectError(
                    f"step: start_s is {other.start_s:g}; wanted no earlier than the step before it"
                )

    @property
    def understood(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.steps)

    def coarse(self) -> "Plan":
        """The same with emotions and times alone: to be shown before details are known."""
        steps = tuple(replace(one, units={}, turn={}, only=(), beats=0) for one in self.steps)
        return replace(self, steps=steps)

    def fine(self) -> "Plan":
        """The same with details alone: units, directions, beats; no emotion."""
        return replace(self, steps=tuple(replace(one, shades=()) for one in self.steps))


def _is_one_side(unit: tuple[str, float]) -> bool:
    """Whether it is of one side: that goes before both, in whatever order a table has them."""
    return unit[0].startswith(("L", "R"))


def _within(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise AffectError(f"{name} is {value:g}; wanted {low:g} to {high:g}")
