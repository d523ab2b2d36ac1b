"""What is about to be, as far as it is known: horizons, outlooks, urges."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from kinesics.signals.cues import Point

__all__ = ["BlinkUrges", "GazeShift", "GestureOutlook", "Horizon"]

F32 = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Horizon:
    """Tracks are wanted up to `t_ns`: the clock of behaviours that have no other input."""

    t_ns: int


@dataclass(frozen=True, slots=True, eq=False)
class GestureOutlook:
    """What a network expects arms, head and torso to do with what is being said.

    Layout and readings: `kinesics/gesture/outlook.py`.
    """

    t_ns: int
    """Date of the `Prosody` that is known with it: motion of that date is due now."""
    newest_ns: int
    """Robot time at which the newest sound that it knows is heard."""
    strikes: F32
    """(S,) 0..1: how surely an accent that a stroke may fall on peaks in each coming bin."""
    phases: F32
    """(3, 5) share of each phase, for left arm, right arm, head and torso; rows sum to 1."""
    amplitude: F32
    """(3,) 0..1: how large their gestures are."""


@dataclass(frozen=True, slots=True)
class GazeShift:
    """Attention moves: the eyes jump there at `t_ns` and stay, until another.

    A newer one takes the place of all that were told for its date and later.
    """

    t_ns: int
    at: str | Point
    """Id of a target, which is followed, or a point."""
    style: Literal["eyes", "head", "body"]
    """What may turn, as in `Look`."""
    why: Literal["look", "partner", "avert", "other", "idle"]
    """Told to; to the face of a partner; away from it; to others; or because nobody is there."""
    aside_rad: tuple[float, float] = (0.0, 0.0)
    """Yaw and pitch by which it is beside that."""
    size_rad: float = 0.0
    """How far it is from what was looked at before."""


@dataclass(frozen=True, slots=True)
class BlinkUrges:
    """All blinks that begin from `t_ns` to `until_ns`: who blinks by itself does not meanwhile."""

    t_ns: int
    until_ns: int
    blinks: tuple[tuple[int, bool], ...]
    """When each begins, and whether it closes the eye; the oldest first."""
