"""`snapshot`: how a robot is at one moment, as bytes that a browser reads as they are."""

import struct

import numpy as np
from numpy.typing import NDArray

from kinesics.motion.channels import CHANNELS
from kinesics.signals import Telemetry
from kinesics_app.loop import Row
from kinesics_bridge.protocol import STATES

__all__ = ["HEAD", "STATE_NAMES", "snapshot"]

F32 = NDArray[np.float32]

HEAD = struct.Struct("<IIqq")
"""Number of the snapshot, index of the state, robot time, robot time of what was told [ns]."""

STATE_NAMES = (*STATES, "not connected")
"""What the head's second number means."""


def snapshot(
    number: int, t_ns: int, state: str, row: Row | None, told: Telemetry | None, joints: int
) -> bytes:
    """`HEAD`, then float32 little-endian: channels (C,), asked, sent, played, measured (J,) each.

    `row`: what is executed at `t_ns`; `told`: the newest that the firmware said. What is not known
    is NaN: a limp robot is sent nothing.
    """
    values: F32 = np.full(len(CHANNELS) + 4 * joints, np.nan, "<f4")
    parts = np.split(values[len(CHANNELS) :], 4)
    if row is not None:
        values[: len(CHANNELS)] = row.channels
        parts[0][:], parts[1][:] = row.asked, row.sent
    if told is not None:
        parts[2][:], parts[3][:] = told.played, told.measured
    known = state if state in STATES else STATE_NAMES[-1]
    told_ns = 0 if told is None else told.t_ns
    head = HEAD.pack(number & 0xFFFFFFFF, STATE_NAMES.index(known), t_ns, told_ns)
    return head + values.tobytes()
