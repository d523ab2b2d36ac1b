"""`played_shares`: use of the limits by what was played, of a device that was not always armed."""

from dataclasses import replace

import numpy as np

from kinesics.record.measures import Shares, as_played
from kinesics.record.take import Take

__all__ = ["played_shares"]

_KINDS = ("position", "velocity", "acceleration", "jerk")


def played_shares(take: Take) -> Shares | None:
    """As `as_played`, of each stretch of the trace that was played; None: nothing was.

    A row with a joint that nobody played (NaN) belongs to none, and no difference spans a gap.
    """
    played = np.isfinite(take.trace_played).all(axis=1)  # (N,)
    if played.all():
        return as_played(take)
    ends = np.flatnonzero(np.diff(played, prepend=False, append=False)).reshape(-1, 2)
    each = [as_played(_stretch(take, slice(*pair))) for pair in ends]
    if not each:
        return None
    largest = (np.max([getattr(one, kind) for one in each], axis=0) for kind in _KINDS)
    return Shares(take.trace_rate_hz, *largest)


def _stretch(take: Take, rows: slice) -> Take:
    return replace(
        take,
        trace_t_ns=take.trace_t_ns[rows],
        trace_played=take.trace_played[rows],
        trace_measured=take.trace_measured[rows],
    )
