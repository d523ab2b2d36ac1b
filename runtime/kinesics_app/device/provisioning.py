"""`provision`: from a rig to the joint table of a device, told line by line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kinesics.counted import counted
from kinesics.errors import BridgeError
from kinesics.rig.rig import Rig
from kinesics_app.device.limits_table import joint_table
from kinesics_bridge.buses.of_rig import bus_table
from kinesics_bridge.firmware.build import most_joints
from kinesics_bridge.joints.joint_table import JointTable
from kinesics_bridge.link.provisioner import (
    READABLE_SINCE,
    Difference,
    Provisioner,
    StoredTable,
    differences,
)
from kinesics_bridge.ports.byte_port import BytePort
from kinesics_bridge.wire.message_types import Caps
from kinesics_bridge.wire.protocol import JOINT_FIELDS

__all__ = ["Order", "device_table", "few_differences", "provision"]

_ERASE = "give it a rig that is as tight, or forget what it holds with --erase"
_PER = {"velocity": "/s", "acceleration": "/s2", "jerk": "/s3"}
_CODES = {
    "feedback": ("none", "position", "current"),
    "torque_policy": ("keeps its torque", "releases it"),
}
_SHOWN = [field for field in JOINT_FIELDS if field not in ("name_hash", "offset", "scale")]

_FEW = 8  # differences: of another robot's table there are hundreds


@dataclass(frozen=True, slots=True)
class Order:
    """How a device is to be provisioned, and how much is told of it."""

    erase: bool = False
    """Forget the table that it holds, if it differs."""
    dry_run: bool = False
    """Ask and tell, and change nothing."""
    verbose: bool = False
    """Tell every difference and every row, not the first and their number."""


def device_table(rig: Rig, port: str) -> JointTable:
    """The joint table of the one firmware behind `port`: the robot's, or that of its bus.

    Raises:
        BridgeError: the rig has several wires, and no firmware is on this one.
    """
    table = joint_table(rig)
    if not rig.buses:
        return table
    firmwares = [bus for bus in rig.buses if bus.kind == "firmware"]
    here = [bus for bus in firmwares if bus.port == port] or firmwares
    if len(here) != 1:
        told = ", ".join(f"{bus.name!r} on {bus.port}" for bus in firmwares) or "none"
        raise BridgeError(f"{rig.name} has no firmware on {port}; its firmware buses: {told}")
    return bus_table(table, rig.on_bus(here[0].name))


def provision(port: BytePort, rig: Rig, table: JointTable, order: Order) -> Iterator[str]:
    """Compare the device's table with `table` of the rig, and give it that where they differ.

    A dry run asks the same questions and changes nothing.

    Raises:
        BridgeError: the device holds tighter limits and is not to be erased (joint and field are
            named), it is not disarmed, nobody answers, or it does not have the table afterwards.
    """
    desk = Provisioner(port, table)
    caps = desk.greet()
    yield f"device  {caps.build}, protocol {caps.major}.{caps.minor}: {_held(caps)}"
    yield f"rig     {rig.name}, {counted(table.count, 'joint')}, table {table.hash:08x}"
    _demand_room(caps, table)
    readable = caps.minor >= READABLE_SINCE
    stored = desk.stored() if readable else None
    held = (caps.joints, caps.table_hash, caps.robot_id)
    same = held == (table.count, table.hash, table.robot_id)
    if same and (not readable or (stored is not None and stored.hash == table.hash)):
        yield "nothing to do: the device holds this table already"
        return
    differing = [] if stored is None else list(differences(table, stored))
    most = len(differing) if order.verbose else _FEW
    yield from (f"differs {told}" for told in few_differences(differing, rig, most))
    if not readable:
        yield f"protocol 1.{caps.minor} cannot show what it was provisioned with; it may refuse"
    if order.verbose:
        yield from _rows(table, rig)
    old = _hash_to_erase(caps, stored, table) if order.erase else None
    _demand_tighter(differing, stored, rig, erase=old is not None)
    yield _plan(stored, old, table)
    if order.dry_run:
        yield "dry run: nothing was sent"
        return
    yield from _change(desk, old, stored)


def few_differences(differing: Sequence[Difference], rig: Rig, most: int = _FEW) -> Iterator[str]:
    """A sentence of each of the first `most`, and one of how many more there are."""
    for one in differing[:most]:
        yield f"{_sentence(one, rig)}{'; looser' if one.looser else ''}"
    rest = differing[most:]
    if rest:
        looser = sum(one.looser for one in rest)
        yield f"in {len(rest)} fields more, {looser} of them looser; provision --verbose shows all"


def _change(desk: Provisioner, old: int | None, stored: StoredTable | None) -> Iterator[str]:
    if desk.state != "DISARMED":
        raise BridgeError(
            f"the device is in state {desk.state}, and tables change only while DISARMED: end the "
            "program that drives it, then reset the device"
        )
    if old is not None:
        desk.erase(old)
        yield f"erased  table {old:08x}"
    try:
        caps = desk.give()
    except BridgeError as error:
        if old is None:
            raise
        raise BridgeError(f"{error}; the old table is erased: the device holds none now") from error
    yield f"device  says now: {_held(caps)}"
    if caps.minor >= READABLE_SINCE and desk.stored() is None:
        yield "until its next reset: read back, its flash holds nothing (an emulator has none)"
    if old is None and stored is not None and stored.hash != caps.table_hash:
        yield f"until its next reset; then it holds {stored.hash:08x} again, unless --erase"


def _demand_room(caps: Caps, table: JointTable) -> None:
    room = most_joints(caps.build)
    if table.count > room:
        raise BridgeError(
            f"{table.robot_id} has {counted(table.count, 'joint')}, and this firmware "
            f"({caps.build}) has room for {room}: put the others on a bus of their own, or build "
            "it for a board with more memory"
        )


def _hash_to_erase(caps: Caps, stored: StoredTable | None, table: JointTable) -> int | None:
    """Of the table that must go; None: there is none, or it is this one already."""
    held = stored.hash if stored is not None else None
    if caps.minor < READABLE_SINCE and caps.joints:
        held = caps.table_hash
    renamed = caps.robot_id != table.robot_id
    return held if held is not None and (held != table.hash or renamed) else None


def _demand_tighter(
    differing: Sequence[Difference], stored: StoredTable | None, rig: Rig, *, erase: bool
) -> None:
    looser = [one for one in differing if one.looser]
    if looser and not erase:
        more = f" (and {len(looser) - 1} more)" if len(looser) > 1 else ""
        raise BridgeError(
            f"the rig is looser than what the device was provisioned with: "
            f"{_sentence(looser[0], rig)}{more}; {_ERASE}"
        )


def _plan(stored: StoredTable | None, old: int | None, table: JointTable) -> str:
    if old is not None:
        return f"to do   erase table {old:08x}, then provision {table.hash:08x} in its place"
    if stored is None:
        return f"to do   provision table {table.hash:08x}"
    return f"to do   put table {table.hash:08x} in use; it is no looser than {stored.hash:08x}"


def _held(caps: Caps) -> str:
    if not caps.joints:
        return "no joint table"
    return f"robot {caps.robot_id!r}, {counted(caps.joints, 'joint')}, table {caps.table_hash:08x}"


def _sentence(one: Difference, rig: Rig) -> str:
    if one.field == "name_hash":
        if one.stored is None:
            return f"{one.joint}: a joint that the device does not have"
        if one.wanted is None:
            return f"{one.joint}: the device has it, the rig has not"
        return f"{one.joint}: the device has another joint in this place"
    unit = rig.joints[rig.index(one.joint)].unit
    wanted, stored = (_value(one.field, value, unit) for value in (one.wanted, one.stored))
    return f"{one.joint}: {one.field} is {wanted} in the rig, {stored} on the device"


def _value(field: str, value: int | None, unit: str) -> str:
    if value is None:
        return "absent"
    if field in _CODES:
        return _CODES[field][value]
    return f"{value * 1e-9:.9g} {'' if unit == '1' else unit}{_PER.get(field, '')}".strip()


def _rows(table: JointTable, rig: Rig) -> Iterator[str]:
    for name, values in zip(table.names, table.rows, strict=True):
        joint = rig.joints[rig.index(name)]
        named = dict(zip(JOINT_FIELDS, values, strict=True))
        cells = (f"{field} {_value(field, named[field], joint.unit)}" for field in _SHOWN)
        yield f"row     {name}: {', '.join(cells)}"
    yield from (f"rule    {rule.kind} of {rule.joint}" for rule in table.rules)
