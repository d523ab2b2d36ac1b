"""Rows at full rate through a pseudo-terminal for minutes: what is lost, how long, at what cost."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kinesics.motion.frame import Frame
from kinesics_app.bench.figures import Figure, Section
from kinesics_bridge.bridges.firmware_bridge import FirmwareBridge
from kinesics_bridge.ports.serial_port import SerialPort

from .floor import floor_of
from .host import RandomMotion
from .metered_port import MeteredPort
from .robot import native_robot
from .table import bench_table

__all__ = ["Load", "carry", "load"]

MS = 1_000_000
_LINE_BAUD = 1_000_000
_BITS_PER_BYTE = 10
_LEAD_NS = 110 * MS
_SETTLE_S = 0.5
_PATIENCE_S = 10.0
_BAD = (
    "framing_errors",
    "crc_errors",
    "malformed",
    "host_framing_errors",
    "host_crc_errors",
    "host_malformed",
)
_CONDITIONS = (
    "In real time, on this machine with whatever else it does: the native firmware process behind "
    "a pseudo-terminal, random motion, pyserial. Round trips are those "
    "of the bridge's own questions about the clock, from write to the reader thread's date. The "
    "bridge's share of a core is the processor time of the whole sending process with its reader "
    "thread, less that of a process that only sleeps at this pace, which any robot's loop does."
)

_NOTE = (
    "A processor that has slept for 10 ms has cold caches, so a paced row costs several times what "
    "it costs in a loop that never sleeps; how many times depends on the machine and on what its "
    "neighbours do meanwhile."
)


@dataclass(frozen=True, slots=True)
class Load:
    """What a run of rows came to."""

    joints: int
    rate_hz: float
    asked_hz: float
    rows: int
    lost: int
    """Frames of the host that the firmware did not count, and gaps in the firmware's."""
    bad: int
    late: int
    """Rows that came too late to be played: a stall of this host beyond its lead."""
    round_trips_ms: tuple[float, ...]
    core_share: float
    """Processor time of the whole sending process."""
    out_share: float
    """Of a 1 Mbaud line, 10 bits a byte."""
    in_share: float


def load(minutes: float, tell: Callable[[float], None]) -> Section:
    """30 joints at 100 Hz for `minutes`, then 41 joints at 250 Hz for a tenth of that."""
    steady = carry(30, 100.0, minutes * 60, lambda share: tell(share * 0.9))
    floor = floor_of(30, 100.0, minutes * 6)
    fast = carry(41, 250.0, minutes * 6, lambda share: tell(0.9 + share * 0.1))
    own_share = steady.core_share - floor.sleep_share
    trips_ms = np.array(steady.round_trips_ms)
    p50, p99 = np.quantile(trips_ms, (0.5, 0.99))
    name = f"30 joints at 100 Hz, {minutes:g} min"
    figures = (
        _lost(name, steady),
        Figure(
            f"{name}: round trip, p50 and p99",
            f"{p50:.2f} and {p99:.2f} ms",
            len(trips_ms),
            "p50 <= 1 ms",
            bool(p50 <= 1.0),
        ),
        Figure(
            f"{name}: the bridge's share of a core",
            f"{100 * own_share:.1f} %",
            steady.rows,
            "<= 4 %",
            own_share <= 0.04,
        ),
        Figure(
            f"{name}: share of the whole process; of one that only sleeps at this pace; and of one "
            "that also sends and reads the same bytes",
            f"{100 * steady.core_share:.1f}, {100 * floor.sleep_share:.1f} and "
            f"{100 * floor.port_share:.1f} %",
            round(minutes * 600),
        ),
        Figure(
            f"{name}: processor time of a row, paced; and in a loop that never sleeps",
            f"{1e6 * steady.core_share / steady.rate_hz:.0f} and {floor.hot_us:.0f} us",
            steady.rows,
        ),
        _shares(name, steady),
        Figure(
            "41 joints at 250 Hz: rate reached",
            f"{fast.rate_hz:.1f} Hz for {minutes * 6:.0f} s, "
            f"{100 * fast.core_share:.1f} % of a core",
            fast.rows,
            "sustained",
            fast.rate_hz > 0.999 * fast.asked_hz and not fast.lost and not fast.bad,
        ),
        _lost("41 joints at 250 Hz", fast),
        _shares("41 joints at 250 Hz", fast),
    )
    return Section("Load (real time)", _CONDITIONS, figures, (_NOTE,))


def carry(joints: int, rate_hz: float, duration_s: float, tell: Callable[[float], None]) -> Load:
    """Stream random motion to a robot of `joints` joints in a process of its own."""
    table = bench_table(joints)
    motion = RandomMotion(table, 0)
    rows = np.stack([motion.step() for _ in range(round(duration_s * rate_hz))])
    still = np.tile(np.asarray(table.neutral), (round(_SETTLE_S * rate_hz), 1))
    with native_robot() as robot:
        port = MeteredPort(SerialPort(robot.device))
        with FirmwareBridge(port, table, auto_arm=True) as bridge:
            bridge.connect(provision=True)
            _stream(bridge, still, rate_hz)
            port.start_anew()
            begin_s, begin_cpu_s = time.monotonic(), time.process_time()
            _stream(bridge, rows, rate_hz, tell)
            took_s, cpu_s = time.monotonic() - begin_s, time.process_time() - begin_cpu_s
            size = took_s * _LINE_BAUD / _BITS_PER_BYTE
            out_share, in_share = port.bytes_out / size, port.bytes_in / size
            trips_ms = tuple(trip_ns / MS for trip_ns in port.round_trips_ns)
            counters = _settled(bridge)
    gaps = counters["sequence_gaps"] + counters["host_sequence_gaps"]
    return Load(
        joints=joints,
        rate_hz=len(rows) / took_s,
        asked_hz=rate_hz,
        rows=len(rows),
        lost=counters["rows_sent"] - counters["rows"] + gaps,
        bad=sum(counters[name] for name in _BAD),
        late=counters["rows_late"],
        round_trips_ms=trips_ms,
        core_share=cpu_s / took_s,
        out_share=out_share,
        in_share=in_share,
    )


def _stream(
    bridge: FirmwareBridge,
    rows: NDArray[np.float64],
    rate_hz: float,
    tell: Callable[[float], None] = lambda share: None,
) -> None:
    """Send (K, J) rows, each at its time on the clock."""
    period_ns, begin_ns = round(1e9 / rate_hz), time.monotonic_ns()
    for k, row in enumerate(rows):
        due_ns = begin_ns + k * period_ns
        time.sleep(max(0, due_ns - time.monotonic_ns()) / 1e9)
        while bridge.poll() is not None:
            pass
        bridge.send(Frame(due_ns + _LEAD_NS, row))
        if k % 1000 == 0:
            tell(k / len(rows))


def _settled(bridge: FirmwareBridge) -> Mapping[str, int]:
    """Counters by a status that came after the last row, or when it is given up."""
    end_s = time.monotonic() + _PATIENCE_S
    while bridge.counters["rows"] < bridge.counters["rows_sent"] and time.monotonic() < end_s:
        bridge.poll()
        time.sleep(0.01)
    return bridge.counters


def _lost(name: str, run: Load) -> Figure:
    return Figure(
        f"{name}: frames lost, frames bad, rows late",
        f"{run.lost}, {run.bad}, {run.late}",
        run.rows,
        "0 lost, 0 bad",
        run.lost == run.bad == 0,
    )


def _shares(name: str, run: Load) -> Figure:
    told = f"{100 * run.out_share:.1f} % to the robot, {100 * run.in_share:.1f} % back"
    return Figure(f"{name}: share of a 1 Mbaud line", told, run.rows)
