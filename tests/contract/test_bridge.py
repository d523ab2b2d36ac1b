"""What every `Bridge` must do: the firmware behind a wire, and each bus that this host plays on."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pytest

from kinesics.errors import BridgeError
from kinesics.motion.frame import Frame
from kinesics_bridge.bridges.firmware_bridge import FirmwareBridge
from kinesics_bridge.buses.bridge import BusBridge
from kinesics_bridge.buses.bus_servo import BusServo
from kinesics_bridge.buses.dynamixel import DynamixelBus
from kinesics_bridge.buses.feetech import FeetechBus
from kinesics_bridge.buses.maestro import MaestroBus
from kinesics_bridge.buses.model import pulse_model
from kinesics_bridge.emulators.dynamixel import dynamixel_emulator
from kinesics_bridge.emulators.feetech import feetech_emulator
from kinesics_bridge.emulators.maestro import MaestroEmulator
from kinesics_bridge.emulators.port import EmulatorPort
from kinesics_bridge.joints.joint_table import JointTable
from kinesics_bridge.twin import Twin, TwinPort

MS = 1_000_000
LEAD_NS = 60 * MS
NAMES = ["left", "middle", "right"]
LOW, HIGH = np.array([-0.6, -0.8, -0.5]), np.array([0.6, 0.5, 0.7])
VELOCITY, ACCELERATION = 4.0, 40.0
CODE = 2e-5  # a row's resolution: 1/64000 of a range of 1.3
LATE = 0.025 * VELOCITY  # what a joint may move while bytes travel and a period passes


class Wire:
    """A `BytePort` that can be cut (bytes vanish) or pulled out (every call fails)."""

    def __init__(self, port):
        self.port = port
        self.cut = self.gone = False
        self.closed = 0

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
        self.closed += 1
        self.port.close()

    def _check(self):
        if self.gone:
            raise BridgeError("the wire is gone")


@dataclass(eq=False)
class Robot:
    """A bridge, its wire, and where its servos really are."""

    bridge: FirmwareBridge | BusBridge
    wire: Wire
    positions: Callable[[], np.ndarray]
    told: list = field(default_factory=list)

    @property
    def now_ns(self):
        return self.wire.now_ns()

    def pass_time(self, duration_ms):
        told = []
        for left_ms in range(duration_ms, 0, -2):
            self.wire.wait(min(left_ms, 2) * MS)
            while (telemetry := self.bridge.poll()) is not None:
                told.append(telemetry)
        self.told += told
        return told

    def stream(self, duration_ms, wanted):
        """A row of `wanted(t_s)` every 10 ms; what was told meanwhile."""
        told = []
        for _ in range(duration_ms // 10):
            t_ns = self.now_ns + LEAD_NS
            self.bridge.send(Frame(t_ns, np.broadcast_to(wanted(t_ns / 1e9), 3)))
            told += self.pass_time(10)
        return told

    def active(self):
        self.bridge.connect()
        self.stream(600, lambda t_s: np.zeros(3))
        assert self.bridge.state == "ACTIVE"
        return self


def joint_table(feedback):
    return JointTable(
        "desk", NAMES, LOW, HIGH, 0.0, VELOCITY, ACCELERATION, 100 * ACCELERATION, feedback=feedback
    )


def firmware():
    table, twin = joint_table(1), Twin(3)
    FirmwareBridge(TwinPort(twin), table).connect(provision=True)
    wire = Wire(TwinPort(twin))
    bridge = FirmwareBridge(wire, table, auto_arm=True)
    return Robot(bridge, wire, lambda: twin.trace().measured[-1])


def dynamixel():
    emulator = dynamixel_emulator([(4, "xl330-m288"), (9, "xm430-w350"), (5, "xl430-w250")])
    return on_bus(emulator, DynamixelBus)


def feetech():
    emulator = feetech_emulator([(1, "sts3215"), (2, "scs0009"), (3, "sts3215")])
    return on_bus(emulator, FeetechBus)


def maestro():
    emulator = MaestroEmulator([pulse_model("mg90s")] * 3)
    servos = [BusServo(name, j, pulse_model("mg90s")) for j, name in enumerate(NAMES)]
    wire = Wire(EmulatorPort(emulator))
    bridge = BusBridge(MaestroBus(wire, servos, joint_table(0)), auto_arm=True)
    return Robot(bridge, wire, lambda: emulator.motors.position)


def on_bus(emulator, make_bus):
    for servo in emulator.servos.values():
        servo.registers["return_delay_time"] = 0
    servos = [
        BusServo(name, servo, emulator.servos[servo].model)
        for name, servo in zip(NAMES, emulator.servos, strict=True)
    ]
    wire = Wire(EmulatorPort(emulator))
    bridge = BusBridge(make_bus(wire, servos, joint_table(1)), auto_arm=True)
    return Robot(bridge, wire, lambda: emulator.motors.position)


@pytest.fixture(params=[firmware, dynamixel, feetech, maestro], ids=lambda make: make.__name__)
def robot(request):
    return request.param()


def wave(t_s):
    return 0.4 * np.sin(4.0 * t_s) * np.ones(3)


def test_send_returns_what_went_out(robot):
    robot.active()
    wanted = np.array([0.1, -0.2, 0.3])
    went = robot.bridge.send(Frame(robot.now_ns + LEAD_NS, wanted))
    assert abs(went.t_ns - robot.now_ns - LEAD_NS) < MS
    assert went.values == pytest.approx(wanted, abs=CODE)
    beyond = robot.bridge.send(Frame(robot.now_ns + LEAD_NS, np.array([9.0, -9.0, 0.0])))
    assert beyond.values == pytest.approx([0.6, -0.8, 0.0], abs=CODE)


def test_rows_are_played_at_their_time(robot):
    robot.active()
    begun_ns = robot.now_ns
    told = [one for one in robot.stream(1500, wave) if one.t_ns > begun_ns + 600 * MS]
    late = [np.abs(one.played - wave(one.t_ns / 1e9)).max() for one in told]
    assert len(told) > 20
    assert max(late) < LATE
    assert np.abs(robot.positions() - wave(robot.now_ns / 1e9)).max() < 0.2


def test_a_later_row_for_the_same_time_replaces_the_earlier(robot):
    robot.active()
    t_ns = robot.now_ns + LEAD_NS
    for k in range(20):
        robot.bridge.send(Frame(t_ns + k * 10 * MS, np.full(3, 0.4)))
    for k in range(20):
        robot.bridge.send(Frame(t_ns + k * 10 * MS, np.full(3, -0.1 * k / 20)))
    told = robot.pass_time(240)
    assert max(one.played.max() for one in told) < 0.01


def test_telemetry_is_dated_and_in_order(robot):
    robot.active()
    begun_ns = robot.now_ns
    told = robot.stream(1000, wave)
    dates = [one.t_ns for one in told]
    assert np.diff(dates).min() > 0
    assert dates[0] > begun_ns - 100 * MS
    assert dates[-1] <= robot.now_ns
    assert len(told) >= 23  # a firmware tells 25 times a second, a bus 50
    assert all(one.played.shape == one.measured.shape == (3,) for one in told)


def test_stop_brakes_inside_the_limits_and_stays(robot):
    robot.active()
    robot.stream(1000, wave)
    before = robot.stream(100, wave)[-1].played
    robot.bridge.stop()
    told = robot.stream(1000, wave)
    way = np.abs(told[-1].played - before)
    assert way.max() <= VELOCITY**2 / (2 * ACCELERATION) + 0.05 * VELOCITY
    assert robot.bridge.state == "STOPPED"
    stayed = [one.played for one in told if one.t_ns > told[-1].t_ns - 500 * MS]
    assert len(stayed) > 10
    assert np.ptp(stayed, axis=0).max() == 0
    robot.bridge.arm()
    robot.stream(300, wave)
    assert robot.bridge.state == "STOPPED"


def test_motion_goes_on_after_stop_was_cleared(robot):
    robot.active()
    robot.stream(300, wave)
    robot.bridge.stop()
    stayed = robot.stream(600, wave)[-1].played
    robot.bridge.clear_stop()
    robot.pass_time(50)
    robot.bridge.arm()
    robot.stream(1200, lambda t_s: stayed)
    assert robot.bridge.state == "ACTIVE"
    assert robot.stream(1500, wave)[-1].played == pytest.approx(
        wave(robot.told[-1].t_ns / 1e9), abs=LATE
    )


def test_positions_never_leave_their_limits(robot):
    robot.active()
    chance = np.random.default_rng(5)
    for _ in range(60):
        rows = np.where(chance.random(3) < 0.5, chance.uniform(-9, 9, 3), chance.uniform(LOW, HIGH))
        robot.bridge.send(Frame(robot.now_ns + int(chance.integers(-50, 200)) * MS, rows))
        robot.pass_time(int(chance.integers(1, 40)))
    played = np.array([one.played for one in robot.told])
    assert (played >= LOW - CODE).all()
    assert (played <= HIGH + CODE).all()
    t_s = np.array([one.t_ns for one in robot.told]) / 1e9
    speed = np.abs(np.diff(played, axis=0)) / np.diff(t_s)[:, None]
    assert np.quantile(speed, 0.99) <= 1.3 * VELOCITY  # dates of telemetry jitter by a few ms


def test_a_position_that_is_not_a_number_is_refused(robot):
    robot.active()
    for bad in (np.nan, np.inf):
        row = np.array([0.0, bad, 0.0])
        if np.isnan(bad):
            with pytest.raises(BridgeError, match="NaN"):
                robot.bridge.send(Frame(robot.now_ns + LEAD_NS, row))
        else:
            assert robot.bridge.send(Frame(robot.now_ns + LEAD_NS, row)).values[1] <= HIGH[1]
    robot.stream(200, lambda t_s: np.zeros(3))
    assert robot.bridge.state == "ACTIVE"


def test_without_arm_nothing_moves_and_the_state_says_so(robot):
    robot.bridge.connect()
    robot.bridge.disarm()
    robot.pass_time(300)
    at_rest = np.array(robot.positions())
    told = robot.pass_time(300)
    for _ in range(20):
        robot.bridge.send(Frame(robot.now_ns + LEAD_NS, np.full(3, 0.3)))
        told += robot.pass_time(10)
    assert {one.state for one in told} == {"DISARMED"}
    assert np.abs(robot.positions() - at_rest).max() < 1e-3


def test_a_cut_wire_is_told_and_never_a_hang(robot):
    robot.active()
    robot.wire.cut = True
    begun_ns = robot.now_ns
    with pytest.raises(BridgeError, match=r"no longer answers|answers any more"):
        robot.stream(5000, lambda t_s: np.zeros(3))
    assert robot.now_ns - begun_ns < 4000 * MS


def test_a_pulled_wire_is_an_error_of_the_next_call(robot):
    robot.active()
    robot.wire.gone = True
    with pytest.raises(BridgeError, match="gone"):
        robot.stream(100, lambda t_s: np.zeros(3))


def test_nobody_at_the_other_end_is_an_error_of_connect(robot):
    robot.wire.cut = True
    begun_ns = robot.now_ns
    with pytest.raises(BridgeError, match="answers"):
        robot.bridge.connect()
    assert robot.now_ns - begun_ns < 10_000 * MS


def test_closing_twice_is_fine_and_releases_the_wire(robot):
    robot.active()
    robot.bridge.close()
    robot.bridge.close()
    assert robot.wire.closed > 0


def test_everything_is_counted_by_name(robot):
    robot.active()
    counters = robot.bridge.counters
    assert counters["rows_sent"] == 60
    assert all(isinstance(name, str) and count >= 0 for name, count in counters.items())
    assert robot.told[-1].counters.keys() <= counters.keys()
