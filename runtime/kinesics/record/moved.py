"""How far what was felt moved the joints of a robot, beside everything else that moved them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kinesics.motion import channels
from kinesics.record.take import Take
from kinesics.rig.rig import Rig

__all__ = ["HOW_MOVED", "Shown", "moved"]

F64 = NDArray[np.float64]

_MOST = 5
_LEAST = 0.005  # of a range: less is not seen
HOW_MOVED = (
    "what feelings and plans added to the mix, every 50 ms: the largest in each channel, and the "
    "largest change that it made to each joint as asked, in shares of the joint's range; t_s: when"
)


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """What one layer added to the mix, at times of its own."""

    t_ns: NDArray[np.int64]
    """(N,) robot time at which it is seen."""
    values: F64
    """(N, C) what was added to each channel."""


def moved(take: Take, shown: Shown, rig: Rig) -> dict[str, Any]:
    """The table `face_moved` of the summary: the few channels and joints that moved most."""
    t_s = (shown.t_ns - take.heard_t0_ns) * 1e-9
    inside = (shown.t_ns >= take.t_ns[0]) & (shown.t_ns <= take.t_ns[-1])
    t_s, added = t_s[inside], shown.values[inside]
    if not added.any():
        return {"how": HOW_MOVED, "channels": {}, "joints": {}}
    rows = np.searchsorted(take.t_ns, shown.t_ns[inside])
    mixed = take.channels[rows]
    span = rig.limits.position_max - rig.limits.position_min
    turned = (rig.poses(mixed) - rig.poses(mixed - added)) / span
    return {
        "how": HOW_MOVED,
        "channels": _most(t_s, added, channels.NAMES),
        "joints": _most(t_s, turned, rig.names),
    }


def _most(t_s: F64, values: F64, names: tuple[str, ...]) -> dict[str, dict[str, float]]:
    """The largest of each column of `values` (N, K), of those that are seen: most first."""
    at = np.abs(values).argmax(axis=0)
    largest = values[at, np.arange(values.shape[1])]
    order = np.argsort(-np.abs(largest), kind="stable")[:_MOST]
    return {
        names[column]: {
            "most": round(float(largest[column]), 3),
            "t_s": round(float(t_s[at[column]]), 2),
        }
        for column in order
        if abs(largest[column]) >= _LEAST
    }
