"""`Snapshots`: how a robot is at one moment, as bytes that a browser reads as they are."""

import struct

import numpy as np
from numpy.typing import NDArray

from kinesics.motion.channels import CHANNELS
from kinesics.signals import Telemetry
from kinesics_app.tick.loop import Row
from kinesics_bridge.wire.protocol import STATES

__all__ = ["HEAD", "STATE_NAMES", "Snapshots"]

F32 = NDArray[np.float32]

HEAD = struct.Struct("<IIqq")
"""Number of the snapshot, index of the state, robot time, robot time of what was told [ns]."""

STATE_NAMES = (*STATES, "not connected")
"""What the head's second number means."""


class Snapshots:
    """Makes them in one buffer that is kept: a third of the cost of new arrays."""

    def __init__(self, joints: int) -> None:
        self._buffer = bytearray(HEAD.size + 4 * (len(CHANNELS) + 4 * joints))
        values: F32 = np.frombuffer(self._buffer, "<f4", offset=HEAD.size)
        self._channels = values[: len(CHANNELS)]
        self._asked, self._sent, self._played, self._measured = (
            values[first : first + joints] for first in range(len(CHANNELS), len(values), joints)
        )

    def take(
        self, number: int, t_ns: int, state: str, row: Row | None, told: Telemetry | None
    ) -> bytes:
        """`HEAD`, then float32 little-endian: channels (C,), asked, sent, played, measured (J,).

        `row`: what is executed at `t_ns`; `told`: the newest that the firmware said. What is not
        known is NaN: a limp robot is sent nothing.
        """
        self._channels[:] = np.nan if row is None else row.channels
        self._asked[:] = np.nan if row is None else row.asked
        self._sent[:] = np.nan if row is None else row.sent
        self._played[:] = np.nan if told is None else told.played
        self._measured[:] = np.nan if told is None else told.measured
        known = state if state in STATES else STATE_NAMES[-1]
        told_ns = 0 if told is None else told.t_ns
        index = STATE_NAMES.index(known)
        HEAD.pack_into(self._buffer, 0, number & 0xFFFFFFFF, index, t_ns, told_ns)
        return bytes(self._buffer)
