"""A driver, its emulated bus and virtual time between them."""

import numpy as np
import pytest

from kinesics.motion.frame import Frame
from kinesics_bridge.buses.bridge import BusBridge
from kinesics_bridge.buses.bus_servo import BusServo
from kinesics_bridge.buses.dynamixel import DynamixelBus
from kinesics_bridge.buses.feetech import FeetechBus
from kinesics_bridge.buses.maestro import MaestroBus
from kinesics_bridge.buses.model import pulse_model, servo_model
from kinesics_bridge.emulators.dynamixel import dynamixel_emulator
from kinesics_bridge.emulators.feetech import feetech_emulator
from kinesics_bridge.emulators.maestro import MaestroEmulator, MaestroOptions
from kinesics_bridge.emulators.port import EmulatorPort
from kinesics_bridge.emulators.servo_emulator import BusOptions
from kinesics_bridge.joints.joint_table import JointTable

MS = 1_000_000
LEAD_NS = 60 * MS
POSE = 0.3


def table_of(names, feedback=1):
    return JointTable("desk", names, -1.0, 1.0, POSE, 4.0, 40.0, 4000.0, feedback=feedback)


class Desk:
    """A bus with servos at `POSE`, ids from 1 on; `run` streams a row every 10 ms."""

    def __init__(self, emulator, bus, port):
        self.emulator, self.bus, self.port = emulator, bus, port
        self.bridge = BusBridge(bus, auto_arm=True)
        self.roll = bus.cycle.roll
        self.telemetry = []

    @property
    def now_ns(self):
        return self.port.now_ns()

    def pass_time(self, duration_ms):
        """Polls every other millisecond; what was told."""
        told = []
        for _ in range(duration_ms // 2):
            self.port.wait(2 * MS)
            while (telemetry := self.bridge.poll()) is not None:
                told.append(telemetry)
        self.telemetry += told
        return told

    def run(self, duration_ms, wanted=None, each=None):
        """Rows of `wanted(t_s)`, or still ones; `each()` is called before every row."""
        told = []
        for _ in range(duration_ms // 10):
            if each is not None:
                each()
            t_ns = self.now_ns + LEAD_NS
            values = (
                np.full(self.bridge.table.count, POSE) if wanted is None else wanted(t_ns / 1e9)
            )
            self.bridge.send(Frame(t_ns, np.broadcast_to(values, self.bridge.table.count)))
            told += self.pass_time(10)
        return told

    def armed(self):
        """Connected, armed and at rest, every servo with its torque."""
        self.bridge.connect()
        self.run(700)
        assert self.bridge.state == "ACTIVE"
        assert self.roll.enabled.all()
        return self


def make_feetech(models=("sts3215",) * 4, *, delay=0, rate_hz=50.0, **options):
    names = [f"joint_{j}" for j in range(len(models))]
    addressed = [(j + 1, model) for j, model in enumerate(models)]
    emulator = feetech_emulator(addressed, BusOptions(start_rad=POSE, **options))
    for servo in emulator.servos.values():
        servo.registers["return_delay_time"] = delay
    port = EmulatorPort(emulator)
    servos = [
        BusServo(name, servo, servo_model(model))
        for name, (servo, model) in zip(names, addressed, strict=True)
    ]
    bus = FeetechBus(port, servos, table_of(names), rate_hz=rate_hz)
    return Desk(emulator, bus, port)


def make_maestro(count=4, *, wire=None, line_baud=115_200, **options):
    names = [f"joint_{j}" for j in range(count)]
    model = pulse_model("mg90s")
    emulator = MaestroEmulator([model] * count, MaestroOptions(start_rad=POSE, **options))
    port = EmulatorPort(emulator)
    servos = [BusServo(name, j, model) for j, name in enumerate(names)]
    bus = MaestroBus(port, servos, table_of(names, 0), wire=wire, baud=line_baud)
    return Desk(emulator, bus, port)


def make_dynamixel(count=4, *, model="xl330-m288", delay=0, rate_hz=50.0, **options):
    names = [f"joint_{j}" for j in range(count)]
    emulator = dynamixel_emulator(
        [(j + 1, model) for j in range(count)], BusOptions(start_rad=POSE, **options)
    )
    for servo in emulator.servos.values():
        servo.registers["return_delay_time"] = delay
    port = EmulatorPort(emulator)
    servos = [BusServo(name, j + 1, servo_model(model)) for j, name in enumerate(names)]
    bus = DynamixelBus(port, servos, table_of(names), rate_hz=rate_hz)
    return Desk(emulator, bus, port)


@pytest.fixture(scope="session", name="make_dynamixel")
def dynamixel_maker():
    return make_dynamixel


@pytest.fixture(scope="session", name="make_feetech")
def feetech_maker():
    return make_feetech


@pytest.fixture(scope="session", name="make_maestro")
def maestro_maker():
    return make_maestro
