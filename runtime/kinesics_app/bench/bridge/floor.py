"""`floor_of`: what the same bytes cost without the bridge, and the same rows without the pauses."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kinesics.motion.frame import Frame
from kinesics_bridge.bridges.firmware_bridge import FirmwareBridge
from kinesics_bridge.ports.serial_port import SerialPort
from kinesics_bridge.wire.frames import encode_frame
from kinesics_bridge.wire.message_types import Setpoints
from kinesics_bridge.wire.messages import encode_message

from .host import RandomMotion
from .robot import native_robot
from .table import bench_table

__all__ = ["Floor", "floor_of"]

_LEAD_NS = 110_000_000
_HOT_ROWS = 2000


@dataclass(frozen=True, slots=True)
class Floor:
    """What the bridge's cost is to be compared with."""

    sleep_share: float
    """Of a core: only sleep, at the same pace."""
    port_share: float
    """Of a core: sleep, write as many bytes, take what comes; no bridge."""
    hot_us: float
    """Processor time of one row in a loop that never sleeps, when all caches are warm."""


def floor_of(joints: int, rate_hz: float, duration_s: float) -> Floor:
    """Measure all against a robot of `joints` joints in a process of its own."""
    table = bench_table(joints)
    row = RandomMotion(table, 0).step()
    frame = encode_frame(encode_message(Setpoints(1, table.encode(row).tobytes()), 0))
    sleep_share = _share(lambda: None, rate_hz, duration_s)
    with native_robot() as robot:
        port = SerialPort(robot.device)

        def exchange() -> None:
            port.read()
            port.write(frame)

        with FirmwareBridge(port, table, auto_arm=False) as bridge:
            bridge.connect(provision=True)
            hot_us = _hot_us(bridge, row)
            port_share = _share(exchange, rate_hz, duration_s)
    return Floor(sleep_share, port_share, hot_us)


def _hot_us(bridge: FirmwareBridge, row: NDArray[np.float64]) -> float:
    begin_s = time.thread_time()
    for _ in range(_HOT_ROWS):
        bridge.poll()
        bridge.send(Frame(time.monotonic_ns() + _LEAD_NS, row))
    return (time.thread_time() - begin_s) / _HOT_ROWS * 1e6


def _share(act: Callable[[], None], rate_hz: float, duration_s: float) -> float:
    """Of a core, to act at this pace."""
    period_ns, begin_ns = round(1e9 / rate_hz), time.monotonic_ns()
    begin_cpu_s = time.process_time()
    for k in range(round(duration_s * rate_hz)):
        time.sleep(max(0, begin_ns + k * period_ns - time.monotonic_ns()) / 1e9)
        act()
    return (time.process_time() - begin_cpu_s) / (time.monotonic_ns() - begin_ns) * 1e9
