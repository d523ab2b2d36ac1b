"""`table_misfit`: in what a device's joint table is not the rig's, as far as it can tell."""

from collections.abc import Iterator

from kinesics.rig.rig import Rig
from kinesics_app.device.provisioning import few_differences
from kinesics_bridge.joints.joint_table import JointTable
from kinesics_bridge.link.provisioner import READABLE_SINCE, Provisioner, differences
from kinesics_bridge.ports.byte_port import BytePort
from kinesics_bridge.wire.message_types import Caps
from kinesics_bridge.wire.protocol import MAJOR

__all__ = ["table_misfit"]

_RULES = (
    "every joint is as in the rig, so its rules differ: the table's hash covers them, but a device "
    "tells only its joints"
)
_TIGHTENED = "what is in use is tighter than what it was provisioned with, until its next reset"


def table_misfit(port: BytePort, caps: Caps, rig: Rig, table: JointTable) -> Iterator[str]:
    """Sentences about a device that says `caps` of itself; asks it, changes nothing.

    Raises:
        BridgeError: it no longer answers.
    """
    if caps.joints and caps.robot_id != table.robot_id:
        yield f"it is provisioned as robot {caps.robot_id!r}, the rig is of {table.robot_id!r}"
    if caps.major != MAJOR or caps.minor < READABLE_SINCE:
        yield f"protocol {caps.major}.{caps.minor} cannot tell its table"
        return
    stored = Provisioner(port, table).stored()
    if stored is None:
        yield "it was provisioned with no joint table"
        return
    differing = list(differences(table, stored))
    yield from few_differences(differing, rig)
    if not differing and stored.hash != table.hash:
        yield _RULES
    if caps.table_hash != stored.hash:
        yield _TIGHTENED
