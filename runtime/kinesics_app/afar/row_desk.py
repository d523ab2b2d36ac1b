"""`RowDesk`: where rows and orders of a mixer elsewhere come in, for whoever holds the robot."""

import threading
from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from kinesics.errors import KinesicsError, TrackError
from kinesics.motion.frame import Frame
from kinesics_app.afar.claim import Claim
from kinesics_app.afar.ledger import Ledger
from kinesics_app.afar.orders import Order, fresh
from kinesics_app.afar.parcel import split_origin

__all__ = ["RowDesk", "Rows", "Waiting"]

_WAITING = 512  # rows: what a firmware holds, twice
_MOST_ROWS = 256
_PAST_NS, _FUTURE_NS = 2_000_000_000, 5_000_000_000


class Rows(NamedTuple):
    """What a mixer sends in one piece."""

    origin: str
    sequence: int
    frames: Sequence[Frame] = ()
    """Dated by execution, in the order in which they were decided: a later one replaces."""
    orders: Sequence[Order] = ()
    line: str = "rows"
    """What the sequence counts: rows and orders come by lines of their own."""


class Waiting(NamedTuple):
    """What came since the last look."""

    frames: Sequence[Frame]
    orders: Sequence[Order]
    heard_ns: int | None
    """When the mixer was heard last; None: never."""


class RowDesk:
    """Any thread brings, one takes. One mixer has it, until it has been silent for a second."""

    def __init__(self, joints: int) -> None:
        self.ledger = Ledger()
        self._joints = joints
        self._lock = threading.Lock()
        self._claim = Claim("mixer")
        self._frames: deque[Frame] = deque(maxlen=_WAITING)
        self._orders: list[Order] = []
        self._done = -1

    def bring(self, rows: Rows, now_ns: int) -> None:
        """Take rows and orders that came at `now_ns`, whole or not at all.

        Raises:
            KinesicsError: of whom, of when or of what they cannot be; counted.
        """
        try:
            split_origin(rows.origin)
            self._check(rows.frames, now_ns)
            with self._lock:
                if self._claim.take(rows.origin, now_ns):
                    self._frames.clear()
                    self._done = -1
                self.ledger.admit(f"{rows.origin} {rows.line}", rows.sequence, now_ns * 1e-9)
                self._claim.hear(now_ns)
                self._frames.extend(rows.frames)
                self._orders += fresh(rows.orders, self._done, now_ns)
                self._done = max([self._done, *(order.number for order in rows.orders)])
        except KinesicsError as error:
            self.ledger.refuse(error)
            raise

    def take(self) -> Waiting:
        """What came since the last call."""
        with self._lock:
            waiting = Waiting([*self._frames], self._orders, self._claim.heard_ns)
            self._frames.clear()
            self._orders = []
        return waiting

    def _check(self, frames: Sequence[Frame], now_ns: int) -> None:
        if len(frames) > _MOST_ROWS:
            raise TrackError(f"{len(frames)} rows at once; wanted {_MOST_ROWS} at most")
        for frame in frames:
            if frame.values.shape != (self._joints,) or not np.isfinite(frame.values).all():
                raise TrackError(f"a row is not {self._joints} finite positions")
            if not -_PAST_NS <= frame.t_ns - now_ns <= _FUTURE_NS:
                raise TrackError(
                    f"a row is dated {(frame.t_ns - now_ns) * 1e-9:+.3g} s from now: too late, or "
                    f"of another clock; wanted {-_PAST_NS * 1e-9:g} to {_FUTURE_NS * 1e-9:g} s"
                )
