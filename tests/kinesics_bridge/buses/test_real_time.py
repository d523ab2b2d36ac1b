"""The driver on a serial port and the clock: its own budget is judged, not the machine's mood."""

import re
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, suppress

import numpy as np
import pytest

from kinesics.errors import BridgeError
from kinesics.motion.frame import Frame
from kinesics_bridge.buses.bench import bench_bus
from kinesics_bridge.buses.bridge import BusBridge
from kinesics_bridge.buses.bus_servo import BusServo
from kinesics_bridge.buses.dynamixel import DynamixelBus
from kinesics_bridge.buses.model import servo_model
from kinesics_bridge.emulators.__main__ import main
from kinesics_bridge.emulators.dynamixel import dynamixel_emulator
from kinesics_bridge.emulators.pty_bus import PtyBus
from kinesics_bridge.emulators.servo_emulator import BusOptions
from kinesics_bridge.joints.joint_table import JointTable
from kinesics_bridge.ports.serial_port import SerialPort

pytest.importorskip("pty")
MS = 1_000_000
PATIENCE_S = 60.0
NAMES = ["one", "two", "three"]


def open_bridge(device):
    table = JointTable("desk", NAMES, -1.0, 1.0, 0.0, 4.0, 40.0, 4000.0, feedback=1)
    servos = [BusServo(name, j + 1, servo_model("xl330-m288")) for j, name in enumerate(NAMES)]
    return BusBridge(DynamixelBus(SerialPort(device), servos, table), auto_arm=True)


def three_servos():
    return dynamixel_emulator([(j, "xl330-m288") for j in (1, 2, 3)], BusOptions())


def stream(bridge, pose, until=lambda: False):
    """A row every 10 ms on the clock until that is so."""
    start_ns = time.monotonic_ns()
    for k in range(round(PATIENCE_S * 100)):
        if until():
            return
        due_ns = start_ns + k * 10 * MS
        time.sleep(max(0, due_ns - time.monotonic_ns()) / 1e9)
        bridge.send(Frame(due_ns + 150 * MS, np.full(3, pose)))
        while bridge.poll() is not None:
            pass
    raise AssertionError((bridge.state, bridge.counters))


def test_a_thread_keeps_the_bus_going_whoever_polls(living, wait_until):
    servos = three_servos()

    def there():
        return np.abs(servos.motors.position - 0.3).max() < 0.01

    with living(PtyBus(servos)) as port, open_bridge(port.device) as bridge:
        bridge.connect()
        bridge.start()
        stream(bridge, 0.0, lambda: bridge.state == "ACTIVE")
        cycles = bridge.counters["bus_cycles"]
        wait_until(lambda: bridge.counters["bus_cycles"] > cycles)  # nobody polls
        stream(bridge, 0.3, there)
        bridge.stop()
        stream(bridge, 0.0, lambda: bridge.state == "STOPPED")
    assert not [thread for thread in threading.enumerate() if thread.name == "servo bus"]


def test_unplugging_is_an_error_of_the_next_call(at_best, living):
    def noticed_s():
        with ExitStack() as opened:
            with living(PtyBus(three_servos())) as port:
                bridge = opened.enter_context(open_bridge(port.device))
                bridge.connect()
                bridge.start()
                cycles = bridge.counters["bus_cycles"]
                stream(bridge, 0.0, lambda: bridge.counters["bus_cycles"] > cycles + 10)
            unplugged_s = time.monotonic()
            with pytest.raises(BridgeError, match="is gone"):
                stream(bridge, 0.0)
            return time.monotonic() - unplugged_s

    assert at_best(noticed_s, lambda took: took < 0.6) < 0.6


def on_an_awake_machine(run, attempts=3):
    """What `run` returns; pyserial takes a machine that sleeps 0.2 s in a write for a full port."""
    for _ in range(attempts - 1):
        with suppress(BridgeError):
            return run()
    return run()


def test_thirty_servos_one_mute_and_damage_never_take_a_period(at_best):
    """Acceptance in real time; `seconds` is what everyday allows."""
    report = at_best(
        lambda: on_an_awake_machine(lambda: bench_bus(seconds=1.5)),
        lambda one: one.turn_ms < 1e3 / one.rate_hz and one.flagged_s <= 0.5,
    )
    assert report.turn_ms < 1e3 / report.rate_hz
    assert report.flagged_s <= 0.5


def test_the_emulator_prints_its_port_and_lives():
    command = [sys.executable, "-m", "kinesics_bridge.emulators", "dynamixel", "--servos", "3"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        device = process.stdout.readline().strip()
        with open_bridge(device) as bridge:
            bridge.connect(provision=True)
            assert bridge.poll().measured == pytest.approx([0.0] * 3, abs=0.002)
        process.terminate()


@pytest.mark.parametrize("family", ["dynamixel", "feetech", "maestro"])
def test_every_family_is_on_the_command_line(family, capsys):
    assert main([family, "--corrupt", "0.1", "--mute", "1"], until=lambda: True) == 0
    assert re.match(r"/dev/\S+\n$", capsys.readouterr().out)


def test_a_wrong_model_is_one_line(capsys):
    assert main(["dynamixel", "--model", "sg90"], until=lambda: True) == 2
    assert capsys.readouterr().err.startswith("error: no bus servo 'sg90'; models.toml has xl330")
