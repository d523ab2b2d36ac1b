"""Two wires to one robot: one time base, one fate."""

import numpy as np
import pytest

from kinesics.errors import BridgeError
from kinesics.motion.frame import Frame
from kinesics_bridge.bridges.joined_bridge import JoinedBridge, Part
from kinesics_bridge.bridges.serial_bridge import SerialBridge
from kinesics_bridge.buses.of_rig import bus_table
from kinesics_bridge.twin import TwinClock
from kinesics_bridge.twin.limit_use import limit_use

MS = 1_000_000
COLUMNS = {"head": np.array([0, 3]), "arms": np.array([1, 2, 4])}


class Robot:
    """Five joints, two microcontrollers whose clocks differ."""

    def __init__(self, make_socket, make_table):
        self.table = make_table(5, velocity=4.0, acceleration=40.0, jerk=4000.0)
        clocks = {"head": TwinClock(ppm=80.0), "arms": TwinClock(start_us=10**9, ppm=-60.0)}
        self.sockets, parts = {}, []
        for name, columns in COLUMNS.items():
            table = bus_table(self.table, columns)
            self.sockets[name] = make_socket(table, clock=clocks[name])
            parts.append(Part(name, SerialBridge(self.sockets[name], table), columns))
        self.now_ns = max(socket.twin.now_ns for socket in self.sockets.values())
        self.advance(0)
        self.bridge = JoinedBridge(parts, self.table, lambda: self.now_ns)
        self.took = {}
        self.told = []

    def advance(self, duration_ns):
        self.now_ns += duration_ns
        for socket in self.sockets.values():
            socket.twin.advance(self.now_ns)

    def connect(self):
        for part in self.bridge.parts:  # each waits in its own twin's time
            part.bridge.connect()
            self.now_ns = max(socket.twin.now_ns for socket in self.sockets.values())
            self.advance(0)

    def run(self, duration_ms, ahead_ms=100):
        for _ in range(duration_ms // 10):
            self.advance(10 * MS)
            while (telemetry := self.bridge.poll()) is not None:
                self.told.append(telemetry)
            t_ns = self.now_ns + ahead_ms * MS
            wave = 0.1 + 0.3 * np.sin(4.0 * t_ns * 1e-9)
            self.bridge.send(Frame(t_ns, np.full(5, wave)))

    def played(self, name, begin_ns):
        """(N,) first joint of that part, every millisecond from then on."""
        trace = self.trace(name)
        grid_ns = np.arange(begin_ns, self.now_ns, MS)
        return np.interp(grid_ns, trace.t_ns, trace.played[:, 0])

    def trace(self, name):
        return self.took.setdefault(name, self.sockets[name].twin.trace())


@pytest.fixture
def robot(make_socket, make_table):
    robot = Robot(make_socket, make_table)
    robot.connect()
    robot.run(3000)
    assert robot.bridge.state == "ACTIVE"
    assert robot.bridge.trouble is None
    return robot


def test_both_are_at_the_same_place_at_the_same_time(robot):
    begin_ns = robot.now_ns
    robot.run(4000)
    head, arms = (robot.played(name, begin_ns) for name in COLUMNS)
    errors = [np.abs(head[50:-50] - np.roll(arms, lag)[50:-50]).max() for lag in range(-20, 21)]
    assert abs(int(np.argmin(errors)) - 20) <= 1
    assert np.abs(head - arms).max() < 0.003  # of 1.2 rad/s: 2.5 ms


@pytest.mark.parametrize("ahead_ms", [100, 900])
@pytest.mark.parametrize("lost", COLUMNS)
def test_when_one_is_unplugged_both_hold_within_300_ms_and_return_together(robot, lost, ahead_ms):
    robot.run(1500, ahead_ms)
    pulled_ns = robot.now_ns
    robot.sockets[lost].unplug()
    robot.run(1000)
    (kept,) = COLUMNS.keys() - {lost}
    assert "bus" in robot.bridge.trouble
    assert robot.bridge.state is None
    robot.sockets[lost].plugged = True
    back_ns = robot.now_ns
    robot.run(4000)
    assert robot.bridge.state == "ACTIVE"
    for name in COLUMNS:
        trace = robot.trace(name)
        still = (trace.t_ns > pulled_ns + 300 * MS) & (trace.t_ns < back_ns)
        assert np.ptp(trace.played[still], axis=0).max() == 0, name
        socket_table = robot.bridge.parts[list(COLUMNS).index(name)].bridge.table
        assert limit_use(socket_table, trace).kept
    head, arms = (robot.played(name, robot.now_ns - 1000 * MS) for name in COLUMNS)
    assert np.abs(head - arms).max() < 0.003
    assert robot.bridge.counters["rows_withheld"] > 0
    assert kept in robot.took


def test_stop_reaches_all(robot):
    robot.bridge.stop()
    robot.run(300)
    assert {part.bridge.link_state for part in robot.bridge.parts} == {"STOPPED"}
    assert robot.bridge.state == "STOPPED"


def test_telemetry_is_one_of_all_joints(robot):
    robot.run(500)
    told = robot.told[-1]
    assert told.played.shape == told.measured.shape == (5,)
    assert np.ptp(told.played) < 0.05
    assert np.diff([one.t_ns for one in robot.told]).min() > 0
    assert robot.bridge.clamps.shape == (5, 6)
    assert robot.bridge.counters["rows_sent"] > 500
    assert robot.bridge.health.clock_error_us < 1000
    assert robot.bridge.servo_health.names == tuple(robot.table.names)
    assert robot.bridge.servo_health.temperatures_c.tolist() == [25.0] * 5
    robot.sockets["arms"].unplug()
    robot.run(20)
    assert robot.bridge.servo_health is None


def told_a_tick_later(robot, bridge, ticks=1):
    """Its `poll`, in another phase than those of the other wires."""
    waiting, poll = [], bridge.poll

    def later():
        while (telemetry := poll()) is not None:
            waiting.append((robot.now_ns, telemetry))
        return (
            waiting.pop(0)[1]
            if waiting and waiting[0][0] <= robot.now_ns - ticks * 10 * MS
            else None
        )

    return later


def test_each_telemetry_is_new_for_every_part(robot):
    """A part's old place told again, and then its new one, would look like a jump."""
    arms = robot.bridge.parts[1].bridge
    arms.poll = told_a_tick_later(robot, arms)
    robot.run(100)
    robot.told.clear()
    robot.run(1000)
    played = np.array([one.played for one in robot.told])
    t_s = np.array([one.t_ns for one in robot.told]) * 1e-9
    speeds = np.abs(np.diff(played, axis=0)) / np.diff(t_s)[:, None]
    assert len(played) > 20  # of 25
    assert speeds.max() < 1.05 * 1.2  # the wave's own speed is 1.2 rad/s
    assert np.ptp(played, axis=0).min() > 0.3


def test_a_part_without_a_link_does_not_silence_the_others(robot):
    robot.sockets["arms"].unplug()
    robot.run(1000)
    robot.told.clear()
    robot.run(500)
    assert len(robot.told) > 10  # of 12


def test_a_joint_on_no_wire_is_refused(make_table, make_socket):
    table = bus_table(make_table(5), COLUMNS["head"])
    part = Part("head", SerialBridge(make_socket(table), table), COLUMNS["head"])
    with pytest.raises(BridgeError, match="2 joints on 1 wires"):
        JoinedBridge([part], make_table(5), lambda: 0)


def test_connect_names_the_bus_that_is_not_there(robot):
    robot.sockets["arms"].plugged = False
    with pytest.raises(BridgeError, match="bus 'arms': there is no such port"):
        robot.bridge.connect()


def test_all_joints_are_told_as_of_one_time(robot):
    """Old places of one part with the new date of another would look like another speed."""
    arms = robot.bridge.parts[1].bridge
    arms.poll = told_a_tick_later(robot, arms, ticks=3)
    robot.run(200)
    robot.told.clear()
    robot.run(2000)
    t_s = np.array([one.t_ns for one in robot.told]) * 1e-9
    played = np.array([one.played for one in robot.told])
    wave = 0.1 + 0.3 * np.sin(4.0 * t_s)
    assert np.abs(played - wave[:, None]).max() < 0.003  # of 1.2 rad/s: 2.5 ms
    speed = np.diff(played, axis=0) / np.diff(t_s)[:, None]
    assert np.abs(speed).max() < 1.25
