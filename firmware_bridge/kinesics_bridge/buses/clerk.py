"""`Clerk`: questions to servos by the names of their registers; scripts are series of them."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass

from .bus_servo import BusServo
from .model import Field, ServoModel
from .packets import Packet, Wire

__all__ = ["Answer", "Ask", "Clerk", "Script"]


@dataclass(frozen=True, slots=True)
class Ask:
    """A question to one servo."""

    column: int
    request: bytes
    size: int
    """Bytes of parameters that its answer has."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    t_ns: int
    packet: Packet


Script = Generator[Ask, Answer | None, None]
"""Questions one after the other; each `yield` gives the answer, or None after some tries."""


class Clerk:
    """Turns names into addresses and bytes, by each servo's own family."""

    def __init__(self, wire: Wire, servos: Sequence[BusServo[ServoModel]]) -> None:
        self._wire = wire
        self._servos = servos

    def span(self, column: int, names: Sequence[str]) -> Field:
        """Where these registers are."""
        return self._servos[column].model.family.span(names)

    def read(self, column: int, *names: str) -> Ask:
        """Asks for the run of registers that holds `names`."""
        span = self.span(column, names)
        address = self._servos[column].address
        return Ask(column, self._wire.read(address, span.address, span.size), span.size)

    def write(self, column: int, name: str, value: int) -> Ask:
        """Sets one register."""
        servo = self._servos[column]
        family = servo.model.family
        data = family.encode(name, value)
        request = self._wire.write(servo.address, family.fields[name].address, data)
        return Ask(column, request, 0)

    def values(self, column: int, names: Sequence[str], answer: Answer) -> list[int]:
        """What the answer to `read(column, *names)` says of each name."""
        family = self._servos[column].model.family
        first = family.span(names).address
        return [family.decode(name, answer.packet.params, first) for name in names]

    def has(self, column: int, name: str) -> bool:
        """Whether this servo has the register."""
        return name in self._servos[column].model.family.fields
