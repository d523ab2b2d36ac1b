"""A firmware on the bench: raw messages in, exact trace out, no host code between."""

import ctypes
from dataclasses import fields
from typing import NamedTuple

import numpy as np
import pytest

from kinesics.errors import BridgeError
from kinesics_bridge.bridges.firmware_bridge import FirmwareBridge
from kinesics_bridge.firmware.build import built
from kinesics_bridge.joints.joint_table import JointTable
from kinesics_bridge.twin import Trace, Twin, TwinClock, TwinPort
from kinesics_bridge.wire.frames import FrameDecoder, encode_frame
from kinesics_bridge.wire.message_types import (
    Arm,
    Hello,
    JointSet,
    Reply,
    RuleSet,
    Setpoints,
    Status,
    TableCommit,
    TimeRequest,
)
from kinesics_bridge.wire.messages import decode_message, encode_message
from kinesics_bridge.wire.protocol import COUNTERS, STATES

MS = 1_000_000


def make_table(joints=3, **changes):
    """Joints that differ in everything; joint 1 has feedback and keeps its torque."""
    spread = np.arange(joints)
    columns = {
        "robot_id": "bench",
        "names": [f"joint_{j}" for j in range(joints)],
        "position_min": -0.5 - 0.25 * spread,
        "position_max": 0.8 + 0.1 * spread,
        "neutral": 0.1 * (spread % 3),
        "velocity": 4.0 + spread,
        "acceleration": 40.0 + 20.0 * spread,
        "jerk": 100.0 * (40.0 + 20.0 * spread),
        "safe": -0.2 - 0.05 * (spread % 5),
        "feedback": (spread == 1).astype(int),
        "releases": spread != 1,
    }
    return JointTable(**{**columns, **changes})


class Excess(NamedTuple):
    """Most that was used of each limit, as played: 1 is the limit. All joints, all ticks."""

    position: float
    velocity: float
    acceleration: float
    jerk: float


def excess(table, trace):
    """Exact, in integers; what integer rounding of the averages may add is taken off first.

    The played position is rounded down by less than 1 pico-unit, so its first, second and third
    differences are off by less than 1, 2 and 4 (1e-12 rad per ms, per ms2, per ms3).
    """
    played = trace.played_pico
    limits = table.fields
    low, high = limits["position_min"] * 1000, limits["position_max"] * 1000
    middle, half = (low + high) // 2, (high - low) // 2
    steps = [np.diff(played, n, axis=0) for n in (1, 2, 3)]
    scales = (limits["velocity"], limits["acceleration"] / 1e3, limits["jerk"] / 1e6)
    used = [
        float((np.maximum(np.abs(step) - rounding, 0) / scale).max(initial=0))
        for step, rounding, scale in zip(steps, (1, 2, 4), scales, strict=True)
    ]
    return Excess(float((np.abs(played - middle) / half).max()), *used)


def assert_within_limits(table, trace):
    used = excess(table, trace)
    assert max(used) <= 1.0, used


class Bench:
    """A twin with this table in it, and its clock's time in microseconds."""

    def __init__(self, table=None, clock=None, servos=None, seed=0):
        self.table = table or make_table()
        self.clock = clock or TwinClock()
        self.twin = Twin(self.table.count, servos, clock=self.clock, seed=seed)
        self.decoder = FrameDecoder()
        self.seq = 0
        self.heard = []
        self.pieces = []
        self.send(Hello(1, 0))
        for joint, row in enumerate(self.table.rows):
            self.send(JointSet(joint, *row))
        for number, row in enumerate(self.table.rule_rows):
            self.send(RuleSet(number, *row))
        self.send(TableCommit(self.table.robot_id, self.table.count, self.table.hash))
        self.run(1)
        assert all(reply.code == 0 for reply in self.replies())

    @property
    def now_ns(self):
        return self.twin.now_ns

    @property
    def now_us(self):
        elapsed = self.twin.now_ns * (1 + self.clock.ppm * 1e-6)
        return self.clock.start_us + int(elapsed / 1000)

    @property
    def state(self):
        return STATES[self.status().state]

    def send(self, message):
        self.send_bytes(encode_frame(encode_message(message, self.seq)))
        self.seq = (self.seq + 1) & 0xFFFF

    def send_bytes(self, data):
        self.twin.receive(self.twin.now_ns, data)

    def send_rows(self, positions, ahead_us=50_000):
        """(K, J) rows [rad], the first this far ahead of now."""
        codes = self.table.encode(positions)
        self.send(Setpoints(self.now_us + ahead_us, codes.tobytes()))

    def run(self, duration_ms):
        self.twin.advance(self.twin.now_ns + round(duration_ms * MS))
        for _, frame in self.twin.sent():
            for payload in self.decoder.feed(frame):
                decoded = decode_message(payload)
                assert decoded is not None
                assert encode_frame(payload) == frame
                self.heard.append(decoded[1])

    def run_alive(self, duration_ms):
        """As `run`, with a sign of life every 100 ms."""
        for start_ms in range(0, duration_ms, 100):
            self.send(TimeRequest(0))
            self.run(min(100, duration_ms - start_ms))

    def replies(self):
        """Replies since the last call."""
        replies = [message for message in self.heard if isinstance(message, Reply)]
        self.heard = [message for message in self.heard if not isinstance(message, Reply)]
        return replies

    def status(self):
        """The last status, at most 100 ms old."""
        return [message for message in self.heard if isinstance(message, Status)][-1]

    def counter(self, name):
        """As of the last status, at most 100 ms old."""
        return np.frombuffer(self.status().counters, "<u4")[COUNTERS.index(name)]

    def stream(self, wanted, duration_ms, lead_ms=100):
        """A row every 10 ms; `wanted(t_s)` gives (J,) positions, t_s from now on."""
        start_ns = self.now_ns
        start_us = self.now_us
        for k in range(round(duration_ms / 10)):
            codes = self.table.encode(wanted((k * 10 + lead_ms) / 1000))
            self.send(Setpoints(start_us + (k * 10 + lead_ms) * 1000, codes.tobytes()))
            self.twin.advance(start_ns + (k + 1) * 10 * MS)
        self.run(0)

    def arm(self, pose=None):
        """Stream a still pose until armed and following it."""
        pose = self.table.decode(self.table.encode(self.pose() if pose is None else pose))
        self.send_rows(np.tile(pose, (6, 1)), ahead_us=5_000)
        self.run(5)
        self.send(Arm(self.table.hash))
        self.stream(lambda t_s: pose, 100 + 2 * self.table.count, lead_ms=30)

    def pose(self):
        """(J,) played at the last tick [rad]."""
        return self.trace().played[-1]

    def trace(self):
        """Every tick since boot."""
        self.pieces.append(self.twin.trace())
        names = [field.name for field in fields(Trace)]
        columns = [[getattr(piece, name) for piece in self.pieces] for name in names]
        self.pieces = [Trace(*map(np.concatenate, columns))]
        return self.pieces[0]


class Wire:
    """A port that may be pulled (every call fails) or cut (bytes vanish)."""

    def __init__(self, port):
        self.port, self.gone, self.cut, self.closed = port, False, False, False

    def now_ns(self):
        return self.port.now_ns()

    def write(self, data):
        self._check()
        if not self.cut:
            self.port.write(data)

    def read(self):
        self._check()
        came = self.port.read()
        return [] if self.cut else came

    def wait(self, duration_ns):
        self.port.wait(duration_ns)

    def close(self):
        self.closed = True

    def _check(self):
        if self.gone:
            raise BridgeError("the wire is gone")


class Socket:
    """An opener: whatever robot is plugged in."""

    name = "socket"

    def __init__(self, twin):
        self.twin, self.plugged, self.wires, self.disposed = twin, True, [], []

    def now_ns(self):
        return self.twin.now_ns

    def open(self):
        port = self.take()
        if port is None:
            raise BridgeError("there is no such port")
        return port

    def take(self):
        if not self.plugged:
            return None
        self.wires.append(Wire(TwinPort(self.twin)))
        return self.wires[-1]

    def dispose(self, port):
        self.disposed.append(port)

    def close(self):
        self.plugged = False

    def unplug(self):
        self.plugged, self.wires[-1].gone = False, True


def provisioned(table, **options):
    twin = Twin(table.count, **options)
    FirmwareBridge(TwinPort(twin), table).connect(provision=True)
    return twin


@pytest.fixture
def table():
    return make_table()


@pytest.fixture
def bench(table):
    return Bench(table)


# Test modules cannot import this file by name, and hypothesis wants fixtures that never change.
@pytest.fixture(scope="session", name="make_bench")
def bench_class():
    return Bench


@pytest.fixture(scope="session", name="make_table")
def table_maker():
    return make_table


@pytest.fixture(scope="session", name="excess")
def excess_function():
    return excess


@pytest.fixture(scope="session", name="assert_within_limits")
def limits_assertion():
    return assert_within_limits


@pytest.fixture(scope="session")
def firmware():
    """The core and its servo outputs as a native library, called function by function."""
    library = ctypes.CDLL(str(built("library")))
    wide = [ctypes.c_void_p, ctypes.c_int64]
    library.pwm_pulse_us.argtypes = library.bus_goal.argtypes = wide
    library.bus_pico.restype = library.library_played.restype = ctypes.c_int64
    library.dynamixel_crc.restype = ctypes.c_uint16
    library.kin_crc32.restype = ctypes.c_uint32
    library.kin_tick.argtypes = [ctypes.c_uint64]
    library.kin_receive.argtypes = [ctypes.c_char_p, ctypes.c_uint32, ctypes.c_uint64]
    return library


@pytest.fixture(scope="session")
def make_socket():
    """Makes an opener, with a twin plugged in that holds this table."""
    return lambda table, **options: Socket(provisioned(table, **options))
