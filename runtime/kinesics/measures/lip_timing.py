"""When lips and jaw move, against the sound, against the phones that were said, or each other."""

import numpy as np
from numpy.typing import NDArray

from kinesics.measures.curves import Curves
from kinesics.measures.heard import Heard
from kinesics.measures.lag import FLOOR_SHARE, likest_lag, stroke_shifts_s, strokes
from kinesics.measures.mouth import LIPS
from kinesics.measures.reading import Reading
from kinesics.measures.smoothing import band

__all__ = ["CLOSED", "TIMES", "lip_following", "lip_timing"]

F64 = NDArray[np.float64]

CLOSED = 0.1
"""A gap up to this share of its own 90th percentile is seen as closed."""

TIMES = (
    "lag_behind_sound", "correlation_with_sound", "lag_behind_phones", "correlation_with_phones",
    "closures_said", "closures_shown", "closure_lag", "closure_error",
    "strokes", "strokes_missed", "stroke_lag", "stroke_error",
)  # fmt: skip
"""What is measured of lips and jaw."""

_NEAR_S = 0.06
_STEP_S = 0.001
_NAN = float("nan")


def lip_timing(mouth: Curves, heard: Heard) -> list[Reading]:
    """How late `lips` and `jaw` are, as `mouth_of` gives them; positive: after what is heard.

    Behind the sound: where their motion at the pace of syllables, 2 to 8 Hz, is most like that of
    the loudness, within 200 ms, and how alike they are then. Behind the phones: the same against
    the mouth that the phones ask for. Closures: how many /p b m/ are shown within 60 ms of where
    that lag has them, how late (median), and how far off 95 of 100 of them are at most.
    """
    readings = []
    for name in mouth.names:
        if (loudness := heard.loudness) is not None:
            loud = band(loudness.values[:, 0], loudness.rate_hz)
            moved = band(mouth.of(name), mouth.rate_hz)
            readings += _behind("sound", name, (loudness.t_s, loud), (mouth.t_s, moved))
        if heard.mouth is not None and name in heard.mouth.names:
            asked = heard.mouth.t_s, heard.mouth.of(name)
            readings += _behind("phones", name, asked, (mouth.t_s, mouth.of(name)))
    if LIPS in mouth.names and len(heard.closures_s):
        found = {(one.measure, one.signal): one.value for one in readings}
        lag_ms = found.get(("lag_behind_phones", LIPS), _NAN)
        readings += _closures(mouth, heard.closures_s, 0.0 if np.isnan(lag_ms) else lag_ms * 1e-3)
    return readings


def lip_following(mouth: Curves, other: Curves) -> list[Reading]:
    """How late the lips and the jaw of `other` are behind those of `mouth`, stroke by stroke.

    A stroke is the motion between two successive extrema. How many; the share of them that the
    other does not follow; its delay (median); and how far off 95 of 100 are at most. First rows are
    of the same moment.
    """
    readings = []
    for name in mouth.names:
        if name not in other.names:
            continue
        one, floor = mouth.of(name), FLOOR_SHARE * float(np.ptp(mouth.of(name)))
        t_s, other_t_s = mouth.t_s - mouth.begin_s, other.t_s - other.begin_s
        found = np.empty(0)
        if floor > 0.0 and len(strokes(one, floor)):
            found = stroke_shifts_s(t_s, one, floor, other_t_s, other.of(name))
        followed = found[np.isfinite(found)]
        readings += [
            Reading("strokes", name, float(len(found)), "1"),
            Reading("strokes_missed", name, _share(len(found) - len(followed), len(found)), "1"),
            *_late("stroke", name, followed),
        ]
    return readings


def _behind(what: str, name: str, asked: tuple[F64, F64], moved: tuple[F64, F64]) -> list[Reading]:
    """Lag of a signal behind a reference, each (times, values), and their correlation then."""
    lag_ms, alike = likest_lag(asked, moved)
    return [
        Reading(f"lag_behind_{what}", name, lag_ms, "ms"),
        Reading(f"correlation_with_{what}", name, alike, "1"),
    ]


def _closures(mouth: Curves, said_s: F64, lag_s: float) -> list[Reading]:
    """Closures that were said at `said_s` (M,), of lips that are late by `lag_s` as a whole."""
    late_s = _matched(said_s, _shown_s(mouth.t_s, mouth.of(LIPS)), lag_s)
    return [
        Reading("closures_said", LIPS, float(len(said_s)), "1"),
        Reading("closures_shown", LIPS, _share(len(late_s), len(said_s)), "1"),
        *_late("closure", LIPS, late_s),
    ]


def _late(what: str, name: str, late_s: F64) -> list[Reading]:
    """Median of the delays (N,), and the 95th percentile of their sizes."""
    median, most = _NAN, _NAN
    if len(late_s):
        median, most = float(np.median(late_s)), float(np.percentile(np.abs(late_s), 95))
    return [
        Reading(f"{what}_lag", name, median * 1e3, "ms"),
        Reading(f"{what}_error", name, most * 1e3, "ms"),
    ]


def _shown_s(t_s: F64, gaps: F64) -> F64:
    """Middle of each stretch of time in which lips, `gaps` (T,) apart, are seen as closed."""
    grid_s = np.arange(t_s[0], t_s[-1], _STEP_S)
    closed = np.interp(grid_s, t_s, gaps) <= CLOSED * float(np.percentile(gaps, 90))
    edges = np.flatnonzero(np.diff(closed.astype(np.int8), prepend=0, append=0))
    begins, ends = edges[::2], edges[1::2]
    middles: F64 = grid_s[0] + 0.5 * (begins + ends - 1) * _STEP_S if len(grid_s) else grid_s
    return middles


def _matched(said_s: F64, shown_s: F64, lag_s: float) -> F64:
    """Delay of each closure that is shown, one to one, the nearest first."""
    apart_s = np.abs(shown_s[None] - said_s[:, None] - lag_s)  # (M, N)
    late_s = []
    while apart_s.size and apart_s.min() <= _NEAR_S:
        said, shown = np.unravel_index(int(apart_s.argmin()), apart_s.shape)
        late_s.append(shown_s[shown] - said_s[said])
        apart_s[said], apart_s[:, shown] = np.inf, np.inf
    return np.array(late_s)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else _NAN
