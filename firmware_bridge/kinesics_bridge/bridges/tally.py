"""`Tally`: counts that go on over every session, restart and reconnect."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from kinesics_bridge.wire.protocol import COUNTERS

__all__ = ["Tally"]

I64 = NDArray[np.int64]


class Tally:
    """The host counts anew in every session, the firmware since it booted; here both go on."""

    def __init__(self, joints: int) -> None:
        self._host: dict[str, int] = {}
        self._booted: dict[str, int] = {}  # of firmwares that have restarted since
        self._last: dict[str, int] = {}  # of the present one, as of its last status
        self._clamps_booted: I64 = np.zeros((joints, 6), np.int64)
        self._clamps_last: I64 = np.zeros((joints, 6), np.int64)

    def rebooted(self) -> None:
        """The firmware counts from 0 again."""
        for name, count in self._last.items():
            self._booted[name] = self._booted.get(name, 0) + count
        self._clamps_booted = self._clamps_booted + self._clamps_last
        self._last, self._clamps_last = {}, np.zeros_like(self._clamps_last)

    def ended(self, counters: Mapping[str, int]) -> None:
        """A session is over; these were its last counters."""
        for name, count in counters.items():
            if name not in COUNTERS:
                self._host[name] = self._host.get(name, 0) + count

    def counters(self, session: Mapping[str, int]) -> dict[str, int]:
        """All counts, given those of the present session; empty: there is none."""
        told = {name: count for name, count in session.items() if name in COUNTERS}
        self._last.update(told)
        counted = {name: self._booted.get(name, 0) + n for name, n in self._last.items()}
        for name in (*self._host, *(name for name in session if name not in COUNTERS)):
            counted[name] = self._host.get(name, 0) + session.get(name, 0)
        return counted

    def clamps(self, session: I64 | None) -> I64:
        """(J, 6) as `Link.clamps`; None: there is no session."""
        if session is not None:
            self._clamps_last = np.maximum(session, self._clamps_last)  # it tells joint by joint
        total: I64 = self._clamps_booted + self._clamps_last
        return total
