"""Saccades at the channel: the main sequence, sizes and directions."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import degrees, exp

import numpy as np
from numpy.typing import NDArray

from kinesics.behaviours.saccade import PER_DEG_S
from kinesics.conversation.gaze_laws import gaze_laws, share_beyond
from kinesics.motion.direction import from_head
from kinesics_app.life_measures.directions import speed_deg_s
from kinesics_app.life_measures.figure import Figure
from kinesics_app.life_measures.lived import Lived

__all__ = ["saccades"]

F64 = NDArray[np.float64]

_ONSET_DEG_S = 30.0
_SMALLEST_DEG, _LARGEST_DEG = 4.0, 25.0


@dataclass(frozen=True, slots=True, eq=False)
class _Saccades:
    size_deg: F64
    duration_ms: F64
    peak_deg_s: F64


def saccades(lived: Lived) -> Sequence[Figure]:
    """Slopes of duration and peak velocity, the sizes of all, the directions of aversions."""
    found = _found(lived)
    fit = (found.size_deg > _SMALLEST_DEG) & (found.size_deg < _LARGEST_DEG)
    slope, base = _line(found.size_deg[fit], found.duration_ms[fit])
    law = np.array([_peak_law(size) for size in found.size_deg[fit]])
    peaks, _ = _line(found.size_deg[fit], found.peak_deg_s[fit])
    wanted, _ = _line(found.size_deg[fit], law)
    return [
        Figure(
            "saccade duration against size, slope",
            f"{slope:.2f} ms/deg (from {base:.0f} ms, {int(fit.sum())} saccades)",
            f"{1e3 * PER_DEG_S:.1f} ms/deg",
            "Lee, Badler & Badler 2002",
            "within 20 %",
            abs(slope / (1e3 * PER_DEG_S) - 1.0) < 0.2,
            gate=True,
        ),
        Figure(
            "saccade peak velocity against size, slope",
            f"{peaks:.1f} 1/s",
            f"{wanted:.1f} 1/s",
            "500 (1 - exp(-A/11)) deg/s, Bahill 1975",
            "within 20 %",
            abs(peaks / wanted - 1.0) < 0.2,
            gate=True,
        ),
        _sizes(found),
        _directions(lived),
    ]


def _line(x: F64, y: F64) -> tuple[float, float]:
    """Slope and beginning of the straight line of least squares through points."""
    slope, begin = np.polyfit(x, y, 1).tolist()
    return slope, begin


def _peak_law(size_deg: float) -> float:
    return 500.0 * (1.0 - exp(-size_deg / 11.0))


def _found(lived: Lived) -> _Saccades:
    """Saccades of the gaze in space, by the speed of rows at 100 Hz."""
    names = ("gaze_yaw", "gaze_pitch", "head_yaw", "head_pitch", "head_roll")
    columns = np.stack([lived.channels[name] for name in names], axis=1).tolist()
    gaze = np.array([from_head((a, b), (c, d), e) for a, b, c, d, e in columns])
    speed = speed_deg_s(gaze[:, 0], gaze[:, 1], 100.0)
    fast = speed > _ONSET_DEG_S
    begins = np.flatnonzero(fast[1:] & ~fast[:-1]) + 1
    rows = []
    for begin in begins.tolist():
        end = begin
        while end < len(fast) and fast[end]:
            end += 1
        if begin < 1 or end >= len(speed):
            continue
        size = _size_deg(gaze[begin - 1], gaze[min(end + 1, len(gaze) - 1)])
        duration_ms = _duration_ms(speed[begin - 1 : end + 1])
        rows.append((size, duration_ms, speed[begin:end].max()))
    return _Saccades(*np.array(rows).T)


def _duration_ms(speed: F64) -> float:
    """Between the crossings of the onset's speed, by straight lines from row to row.

    As eye trackers time saccades. Rows of 10 ms make all of them longer by about as much, which
    is in the line's beginning, not in its slope.
    """
    first, second = speed[:2].tolist()
    before, last = speed[-2:].tolist()
    begins = (_ONSET_DEG_S - first) / (second - first)
    ends = (before - _ONSET_DEG_S) / (before - last)
    return float(10.0 * (len(speed) - 2 + ends - begins))


def _size_deg(start: F64, end: F64) -> float:
    """Degrees between two directions (2,)."""
    return degrees(float(np.hypot((end[0] - start[0]) * np.cos(end[1]), end[1] - start[1])))


def _sizes(found: _Saccades) -> Figure:
    laws = gaze_laws()
    sizes = np.sort(found.size_deg[found.size_deg > 2.0])
    farthest = np.radians(27.5)
    least, most = share_beyond(laws, np.radians(2.0)), share_beyond(laws, farthest)
    law = np.array([(least - share_beyond(laws, np.radians(min(one, 27.5)))) for one in sizes])
    distance = float(np.abs(np.arange(1, len(sizes) + 1) / len(sizes) - law / (least - most)).max())
    return Figure(
        "saccade sizes beyond 2 deg, distance from the law",
        f"{distance:.2f} (middle {np.median(sizes):.1f} deg)",
        "-6.9 ln(P/15.7)",
        "Lee, Badler & Badler 2002",
        "< 0.20 (ours)",
        distance < 0.2,
    )


def _directions(lived: Lived) -> Figure:
    asides = np.array([one.aside_rad for one in lived.shifts if one.why == "avert"])
    angle = np.arctan2(-asides[:, 1], -asides[:, 0])
    bins = np.round(angle / (np.pi / 4)).astype(int) % 8
    found = np.bincount(bins, minlength=8) / len(bins)
    worst = 100.0 * float(np.abs(found - np.array(gaze_laws().directions)).max())
    return Figure(
        "directions of aversions, largest difference",
        f"{worst:.1f} points of {len(bins)}",
        "15.5 6.5 17.7 7.4 16.8 7.9 20.4 7.8 %",
        "Lee, Badler & Badler 2002",
        "< 6 points (ours)",
        worst < 6.0,
    )
