"""How many lip closures reached the robot's lips, and at which stage the others were lost."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kinesics.measures.lip_timing import CLOSED
from kinesics.motion.lips import gap
from kinesics.record.take import F64, Take

__all__ = ["HOW_CLOSURES", "NEAR_S", "STAGES", "Closures", "as_seen", "closures", "near"]

STAGES = ("asked", "sent", "played", "measured")
"""Of the joints, as in `Take`."""

NEAR_S = 0.03
"""A closure may be this much early or late."""
_ROUNDING_S = 1e-6
_OPEN_S = 0.25  # within which lips must have been open, for their closing to be an event
_OPEN = 0.4
_SEEN = 0.05  # of the channels' gap, whose widest is 1: what silence and breath move is less

HOW_CLOSURES = (
    "wanted: times at which the mixed channels' lip gap falls to 0, from more than "
    f"{_OPEN:.0%} of its 90th percentile (and more than {_SEEN:g}) within "
    f"{_OPEN_S * 1e3:.0f} ms; kept: within "
    f"{NEAR_S * 1e3:.0f} ms the joints' lip gap is at most {CLOSED:.0%} of its own 90th percentile"
)


@dataclass(frozen=True, slots=True)
class Closures:
    """Closures wanted by the channels, and how many of them each stage kept."""

    wanted: int
    asked: int
    sent: int
    played: int
    measured: int | None
    """None: the joints cannot tell where they are."""


def closures(take: Take, by_joint: F64) -> Closures:
    """Of the whole take; the gap between the lips is `by_joint` (J,) · positions."""
    wanted_s = take.t_s[_events(gap(take.channels), round(_OPEN_S * take.rate_hz))]
    trace_s = take.trace_t_s
    kept = {
        "asked": _kept(wanted_s, take.t_s, take.asked @ by_joint),
        "sent": _kept(wanted_s, take.t_s, as_seen(take, take.t_s, take.sent, by_joint)),
        "played": _kept(wanted_s, trace_s, as_seen(take, trace_s, take.trace_played, by_joint)),
        "measured": _kept(wanted_s, trace_s, take.trace_measured @ by_joint),
    }
    blind = bool(np.isnan(take.trace_measured @ by_joint).all())
    return Closures(
        len(wanted_s), kept["asked"], kept["sent"], kept["played"],
        None if blind else kept["measured"],
    )  # fmt: skip


def near(wanted_s: F64) -> tuple[F64, F64]:
    """First and last time that is near enough, both included whatever the rate of a stage is.

    Without the room of a rounding, rows of 100 Hz would be looked at for 10 ms less than a trace.
    """
    return wanted_s - NEAR_S - _ROUNDING_S, wanted_s + NEAR_S + _ROUNDING_S


def as_seen(take: Take, t_s: F64, positions: F64, by_joint: F64) -> F64:
    """What `by_joint` (J,) makes of `positions` (T, J), each joint led by its own lag, (T,)."""
    gaps = np.zeros(len(t_s))
    for joint in np.flatnonzero(by_joint):
        gaps += by_joint[joint] * np.interp(t_s - take.lag_s[joint], t_s, positions[:, joint])
    return gaps


def _events(gaps: F64, reach: int) -> NDArray[np.intp]:
    """Rows at which `gaps` (T,) falls to 0 out of an open mouth."""
    if not len(gaps):
        return np.empty(0, np.intp)
    shut = gaps <= 0.0
    falls = np.flatnonzero(shut & ~np.concatenate(([True], shut[:-1])))
    opened = max(_OPEN * float(np.percentile(gaps, 90)), _SEEN)
    return np.array(
        [row for row in falls if gaps[max(row - reach, 0) : row].max() > opened], np.intp
    )


def _kept(wanted_s: F64, t_s: F64, gaps: F64) -> int:
    known = np.isfinite(gaps)
    if not known.any():
        return 0
    t_s, gaps = t_s[known], gaps[known]
    level = CLOSED * float(np.percentile(gaps, 90))
    first, last = np.searchsorted(t_s, near(wanted_s))
    return sum(
        bool(begin < end and gaps[begin:end].min() <= level)
        for begin, end in zip(first, last, strict=True)
    )
