"""STOP from a second process, while the first holds the port: alive, frozen, or not there."""

import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
import tty
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from click.testing import CliRunner

from kinesics.errors import BridgeError
from kinesics_app.cli.main import main
from kinesics_bridge.link.outside_stop import STOP_FRAME, outside_stop
from kinesics_bridge.wire.protocol import STATES

HERE = Path(__file__).parent
STOPPED = STATES.index("STOPPED")


@contextmanager
def moving(robot):
    """A motion process that holds the port and has the robot moving."""
    command = [sys.executable, HERE / "programs" / "moves_a_robot.py", robot.device]
    environment = {**os.environ, "PYTHONPATH": str(HERE)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout.readline() == "armed\n"
            time.sleep(0.5)
            yield process
        finally:
            process.send_signal(signal.SIGCONT)
            process.kill()


@pytest.mark.parametrize("frozen", [True, False])
def test_stop_brakes_a_robot_that_another_process_drives(
    living_robot, table, wait_until, at_best, frozen
):
    def begun_to_brake(robot):
        """Robot time, by what its 1 kHz trace has had since it was asked last; or None."""
        trace = robot.twin.trace()
        return next(iter(trace.t_ns[trace.state == STOPPED].tolist()), None)

    def braked_after_ms():
        """From the call until the firmware brakes."""
        with living_robot(table) as robot, moving(robot) as host:
            if frozen:
                host.send_signal(signal.SIGSTOP)
                time.sleep(0.05)
            called_ns = time.monotonic_ns()
            assert outside_stop(robot.device) is None
            begins_ns = wait_until(lambda: begun_to_brake(robot))
            return (begins_ns - robot.ahead_ns - called_ns) / 1e6

    assert (
        at_best(braked_after_ms, lambda ms: ms <= 50.0) <= 50.0
    )  # this twin is a thread of a busy process


def test_the_command_says_what_it_knows(robot):
    with moving(robot):
        result = CliRunner().invoke(main, ["stop", "--port", robot.device])
    assert result.exit_code == 0, result.output
    assert "another program has that port" in result.output


def test_a_robot_that_nobody_drives_confirms_it(robot):
    result = CliRunner().invoke(main, ["stop", "--port", robot.device])
    assert result.exit_code == 0, result.output
    assert "says that it is STOPPED" in result.output


def full(slave):
    """Fill what a port's kernel keeps for its reader, which it makes room in for a while."""
    os.set_blocking(slave, False)
    end_s = time.monotonic() + 0.3
    while time.monotonic() < end_s:
        with suppress(BlockingIOError):
            os.write(slave, b"\x55")
            end_s = time.monotonic() + 0.3


@pytest.mark.parametrize("reads", [True, False])
def test_a_port_that_its_holder_has_filled_gets_it_as_soon_as_there_is_room(reads):
    master, slave = os.openpty()
    tty.setraw(slave)
    fcntl.flock(slave, fcntl.LOCK_EX)  # as another program has it
    full(slave)
    heard = bytearray()

    def drain():
        time.sleep(0.1)
        while STOP_FRAME not in heard:
            heard.extend(os.read(master, 512))

    reader = threading.Thread(target=drain, daemon=True)
    if reads:
        reader.start()
        assert outside_stop(os.ttyname(slave)) is None
        reader.join(60.0)
        assert heard.endswith(STOP_FRAME)
    else:
        with pytest.raises(BridgeError, match="takes no bytes; cut the robot's power"):
            outside_stop(os.ttyname(slave))
    os.close(master)
    os.close(slave)


def test_a_port_without_robot_is_one_clear_error():
    master, slave = os.openpty()
    with pytest.raises(BridgeError, match="nobody answers"):
        outside_stop(os.ttyname(slave))
    os.close(master)
    os.close(slave)
    with pytest.raises(BridgeError, match="no such port"):
        outside_stop("/dev/no-such-port")
