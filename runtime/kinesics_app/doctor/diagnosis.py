"""`diagnose`: what a person should know of a robot behind a port, one finding a line."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from kinesics.counted import counted
from kinesics.errors import BridgeError
from kinesics.rig.rig import Rig
from kinesics_app.device.table_misfit import table_misfit
from kinesics_bridge.bridges.firmware_bridge import FirmwareBridge
from kinesics_bridge.buses.capabilities import FIRMWARE
from kinesics_bridge.joints.joint_table import JointTable
from kinesics_bridge.joints.servo_health import ServoHealth
from kinesics_bridge.link.errors import IncompatibleError
from kinesics_bridge.ports.byte_port import BytePort
from kinesics_bridge.wire.message_types import Caps
from kinesics_bridge.wire.protocol import CAPABILITIES, MAJOR, MINOR, TELEMETRY_PERIOD_US

__all__ = ["Finding", "diagnose", "of_servos"]

_LISTEN_NS = 3_000_000_000
_STEP_NS = 5_000_000
_TELEMETRY_HZ = 1e6 / TELEMETRY_PERIOD_US
_SLOW_US = 5_000.0
_SLOW_SHARE = 90  # percentile: of 40 trips, one that met a busy host is no fault of the wire
_CRYSTAL_PPM = 200.0
_CLOCK_US = 1_000.0
_BAD = ("crc_errors", "framing_errors", "malformed", "host_crc_errors", "host_framing_errors",
        "host_malformed", "tx_dropped")  # fmt: skip
_WAITS_FOR_PERSON = ("STOPPED", "SAFE", "LIMP")
_BARS = (200, 500, 1000, 2000, 5000, 16_000)  # us


class Finding(NamedTuple):
    """One line: whether it is good, what was seen, and what to do where it is not."""

    good: bool
    seen: str
    todo: str = ""

    def line(self) -> str:
        """For a terminal."""
        mark = "ok     " if self.good else "warning"
        return f"{mark}  {self.seen}" + (f": {self.todo}" if self.todo and not self.good else "")


def diagnose(port: BytePort, rig: Rig, table: JointTable) -> Iterator[Finding]:
    """Greets, listens for 3 s and asks for the time; arms nothing, moves nothing.

    `table` holds the joints of `rig` that are behind this port.
    """
    bridge = FirmwareBridge(port, table, auto_arm=False)
    try:
        caps = bridge.connect()
    except BridgeError as error:
        yield from _of_caps(bridge.caps)
        yield Finding(False, "no session", str(error))
        if isinstance(error, IncompatibleError) and bridge.caps is not None:
            misfit = table_misfit(port, bridge.caps, rig, table)
            yield from (Finding(False, f"joint table: {one}") for one in misfit)
        return
    yield from _of_caps(caps)
    yield Finding(True, f"joint table {caps.table_hash:08x} is that of rig {table.robot_id!r}")
    told = _listen(bridge, port)
    yield from _of_wire(bridge, told)
    yield from _of_clock(bridge)
    yield from _of_robot(bridge, table)


def _listen(bridge: FirmwareBridge, port: BytePort) -> float:
    """Telemetry heard [Hz]."""
    begin_ns, told = port.now_ns(), 0
    while port.now_ns() - begin_ns < _LISTEN_NS:
        port.wait(_STEP_NS)
        while bridge.poll() is not None:
            told += 1
    return told / _LISTEN_NS * 1e9


def _of_caps(caps: Caps | None) -> Iterator[Finding]:
    if caps is None:
        return
    current = (caps.major, caps.minor) == (MAJOR, MINOR)
    yield Finding(
        current,
        f"firmware {caps.build!r}, protocol {caps.major}.{caps.minor}, robot {caps.robot_id!r}, "
        f"boot {caps.boot_id:08x}",
        f"this host speaks {MAJOR}.{MINOR}; update the older",
    )
    if caps.capabilities & CAPABILITIES["TWIN"]:
        yield Finding(True, "it is a twin: no hardware can be harmed")
    elif caps.capabilities & CAPABILITIES["NEVER_RUN_ON_HARDWARE"]:
        yield Finding(
            False, "this build has never run on hardware", "keep a hand on the power switch"
        )


def _of_wire(bridge: FirmwareBridge, told_hz: float) -> Iterator[Finding]:
    yield Finding(
        told_hz > 0.9 * _TELEMETRY_HZ,
        f"telemetry comes at {told_hz:.0f} of {_TELEMETRY_HZ:.0f} Hz",
        "a busy host, or a wire too slow: 1 Mbaud or USB",
    )
    counters = bridge.counters
    bad = {name: counters[name] for name in _BAD if counters.get(name)}
    counted = ", ".join(f"{name} {count}" for name, count in bad.items())
    yield Finding(
        not bad, f"damage since the firmware booted: {counted or 'none'}", "check cable and ground"
    )
    health, trips_us = bridge.health, np.array(bridge.round_trips_us)
    yield Finding(
        float(np.percentile(trips_us, _SLOW_SHARE)) < _SLOW_US,
        f"round trip p50 {health.round_trip_p50_us / 1000:.2f} ms, "
        f"p99 {health.round_trip_p99_us / 1000:.2f} ms of {len(trips_us)}; {_histogram(trips_us)}",
        "a USB adapter that collects bytes for 16 ms (latency_timer), or a busy host",
    )


def _histogram(trips_us: np.ndarray) -> str:
    counts = np.diff(np.searchsorted(np.sort(trips_us), (0, *_BARS)))
    cells = [f"<{bar / 1000:g} ms {n}" for bar, n in zip(_BARS, counts, strict=True) if n]
    slower = len(trips_us) - int(counts.sum())
    return ", ".join([*cells, *([f"slower {slower}"] if slower else [])])


def _of_clock(bridge: FirmwareBridge) -> Iterator[Finding]:
    health = bridge.health
    uncertain_ppm = 3e6 * bridge.sync.rate_error
    yield Finding(
        abs(health.clock_rate_ppm) < _CRYSTAL_PPM + uncertain_ppm,
        f"the firmware's clock runs {health.clock_rate_ppm:+.0f} ppm, known to "
        f"{uncertain_ppm:.0f} ppm",
        "no crystal is that far off: an emulator, or ticks that are counted instead of read",
    )
    yield Finding(
        health.clock_error_us < _CLOCK_US,
        f"times are converted within {health.clock_error_us:.0f} us",
        "the round trips vary too much; see above",
    )


def _of_robot(bridge: FirmwareBridge, table: JointTable) -> Iterator[Finding]:
    conditions = bridge.conditions
    yield Finding(
        not conditions,
        f"at fault: {', '.join(conditions) or 'nothing'}",
        "release the stop switch, charge, or let it cool",
    )
    yield Finding(
        bridge.state not in _WAITS_FOR_PERSON,
        f"state {bridge.state}",
        "look why, then `kinesics disarm`",
    )
    blind = int((table.fields["feedback"] == 0).sum())
    joints = counted(table.count, "joint")
    yield Finding(True, f"{joints}, {table.count - blind} report where they are, {blind} cannot")
    yield from of_servos(bridge.servo_health)
    for good, sentence in FIRMWARE.lines():
        yield Finding(good, sentence)


def of_servos(health: ServoHealth | None) -> Iterator[Finding]:
    """Heat, supply, current, and who gives way; None: nothing was told."""
    if health is None:
        yield Finding(True, "supply, currents and temperatures: unknown, this firmware tells none")
        return
    good, seen = health.heat or (True, "temperatures: unknown, this firmware cannot measure them")
    yield Finding(good, seen, "let it rest, and look what it works against")
    supply = "unknown" if np.isnan(health.supply_v) else f"{health.supply_v:.2f} V"
    known = int(np.isfinite(health.currents_a).sum())
    current = f"{health.current_a:.2f} A, of {counted(known, 'joint')}" if known else "unknown"
    yield Finding(True, f"supply of the servos {supply}; current in all {current}")
    yields = [f"{name} (current)" for name in health.over_current]
    yields += [f"{name} (heat)" for name in health.over_temperature]
    yield Finding(
        not yields,
        f"joints that give way: {', '.join(yields) or 'none'}; "
        f"kept back by a rule: {', '.join(health.limited) or 'none'}",
        "free what blocks them, let them cool, then arm again",
    )
