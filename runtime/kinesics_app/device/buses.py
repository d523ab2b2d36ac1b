"""`joined_bridge`: every wire that a rig names, as one bridge."""

from collections.abc import Callable

from kinesics.errors import BridgeError
from kinesics.rig.bus import Bus
from kinesics.rig.rig import Rig
from kinesics_bridge.bridges.joined_bridge import JoinedBridge, Part
from kinesics_bridge.bridges.robot_link import RobotLink
from kinesics_bridge.bridges.serial_bridge import SerialBridge
from kinesics_bridge.buses.bridge import BusBridge
from kinesics_bridge.buses.bus_link import BusLink
from kinesics_bridge.buses.of_rig import bus_bridge, bus_table
from kinesics_bridge.joints.joint_table import JointTable
from kinesics_bridge.ports.opener import PortOpener

__all__ = ["joined_bridge"]


def joined_bridge(rig: Rig, table: JointTable, now_ns: Callable[[], int]) -> JoinedBridge:
    """Bridges to all buses of `rig`, whose table this is; opens nothing yet.

    Raises:
        BridgeError: it names none, or a servo is of no known model or cannot keep the table.
    """
    if not rig.buses:
        raise BridgeError(
            f"rig {rig.name!r} has 0 buses; --device buses wants [[buses]] in it (docs/rigs.md)"
        )
    parts = [
        Part(bus.name, _link(rig, bus, table, now_ns), rig.on_bus(bus.name)) for bus in rig.buses
    ]
    return JoinedBridge(parts, table, now_ns)


def _link(rig: Rig, bus: Bus, table: JointTable, now_ns: Callable[[], int]) -> RobotLink:
    mine = bus_table(table, rig.on_bus(bus.name))
    opener = PortOpener(bus.port, baud=bus.baud, clock=now_ns)
    if bus.kind == "firmware":
        return SerialBridge(opener, mine)

    def make() -> BusBridge:
        port = opener.open()
        try:
            return bus_bridge(rig, bus, table, port)
        except BridgeError:
            port.close()
            raise

    return BusLink(make, mine, now_ns)
