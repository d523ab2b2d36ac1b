"""`joined_bridge`: every wire that a rig names, as one bridge."""

from kinesics.errors import BridgeError
from kinesics.rig.rig import Rig
from kinesics_app.clock import Clock
from kinesics_bridge.buses.of_rig import bus_table
from kinesics_bridge.joined_bridge import JoinedBridge, Part
from kinesics_bridge.joint_table import JointTable
from kinesics_bridge.port_opener import PortOpener
from kinesics_bridge.serial_bridge import SerialBridge

__all__ = ["joined_bridge"]


def joined_bridge(rig: Rig, table: JointTable, clock: Clock) -> JoinedBridge:
    """Bridges to the firmwares on all buses of `rig`, whose table this is; opens nothing yet.

    Raises:
        BridgeError: it names none, or one of servos without firmware.
    """
    if not rig.buses or any(bus.kind != "firmware" for bus in rig.buses):
        raise BridgeError(
            f"rig {rig.name!r} has {len(rig.buses)} buses; --device buses wants [[buses]] of the "
            'kind "firmware" and no other'
        )
    parts = []
    for bus in rig.buses:
        columns = rig.on_bus(bus.name)
        bridge = SerialBridge(PortOpener(bus.port, baud=bus.baud), bus_table(table, columns))
        parts.append(Part(bus.name, bridge, columns))
    return JoinedBridge(parts, table, clock.now_ns)
