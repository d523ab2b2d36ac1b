"""How many /f v/ touches and rounded lips of the speech reached the robot's joints."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kinesics.motion import channels
from kinesics.record.closures import NEAR_S, as_seen, near
from kinesics.record.moved import Shown
from kinesics.record.take import Take
from kinesics.rig.rig import Rig

__all__ = ["HOW_SHAPES", "SHAPES", "lip_shapes", "peaks"]

F64 = NDArray[np.float64]

SHAPES: Mapping[str, Mapping[str, float]] = {
    "labiodentals": {"mouthRollLower": 1.0, "mouthRollUpper": -1.0},
    "rounding": {"mouthPucker": 1 / 1.4, "mouthFunnel": 1 / 1.4},
}
"""What of the channels is the shape, as `models/kinesics_training/lips/channels.py` measures it."""

_CLEAR = 0.3  # of the shape: a /f/ of the phone tables has 0.7, an /u/ 1.0
_KEPT = 0.7
_APART = 0.08  # s: one sound has one peak
HOW_SHAPES = (
    f"wanted: peaks of {_CLEAR:g} and more in the shape that speech alone asks for; kept: within "
    f"{NEAR_S * 1e3:.0f} ms the joints that show it are as far that way as speech alone would have "
    f"them, but for {1 - _KEPT:.0%} of what the shape moves them; null: no joint shows it"
)


def lip_shapes(take: Take, spoken: Shown, rig: Rig) -> dict[str, Any]:
    """The table `lip_shapes` of the summary: of each shape how many each stage kept."""
    t_s = np.asarray((spoken.t_ns - take.heard_t0_ns) * 1e-9, np.float64)
    told: dict[str, Any] = {"how": HOW_SHAPES}
    for name, weights in SHAPES.items():
        way = _way(rig, weights)
        told[name] = None if not way.any() else _kept(take, (t_s, spoken.values), (rig, way), name)
    return told


def _way(rig: Rig, weights: Mapping[str, float]) -> F64:
    """(J,) how the shape at 1 moves each joint, in shares of its range."""
    full = np.zeros((1, len(channels.NAMES)))
    for channel, weight in weights.items():
        if weight > 0.0:
            full[0, channels.index(channel)] = 1.0 / (weight * sum(w > 0 for w in weights.values()))
    rest = rig.poses(np.zeros_like(full))
    return np.asarray((rig.poses(full) - rest)[0] / _span(rig))


def _span(rig: Rig) -> F64:
    return rig.limits.position_max - rig.limits.position_min


def _kept(
    take: Take, spoken: tuple[F64, F64], on: tuple[Rig, F64], name: str
) -> dict[str, int | None]:
    (t_s, values), (rig, way) = spoken, on
    shape = sum(
        weight * values[:, channels.index(channel)] for channel, weight in SHAPES[name].items()
    )
    at = peaks(t_s, np.asarray(shape))
    along = way / _span(rig) / float(way @ way)  # of joint positions: 1 is the shape at 1
    wanted = rig.poses(values[at]) @ along - (1.0 - _KEPT) * np.asarray(shape)[at]
    trace_s = take.trace_t_s
    stages = {
        "asked": (take.t_s, take.asked @ along),
        "sent": (take.t_s, as_seen(take, take.t_s, take.sent, along)),
        "played": (trace_s, as_seen(take, trace_s, take.trace_played, along)),
        "measured": (trace_s, take.trace_measured @ along),
    }
    kept: dict[str, int | None] = {"wanted": len(at)}
    for stage, (at_s, reached) in stages.items():
        known = np.isfinite(reached)
        count = _count(t_s[at], wanted, at_s[known], reached[known])
        kept[stage] = count if known.any() else None
    return kept


def peaks(t_s: F64, shape: F64) -> NDArray[np.intp]:
    """Rows of the clear peaks of `shape` (N,), the highest of those that are near."""
    if len(shape) < 3:
        return np.empty(0, np.intp)
    inner = shape[1:-1]
    rows = 1 + np.flatnonzero((inner >= shape[:-2]) & (inner > shape[2:]) & (inner >= _CLEAR))
    kept: list[int] = []
    for row in rows[np.argsort(-shape[rows], kind="stable")].tolist():
        if all(abs(t_s[row] - t_s[other]) >= _APART for other in kept):
            kept.append(row)
    return np.array(sorted(kept), np.intp)


def _count(peaks_s: F64, wanted: F64, t_s: F64, reached: F64) -> int:
    """How many peaks `reached` (N,) at `t_s` comes up to, near their time."""
    first, last = np.searchsorted(t_s, near(peaks_s))
    return sum(
        bool(begin < end and reached[begin:end].max() >= least)
        for begin, end, least in zip(first, last, wanted, strict=True)
    )
