"""The firmware as a native process: the same core in real time, seen from a real host."""

import os
import signal
import time

import numpy as np
import pytest

from kinesics.errors import BridgeError
from kinesics_bridge.bridges.firmware_bridge import FirmwareBridge
from kinesics_bridge.firmware.build import built
from kinesics_bridge.joints.servo import ServoParameters
from kinesics_bridge.ports.serial_port import SerialPort
from kinesics_bridge.twin.native_twin import NativeOptions, NativeTwin
from kinesics_bridge.wire.protocol import CONDITIONS, STATES

pytest.importorskip("ziglang", reason="the native firmware is compiled by the ziglang wheel")
pytestmark = pytest.mark.timeout(300)  # the first build compiles a C library
STILL = np.zeros(3)


@pytest.fixture
def robot(tmp_path):
    with NativeTwin(NativeOptions(trace=tmp_path / "trace")) as robot:
        yield robot


def connected(robot, table):
    bridge = FirmwareBridge(SerialPort(robot.device), table, auto_arm=True)
    bridge.connect(provision=True)
    return bridge


@pytest.fixture
def until(stream_until):
    """`until(bridge, state, pose)`: stream it until the firmware says that it is so."""

    def wait(bridge, state, pose=STILL):
        return stream_until(bridge, pose, lambda told: bridge.state == state)

    return wait


def test_it_is_provisioned_armed_and_moved_inside_its_limits(
    tmp_path, make_table, stream, stream_until, until, at_best
):
    table = make_table()

    def moved():
        """The trace, and the counters as they were before it was stopped."""
        with NativeTwin(NativeOptions(trace=tmp_path / "trace")) as robot:
            with connected(robot, table) as bridge:
                until(bridge, "ACTIVE")
                stream(bridge, lambda t_s: 0.3 * (1 - np.cos(4 * t_s)) * np.ones(3), 1.0)
                stream_until(bridge, np.full(3, 0.496), lambda told: told.played.min() > 0.45)
                counters = dict(bridge.counters)
                bridge.stop()
                until(bridge, "STOPPED")
            robot.close()
            return robot.trace(), counters

    trace, counters = at_best(moved, lambda found: not found[1]["underruns"])
    assert counters["crc_errors"] == 0
    assert counters["clamped_ticks"] == 0  # as in normal motion, in which rows never run out
    assert (np.diff(trace.t_ns) == 1_000_000).all()
    assert 0.4 < trace.played.max() <= 0.61
    assert (
        np.abs(np.diff(trace.played_pico, 2, axis=0)).max()
        <= table.fields["acceleration"][0] / 1e3 + 2
    )
    assert np.abs(trace.measured - trace.played).max() < 0.2


def test_a_killed_host_leaves_it_holding(robot, make_table, stream, until, wait_until):
    with connected(robot, make_table()) as bridge:
        until(bridge, "ACTIVE")
        stream(bridge, lambda t_s: np.full(3, 0.5 * min(t_s, 0.6)), 0.5)

    def held(trace):
        """Of HOLD; after a second and three quarters of it, it goes to its safe pose."""
        return np.flatnonzero(trace.state == STATES.index("HOLD"))

    wait_until(lambda: len(held(robot.trace())) >= 500)
    robot.close()
    trace = robot.trace()
    assert np.ptp(trace.played_pico[held(trace)[-100:]], axis=0).max() == 0


def test_a_frozen_process_runs_its_missed_ticks_under_their_own_dates(robot, make_table):
    with connected(robot, make_table()):
        os.kill(robot.pid, signal.SIGSTOP)
        time.sleep(0.3)
        os.kill(robot.pid, signal.SIGCONT)
        time.sleep(0.1)
    robot.close()
    assert (np.diff(robot.trace().t_ns) == 1_000_000).all()


def test_commands_reach_it(robot, make_table, stream_until, until):
    with connected(robot, make_table()) as bridge:
        placed = np.array([0.0, 0.25, 0.0])
        robot.place(1, 0.25)
        stream_until(bridge, placed, lambda told: np.abs(told.measured - placed).max() < 1e-3)
        robot.set_conditions(CONDITIONS["STOP_INPUT"])
        until(bridge, "STOPPED", placed)


def test_servos_are_those_given(tmp_path, make_table, stream_until, until):
    servos = ServoParameters(velocity_max=0.2)
    options = NativeOptions(servos, joints=3, trace=tmp_path / "trace")
    with NativeTwin(options) as robot, connected(robot, make_table()) as bridge:
        until(bridge, "ACTIVE")
        stream_until(bridge, np.full(3, 0.3), lambda told: told.measured.min() > 0.2)
        robot.close()
        speed = np.abs(np.diff(robot.trace().measured, axis=0)).max() * 1000
    assert speed == pytest.approx(0.2, rel=0.01)


def test_flash_in_a_file_outlives_the_process(tmp_path, make_table, stream, stream_until, until):
    """Killed in motion, with whatever it had stored: the next one knows table and pose."""
    table = make_table(feedback=0)
    options = NativeOptions(flash=tmp_path / "flash", trace=tmp_path / "trace")
    with NativeTwin(options) as robot, connected(robot, table) as bridge:
        until(bridge, "ACTIVE")
        stream(bridge, lambda t_s: np.full(3, 0.4 * min(1, t_s)), 0.8)
        stream_until(bridge, np.full(3, 0.32), lambda told: told.played.min() > 0.25)
        os.kill(robot.pid, signal.SIGKILL)
    last = robot.trace().played[-1]
    with NativeTwin(NativeOptions(flash=tmp_path / "flash")) as robot:
        bridge = FirmwareBridge(SerialPort(robot.device), table)
        with bridge:
            bridge.connect()
            stored = bridge.poll().played
    assert stored.min() > 0.1
    assert np.abs(stored - last).max() < 0.1  # the trace is written in pieces of 50 ms


@pytest.mark.slow
def test_it_does_nothing_undefined(make_table, stream, until):
    """The same process, compiled to end at once on overflow, shifts and array bounds."""
    sanitized = [built("native", sanitize=True)]
    with NativeTwin(program=sanitized) as robot, connected(robot, make_table(41)) as bridge:
        stream(bridge, lambda t_s: np.full(41, 0.3 * np.sin(3 * t_s)), 3.0)
        until(bridge, "ACTIVE", np.full(41, 0.12))
        bridge.stop()
        until(bridge, "STOPPED", np.zeros(41))


def test_what_is_wrong_is_said(tmp_path):
    with NativeTwin() as robot, pytest.raises(BridgeError, match="keeps no trace"):
        robot.trace()
    with pytest.raises(BridgeError, match="ended at once"):
        NativeTwin(NativeOptions(trace=tmp_path / "no" / "such"))
