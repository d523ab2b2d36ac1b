"""`bus_bridge`: the bridge to one bus of a rig, with the joints that are on it."""

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import BridgeError
from kinesics.rig.bus import Bus
from kinesics.rig.joint import Joint
from kinesics.rig.rig import Rig
from kinesics_bridge.joints.joint_table import JointTable
from kinesics_bridge.ports.byte_port import BytePort

from .bridge import BusBridge
from .bus_servo import BusServo, StepModel
from .dynamixel import DynamixelBus
from .feetech import FeetechBus
from .maestro import MaestroBus
from .maestro_wire import MaestroWire
from .model import pulse_model, servo_model
from .servo_bus import ServoBus

__all__ = ["bus_bridge", "bus_table"]

Model = TypeVar("Model", bound=StepModel)

_COLUMNS = (
    "position_min", "position_max", "neutral", "velocity", "acceleration", "jerk", "safe",
    "feedback", "releases",
)  # fmt: skip


def bus_bridge(
    rig: Rig, bus: Bus, table: JointTable, port: BytePort, *, auto_arm: bool = False
) -> BusBridge:
    """A bridge to the joints on `bus`, through `port`; nothing is sent before `connect`.

    `table` is the whole robot's; the bridge's frames hold the joints `rig.on_bus(bus.name)` alone.

    Raises:
        BridgeError: the bus is a firmware's, a servo is of no known model, or cannot reach a limit.
    """
    columns = rig.on_bus(bus.name)
    joints = [rig.joints[column] for column in columns]
    return BusBridge(_servo_bus(bus, joints, bus_table(table, columns), port), auto_arm=auto_arm)


def bus_table(table: JointTable, columns: NDArray[np.intp]) -> JointTable:
    """The rows of some joints, and their rules, as a table of its own.

    Raises:
        BridgeError: a rule makes one of them heed a joint that is not among them.
    """
    count = len(table.names)
    chosen: dict[str, Any] = {
        name: np.broadcast_to(np.asarray(getattr(table, name)), (count,))[columns]
        for name in _COLUMNS
        if getattr(table, name) is not None
    }
    names = [table.names[column] for column in columns]
    rules = [rule for rule in table.rules if rule.joint in names]
    for rule in rules:
        if rule.other is not None and rule.other not in names:
            raise BridgeError(
                f"rule {rule.kind} of {rule.joint} heeds {rule.other}, which is on another bus: no "
                "bus can keep it; put both on one"
            )
    return JointTable(table.robot_id, names, rules=rules, **chosen)


def _servo_bus(bus: Bus, joints: list[Joint], table: JointTable, port: BytePort) -> ServoBus:
    if bus.kind == "firmware":
        raise BridgeError(f"bus {bus.name!r} is a firmware's: use a FirmwareBridge")
    if bus.kind == "maestro":
        channels = [_servo(joint, pulse_model(joint.actuator)) for joint in joints]
        wire = MaestroWire(bus.device, bus.crc)
        return MaestroBus(port, channels, table, wire=wire, baud=bus.baud, rate_hz=bus.rate_hz)
    servos = [_servo(joint, servo_model(joint.actuator)) for joint in joints]
    make = DynamixelBus if bus.kind == "dynamixel" else FeetechBus
    return make(port, servos, table, baud=bus.baud, rate_hz=bus.rate_hz)


def _servo(joint: Joint, model: Model) -> BusServo[Model]:
    assert joint.seat is not None
    assert joint.seat.address is not None
    return BusServo(joint.name, joint.seat.address, model, joint.ratio, joint.seat.zero_rad)
