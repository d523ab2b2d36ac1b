"""A bridge to the twin through a bad wire, in virtual time."""

import numpy as np
import pytest

from kinesics.errors import BridgeError
from kinesics.motion.frame import Frame
from kinesics_bridge.bridges.firmware_bridge import FirmwareBridge
from kinesics_bridge.faults import FaultyPort, LineFaults, WireFaults
from kinesics_bridge.twin import Twin, TwinPort

MS = 1_000_000
BOTH = ("drop", "corrupt", "duplicate", "merge", "truncate")


class Host:
    """Streams a swing through `port`, a row every 10 ms, and heals nothing."""

    def __init__(self, table, faults=None):
        self.table = table
        self.twin = Twin(table.count)
        self.port = FaultyPort(TwinPort(self.twin), faults)
        self.bridge = FirmwareBridge(self.port, table)

    def connect(self):
        self.bridge.connect(provision=True)
        self.pose = np.asarray(self.table.neutral)
        return self

    def stream(self, duration_s):
        for _ in range(round(duration_s * 100)):
            t_ns = self.port.now_ns() + 100 * MS
            swing = 0.2 * np.sin(2e-9 * np.pi * t_ns) * min(1.0, t_ns * 1e-9)
            self.bridge.send(Frame(t_ns, self.pose + swing))
            self.port.wait(10 * MS)
            while self.bridge.poll() is not None:
                pass

    def settle(self):
        """Close what merges left open, and wait for a status that counts it."""
        for line in (self.port.to_device, self.port.to_host):
            line.set_faults(LineFaults(), self.port.now_ns())
        self.stream(0.4)


def test_a_healthy_wire_is_not_there(table):
    host = Host(table).connect()
    host.stream(1.0)
    assert host.bridge.state == "ACTIVE"
    assert host.bridge.counters["sequence_gaps"] == host.bridge.counters["crc_errors"] == 0


def test_both_sides_count_what_the_wire_did(table, assert_within_limits):
    line = LineFaults(drop=0.02, corrupt=0.03, duplicate=0.02, merge=0.02, truncate=0.02)
    host = Host(table).connect()
    for way in (host.port.to_device, host.port.to_host):
        way.set_faults(line, host.port.now_ns())
    host.stream(6.0)
    host.settle()
    counters, there, back = (
        host.bridge.counters,
        host.port.to_device.counts,
        host.port.to_host.counts,
    )
    assert counters["framing_errors"] + counters["crc_errors"] == there["damaged"] > 20
    assert counters["host_framing_errors"] + counters["host_crc_errors"] == back["damaged"] > 10
    assert counters["sequence_gaps"] == there["gaps"] > 20
    assert counters["host_sequence_gaps"] == back["gaps"] > 10
    assert counters["malformed"] == counters["host_malformed"] == 0
    assert_within_limits(table, host.twin.trace())


def test_late_bytes_arrive_at_their_time(table):
    host = Host(table, WireFaults(to_device=LineFaults(delay=1.0, delay_s=0.03))).connect()
    host.stream(1.0)
    assert host.bridge.counters["rows_late"] == 0  # 100 ms of lead cover 30 ms
    assert host.bridge.sync.offset_error_us > 100  # but the clocks were harder to compare


def test_a_pulled_plug_is_an_error_of_every_call_and_loses_what_was_under_way(table):
    host = Host(table).connect()
    host.stream(0.5)
    host.port.to_device.set_faults(LineFaults(delay=1.0, delay_s=0.5), host.port.now_ns())
    host.bridge.send(Frame(host.port.now_ns() + 100 * MS, host.pose))
    lost = host.port.to_device.counts["lost"]
    host.port.unplug()
    host.port.unplug()
    assert host.port.unplugs == 1
    assert not host.port.plugged
    assert host.port.to_device.counts["lost"] > lost
    for call in (host.bridge.poll, lambda: host.port.write(b"x")):
        with pytest.raises(BridgeError, match="was unplugged"):
            call()
    host.port.wait(300 * MS)
    host.port.plug()
    host.port.to_device.set_faults(LineFaults(), host.port.now_ns())
    assert host.port.to_host.counts["lost"] > 0
    host.bridge = FirmwareBridge(host.port, table)
    host.connect().stream(0.3)
    assert host.bridge.state == "ACTIVE"


def test_the_plug_comes_and_goes_by_schedule(table):
    host = Host(table, WireFaults(unplug_every_s=2.0, unplug_s=0.5, seed=3))
    plugged = []
    for _ in range(2000):
        host.port.wait(10 * MS)
        try:
            host.port.read()
            plugged.append(True)
        except BridgeError:
            plugged.append(False)
    assert np.mean(plugged) == pytest.approx(0.8, abs=0.1)
    assert host.port.unplugs == (np.diff(plugged) & ~np.array(plugged[1:])).sum()


def test_the_same_seed_gives_the_same_run(table):
    faults = WireFaults(LineFaults(drop=0.1, corrupt=0.05), LineFaults(delay=0.2), seed=8)
    traces = []
    for _ in range(2):
        host = Host(table, faults)
        host.connect().stream(1.0)
        traces.append(host.twin.trace().played_pico.tobytes())
    assert traces[0] == traces[1]
