"""`plugged_in`: the bridge to a robot behind a port, or behind all ports that its rig names."""

from kinesics.rig.rig import Rig
from kinesics_app.clock import Clock
from kinesics_app.device.firmware_part import demand_one_wire
from kinesics_bridge.bridges.joined_bridge import JoinedBridge
from kinesics_bridge.bridges.serial_bridge import SerialBridge
from kinesics_bridge.joints.joint_table import JointTable
from kinesics_bridge.ports.opener import PortOpener

__all__ = ["plugged_in"]


def plugged_in(name: str, rig: Rig, table: JointTable, clock: Clock) -> SerialBridge | JoinedBridge:
    """The robot behind the serial port `name`, or behind the rig's own ports if it is "buses".

    Raises:
        BridgeError: a port that is only one of the robot's wires, or a rig without any.
    """
    if name == "buses":
        from kinesics_app.device.buses import joined_bridge  # the drivers cost every start 80 ms

        return joined_bridge(rig, table, clock.now_ns)
    demand_one_wire(rig, name)
    return SerialBridge(PortOpener(name), table)
