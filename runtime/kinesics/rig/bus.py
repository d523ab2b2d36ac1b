"""`Bus` and `Seat`: which wires a robot has, and where on them its joints are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast, get_args

from kinesics.errors import RigError
from kinesics.table import Table

__all__ = ["Bus", "BusKind", "Seat", "check_seats", "read_buses", "read_seat"]

BusKind = Literal["firmware", "dynamixel", "feetech", "maestro"]

_BAUD = 1_000_000
_RATE_HZ = (10.0, 500.0)
_LAST_ADDRESS = 252
_TURN = 6.2832  # rad: no zero lies further from a servo's middle


@dataclass(frozen=True, slots=True)
class Bus:
    """One wire to some of the joints."""

    name: str
    kind: BusKind
    """Our firmware, or servos that have none: then the host plays their rows."""
    port: str
    """Serial device, best by its name below /dev/serial/by-id."""
    baud: int = _BAUD
    rate_hz: float = 50.0
    """How often goals are written and positions read; a firmware has its own."""
    device: int | None = None
    """Number of a Maestro on a shared line; None: the compact protocol."""
    crc: bool = False
    """Whether a Maestro expects CRC-7."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a joint is wired to."""

    bus: str
    address: int | None
    """Id of the servo or channel of the Maestro; None on a firmware, which has joints in order."""
    zero_rad: float
    """Shaft angle at which the joint is 0, from the servo's middle."""


def read_buses(table: Table) -> tuple[Bus, ...]:
    """The [[buses]] of a rig file; none: one firmware behind the port that the command names."""
    buses = tuple(_bus(row) for row in table.tables("buses", "bus"))
    for key in ("name", "port"):
        values = [getattr(bus, key) for bus in buses]
        twice = next((value for value in values if values.count(value) > 1), None)
        if twice is not None:
            raise RigError(f"{table.where}two buses of the {key} {twice!r}; wanted different ones")
    return buses


def read_seat(table: Table) -> Seat | None:
    """The keys `bus`, `address` and `zero_rad` of a joint; None where it has no `bus`."""
    if not table.has("bus"):
        return None
    address = table.integer("address", 0) if table.has("address") else None
    if address is not None and address > _LAST_ADDRESS:
        raise table.wrong("address", address, f"an integer, 0 to {_LAST_ADDRESS}")
    zero_rad = table.finite("zero_rad", -_TURN, _TURN) if table.has("zero_rad") else 0.0
    return Seat(table.text("bus"), address, zero_rad)


def check_seats(where: str, buses: Sequence[Bus], seats: Mapping[str, Seat | None]) -> None:
    """RigError unless every joint's seat lies on a bus of this robot, alone at its address."""
    kinds = {bus.name: bus.kind for bus in buses}
    taken: dict[tuple[str, int | None], str] = {}
    for joint, seat in seats.items():
        mine = f"{where}joint {joint!r}: "
        if seat is None and buses:
            raise RigError(f"{mine}no 'bus'; this robot has {', '.join(kinds)}")
        if seat is None:
            continue
        _check_seat(mine, seat, kinds)
        other = taken.setdefault((seat.bus, seat.address), joint)
        if other != joint and seat.address is not None:
            raise RigError(
                f"{mine}address {seat.address} of bus {seat.bus!r} is that of {other!r} already"
            )
    empty = sorted(set(kinds) - {bus for bus, _ in taken})
    if empty:
        raise RigError(f"{where}no joint on bus {empty[0]!r}; leave it out")


def _check_seat(mine: str, seat: Seat, kinds: Mapping[str, BusKind]) -> None:
    if seat.bus not in kinds:
        known = ", ".join(kinds) or "buses headed [[buses]]"
        raise RigError(f"{mine}no bus {seat.bus!r}; wanted one of {known}")
    if kinds[seat.bus] == "firmware" and seat.address is not None:
        raise RigError(f"{mine}address {seat.address}; a firmware has its joints in order, without")
    if kinds[seat.bus] != "firmware" and seat.address is None:
        raise RigError(f"{mine}no 'address'; wanted the servo's id or channel on {seat.bus!r}")


def _bus(table: Table) -> Bus:
    kind = cast(BusKind, table.choice("kind", get_args(BusKind)))
    bus = Bus(
        name=table.text("name"),
        kind=kind,
        port=table.text("port"),
        baud=table.integer("baud", 1200) if table.has("baud") else _BAUD,
        rate_hz=table.finite("rate_hz", *_RATE_HZ) if table.has("rate_hz") else 50.0,
        device=table.integer("device", 0) if kind == "maestro" and table.has("device") else None,
        crc=kind == "maestro" and table.has("crc") and table.boolean("crc"),
    )
    table.done()
    return bus
