"""`Packet` and `Wire`: what a servo bus carries, whatever its framing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

__all__ = [
    "ACTION",
    "BROADCAST",
    "BULK_READ",
    "PING",
    "READ",
    "REBOOT",
    "REG_WRITE",
    "SYNC_READ",
    "SYNC_WRITE",
    "WRITE",
    "Packet",
    "PacketDecoder",
    "Wire",
]

PING, READ, WRITE, REG_WRITE, ACTION, REBOOT = 0x01, 0x02, 0x03, 0x04, 0x05, 0x08
SYNC_READ, SYNC_WRITE, BULK_READ = 0x82, 0x83, 0x92
BROADCAST = 0xFE


@dataclass(frozen=True, slots=True)
class Packet:
    """An instruction to a servo, or a servo's status."""

    id: int
    code: int
    """The instruction, or the error byte of a status."""
    params: bytes
    end: int
    """How many bytes of what was fed last belong to it and to all before it."""


class PacketDecoder(Protocol):
    """Packets from any cut of bytes; what is damaged is counted, never returned."""

    bad: int
    """Packets whose check was wrong, and stretches that were none."""

    def feed(self, data: bytes) -> list[Packet]:
        """What is complete with `data`."""

    def settle(self) -> list[Packet]:
        """What was hidden behind a damaged length: nothing more is coming."""


class Wire(Protocol):
    """The framing of one family: requests as bytes, and a decoder for what comes back."""

    def instruction(self, servo: int, code: int, params: bytes = b"") -> bytes:
        """Any instruction, framed."""

    def read(self, servo: int, address: int, size: int) -> bytes:
        """Asks one servo for registers."""

    def write(self, servo: int, address: int, data: bytes) -> bytes:
        """Sets registers of one servo."""

    def sync_read(self, servos: Sequence[int], address: int, size: int) -> bytes:
        """Asks many servos for the same registers; they answer in this order."""

    def sync_write(self, address: int, data: Mapping[int, bytes]) -> bytes:
        """Sets the same registers of many servos, by servo; nobody answers."""

    def status(self, servo: int, error: int, params: bytes = b"") -> bytes:
        """What a servo answers."""

    def decoder(self, *, statuses: bool) -> PacketDecoder:
        """For the host's side (`statuses`) or the servo's (instructions)."""

    def status_size(self, size: int) -> int:
        """Bytes of a status with `size` bytes of parameters, on the line, if nothing is stuffed."""
