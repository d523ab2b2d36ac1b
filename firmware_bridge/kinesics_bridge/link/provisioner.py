"""`Provisioner`: a firmware's tables looked at, given and erased; nothing is ever armed."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from kinesics.errors import BridgeError
from kinesics_bridge.joints.joint_table import JointTable
from kinesics_bridge.ports.byte_port import BytePort
from kinesics_bridge.wire.message_types import Caps, TableErase, TableRead
from kinesics_bridge.wire.protocol import JOINT_FIELDS, MAJOR, MAX_JOINTS

from .dialogue import Dialogue
from .errors import IncompatibleError
from .link import Link

__all__ = ["READABLE_SINCE", "Difference", "Provisioner", "StoredTable", "differences"]

READABLE_SINCE = 2
"""Minor version from which a firmware tells the table it was provisioned with."""

T = TypeVar("T")

_STEP_NS = 1_000_000
_TIMEOUT_S = 5.0
_DERIVED = ("offset", "scale")  # from the position limits: what they say was said already


@dataclass(frozen=True, slots=True)
class StoredTable:
    """What a firmware was provisioned with: no host may exceed it."""

    hash: int
    """Of joints and rules, as HELLO has it and TABLE_ERASE wants it."""
    rows: tuple[tuple[int, ...], ...]
    """By joint, in the fields of `protocol.JOINT_FIELDS`."""


class Difference(NamedTuple):
    """One field of one joint in which a table differs from a stored one [nano-units, or code]."""

    joint: str
    field: str
    wanted: int | None
    """None: the table has no such joint."""
    stored: int | None
    """None: the firmware has no such joint."""

    @property
    def looser(self) -> bool:
        """Whether the firmware refuses it; the rule is the firmware's own, core/tighten.c."""
        if self.wanted is None:
            return False
        if self.stored is None or self.field in ("name_hash", "feedback"):
            return True
        if self.field == "position_min":
            return self.wanted < self.stored
        rising = ("position_max", "velocity", "acceleration", "jerk")
        return self.field in rising and self.wanted > self.stored


def differences(table: JointTable, stored: StoredTable) -> Iterator[Difference]:
    """In which joints and fields `table` differs from the stored one, in the table's order."""
    for index, (name, row) in enumerate(zip(table.names, table.rows, strict=True)):
        if index >= len(stored.rows):
            yield Difference(name, "name_hash", row[0], None)
            continue
        pairs = zip(JOINT_FIELDS, row, stored.rows[index], strict=True)
        for field, wanted, had in pairs:
            if wanted != had and field not in _DERIVED:
                yield Difference(name, field, wanted, had)
    for index in range(table.count, len(stored.rows)):
        yield Difference(f"joint {index}", "name_hash", None, stored.rows[index][0])


class Provisioner:
    """One host's business with a firmware's tables, over any port; waits for every answer."""

    def __init__(self, port: BytePort, table: JointTable) -> None:
        self._port = port
        self._table = table
        self._link = Link(port, table)
        self._dialogue = Dialogue(port, self._link)

    @property
    def state(self) -> str | None:
        """The firmware's state by its last word; None before `greet`."""
        return self._link.state

    def greet(self) -> Caps:
        """What the firmware says of itself, asked anew.

        Raises:
            BridgeError: nobody answers, or it speaks another protocol.
        """
        caps = self._whole(self._dialogue.greet(_TIMEOUT_S))
        if caps.major != MAJOR:
            raise IncompatibleError(
                f"firmware speaks protocol {caps.major}, this host {MAJOR}: update one"
            )
        self._whole(self._dialogue.until(lambda: self._link.state, "its state", _TIMEOUT_S))
        return caps

    def stored(self) -> StoredTable | None:
        """What was provisioned; None: nothing yet.

        Raises:
            BridgeError: the firmware is older than minor `READABLE_SINCE` and cannot tell.
        """
        self._link.table_rows.clear()
        table_hash = 0
        for joint in range(MAX_JOINTS + 1):
            request = self._whole(self._dialogue.ask(TableRead(joint)))
            if request.outcome == "OK" and joint not in self._link.table_rows:
                raise BridgeError("the firmware's answer got lost; try again, or see the cable")
            if request.outcome != "OK":
                break
            table_hash = request.detail
        if request.outcome not in ("NO_TABLE", "BAD_ROW"):
            raise BridgeError(request.complaint)
        rows = self._link.table_rows
        return StoredTable(table_hash, tuple(rows[j] for j in sorted(rows))) if rows else None

    def give(self) -> Caps:
        """Make the table the firmware's; what it says of itself then.

        Raises:
            BridgeError: the table is looser than the stored one, joints may move, or the firmware
                does not have it afterwards.
        """
        self._whole(self._dialogue.give(self._table))
        caps = self.greet()
        if caps.table_hash != self._table.hash:
            raise BridgeError(
                f"the firmware says table {caps.table_hash:08x} after it was given "
                f"{self._table.hash:08x}; run this again"
            )
        return caps

    def erase(self, table_hash: int) -> None:
        """Make the firmware forget the stored table, which has this hash.

        Raises:
            BridgeError: it has another one, or joints may move.
        """
        self._whole(self._dialogue.demand(TableErase(table_hash)))

    def _whole(self, steps: Generator[None, None, T]) -> T:
        while True:
            try:
                next(steps)
            except StopIteration as done:
                result: T = done.value
                return result
            self._port.wait(_STEP_NS)
