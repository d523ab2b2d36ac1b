"""A day of motion in virtual time: counters and clocks wrap, and nothing shows at the joint."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import BridgeError
from kinesics_app.bench.figures import Figure, Section
from kinesics_bridge.bridges.firmware_bridge import FirmwareBridge
from kinesics_bridge.joints.joint_table import JointTable
from kinesics_bridge.twin import Trace, Twin, TwinClock, TwinPort
from kinesics_bridge.wire.frames import FrameDecoder
from kinesics_bridge.wire.message_types import Setpoints
from kinesics_bridge.wire.messages import decode_message
from kinesics_bridge.wire.protocol import (
    LOOKAHEAD_US,
    ROW_PERIOD_US,
    SMOOTH_IN_TICKS,
    SMOOTH_OUT_TICKS,
    STATES,
)

from .host import limits_of
from .table import bench_table

__all__ = ["MS_31_US", "day", "smoothed"]

F64 = NDArray[np.float64]

MS = 1_000_000
_ROW_NS = ROW_PERIOD_US * 1000
MS_31_US = (1 << 31) * 1000
"""Where a signed count of milliseconds turns negative [us]."""

_JOINTS = 2
_ROWS = 20  # in a frame
_FRAME_NS = 200 * MS
_LEAD_NS = 100 * MS
_BLOCK_FRAMES = 50  # between two comparisons
_STILL_FRAMES = 10
_SHARE = 0.3  # of each limit: no limiter has a say
_SWINGS_PER_S = np.array([1.7, 2.3])
_RISE_S = 2.0
_DELAY_MS = (SMOOTH_IN_TICKS + SMOOTH_OUT_TICKS - 2) - LOOKAHEAD_US // 1000
_PROGRESS = {"frames", "rows", "rows_played", "reentries", "refused", "rows_sent"}
_CONDITIONS = (
    "Virtual time; the twin of two joints, a frame of 20 rows every 200 ms, slow sines, questions "
    "about the clock as ever. The firmware's clock passes 2^31 ms at half time. Every millisecond "
    "of what was played is compared with the rows, interpolated and averaged twice."
)


class _DatedPort(TwinPort):
    """A wire that remembers for when the last rows were dated, in the firmware's own time."""

    first_us = 0

    def write(self, data: bytes) -> None:
        """Send."""
        for payload in FrameDecoder().feed(data):
            decoded = decode_message(payload)
            if decoded is not None and isinstance(decoded[1], Setpoints):
                self.first_us = decoded[1].t0_us
        super().write(data)


class _Mover:
    """A host that moves its robot for ever, and looks at every millisecond of it."""

    def __init__(self, start_us: int) -> None:
        self.table = bench_table(_JOINTS)
        self.worst_lsb = 0.0
        self.compared = self.faults = self.frames = 0
        self._start_us = start_us
        self._twin = Twin(_JOINTS, clock=TwinClock(start_us=start_us))
        self._port = _DatedPort(self._twin)
        self._bridge = FirmwareBridge(self._port, self.table)
        self._bridge.connect(provision=True)
        self._begin_ns = self._twin.now_ns + _LEAD_NS
        self._pose = np.asarray(self.table.neutral, np.float64)
        limits = limits_of(self.table)
        fastest = np.minimum(
            limits.velocity / _SWINGS_PER_S, limits.acceleration / _SWINGS_PER_S**2
        )
        room = np.minimum(self._pose - limits.position_min, limits.position_max - self._pose)
        self._reach = _SHARE * np.minimum(room, fastest)
        self._tail = np.tile(self._pose, (_ROWS, 1))
        for _ in range(_STILL_FRAMES):
            self._send(self._tail)
        if self._bridge.state != "ACTIVE":
            raise BridgeError(f"the twin stays in state {self._bridge.state}")
        self._rows_begin = self.frames * _ROWS
        self._before = dict(self._bridge.counters)
        self._twin.trace()

    def block(self) -> None:
        """Ten seconds."""
        ticks = self.frames * _ROWS - self._rows_begin + np.arange(_BLOCK_FRAMES * _ROWS)
        t_s = ticks[:, None] * (_ROW_NS * 1e-9)
        rising = np.minimum(1.0, t_s / _RISE_S)
        rows = self._pose + self._reach * rising * np.sin(t_s * _SWINGS_PER_S)
        for n, frame in enumerate(np.split(rows, _BLOCK_FRAMES)):
            self._send(frame)
            if n == 0:
                first_us = self._port.first_us
            self.faults += self._port.first_us != first_us + n * _FRAME_NS // 1000
        known = np.concatenate((self._tail, rows))
        self._compare(self._twin.trace(), first_us - _FRAME_NS // 1000, known)
        self._tail = rows[-_ROWS:]

    def counted(self) -> int:
        """Everything that the firmware or this host has counted and that is no progress."""
        now = self._bridge.counters
        return sum(now[name] - self._before[name] for name in now if name not in _PROGRESS)

    def _send(self, rows: F64) -> None:
        self._bridge.send_rows(self._begin_ns + self.frames * _FRAME_NS, rows)
        self.frames += 1
        self._port.wait(_FRAME_NS)
        while self._bridge.poll() is not None:
            pass

    def _compare(self, trace: Trace, first_us: int, rows: F64) -> None:
        wanted = smoothed(self.table, self.table.encode(rows))
        t_us = self._start_us + trace.t_ns // 1000
        at = (t_us - first_us) // 1000 - _DELAY_MS
        inside = (at >= 0) & (at < len(wanted))
        off = np.abs(trace.played[inside] - wanted[at[inside]]) / self.table.scale
        self.worst_lsb = max(self.worst_lsb, float(off.max()))
        self.compared += int(inside.sum())
        self.faults += int((trace.state != STATES.index("ACTIVE")).sum())


def smoothed(table: JointTable, codes: NDArray[np.int16]) -> F64:
    """(T, J) what a firmware plays of (K, J) rows 10 ms apart, each ms, from 14 ms on.

    A line through the rows, then averages of 10 and 20 ms; 14 ms of their delay are read ahead.
    """
    positions = table.decode(codes)
    dates_ms = np.arange(len(codes)) * (_ROW_NS // MS)
    grid_ms = np.arange(dates_ms[-1])
    fine = np.stack([np.interp(grid_ms, dates_ms, column) for column in positions.T], axis=1)
    for width in (SMOOTH_IN_TICKS, SMOOTH_OUT_TICKS):
        total = np.concatenate((np.zeros((1, table.count)), np.cumsum(fine, axis=0)))
        fine = (total[width:] - total[:-width]) / width
    return fine


def day(hours: float, tell: Callable[[float], None]) -> Section:
    """Move for `hours` of virtual time."""
    start_us = MS_31_US - round(hours * 1.8e9)
    mover = _Mover(start_us)
    blocks = max(1, round(hours * 3600e9 / (_BLOCK_FRAMES * _FRAME_NS)))
    for n in range(blocks):
        mover.block()
        tell(n / blocks)
    faults, end_us = mover.faults + mover.counted(), start_us + round(hours * 3.6e9)
    name = f"{hours:g} h"
    return Section(
        "A day (virtual time)",
        _CONDITIONS,
        (
            Figure(
                f"{name}: everything that was counted as a fault",
                f"{faults}",
                mover.frames,
                "0",
                faults == 0,
            ),
            Figure(
                f"{name}: largest difference of what was played",
                f"{mover.worst_lsb:.2f} LSB",
                mover.compared,
                "<= 1 LSB",
                mover.worst_lsb <= 1.0,
            ),
            Figure(
                f"{name}: wraps of the sequence number, of 2^32 us, of 2^31 ms",
                f"{mover.frames >> 16} or more, {(end_us >> 32) - (start_us >> 32)}, "
                f"{int(start_us < MS_31_US <= end_us)}",
                1,
            ),
        ),
    )
