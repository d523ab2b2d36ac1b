"""`check_file`: everything that is to be said of a rig file, its drawing and its bus servos too."""

from collections.abc import Iterator

from kinesics.errors import BridgeError, RecordError
from kinesics.motion import channels
from kinesics.record.view import checked_view
from kinesics.rig.bus import Bus
from kinesics.rig.check import RigFinding, check_rig
from kinesics.rig.load import read_document, read_rig
from kinesics.rig.rig import Rig
from kinesics_app.device.limits_table import joint_table
from kinesics_bridge.buses.of_rig import bus_bridge
from kinesics_bridge.joints.joint_table import JointTable
from kinesics_bridge.twin import Twin, TwinPort

__all__ = ["check_file"]


def check_file(robot: str) -> Iterator[RigFinding]:
    """Of a shipped robot by name, or of a rig file by path.

    Raises:
        RigError: no such file, or one that is not TOML.
    """
    document = read_document(robot)
    findings = list(check_rig(document))
    yield from findings
    if not any(finding.level == "error" for finding in findings):
        yield from _beyond(read_rig(read_document(robot)))


def _beyond(rig: Rig) -> Iterator[RigFinding]:
    try:
        checked_view(rig.view, rig.names, channels.NAMES)
    except RecordError as error:
        yield RigFinding("error", str(error))
    try:
        table = joint_table(rig)
    except BridgeError as error:
        yield RigFinding("error", f"the firmware would refuse its joint table: {error}")
        return
    yield RigFinding("ok", f"joint table {table.hash:08x}, for kinesics firmware provision")
    for bus in rig.buses:
        if bus.kind != "firmware":
            yield _of_bus(rig, bus, table)


def _of_bus(rig: Rig, bus: Bus, table: JointTable) -> RigFinding:
    """Whether its servos are known and reach their joints' limits; nothing is sent."""
    try:
        bus_bridge(rig, bus, table, TwinPort(Twin(1)))
    except BridgeError as error:
        return RigFinding("error", f"bus {bus.name!r}: {error}")
    return RigFinding("ok", f"bus {bus.name!r}: every servo is known and reaches its limits")
