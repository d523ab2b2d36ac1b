"""The commands of a Pololu Maestro: compact or Pololu protocol, with or without CRC."""

from dataclasses import dataclass

__all__ = [
    "GET_ERRORS",
    "GET_MOVING",
    "GET_POSITION",
    "GO_HOME",
    "POLOLU",
    "SET_ACCELERATION",
    "SET_MANY",
    "SET_SPEED",
    "SET_TARGET",
    "MaestroWire",
    "crc7",
]

POLOLU = 0xAA
SET_TARGET, SET_SPEED, SET_ACCELERATION, SET_MANY = 0x84, 0x87, 0x89, 0x9F
GET_POSITION, GET_MOVING, GET_ERRORS, GO_HOME = 0x90, 0x93, 0xA1, 0xA2


def crc7(data: bytes) -> int:
    """CRC-7 of polynomial 0x91, least significant bit first."""
    value = 0
    for byte in data:
        value ^= byte
        for _ in range(8):
            if value & 1:
                value ^= 0x91
            value >>= 1
    return value


@dataclass(frozen=True, slots=True)
class MaestroWire:
    """How one controller is talked to."""

    device: int | None = None
    """Its number on a shared line (as made: 12); None: the compact protocol, for it alone."""
    crc: bool = False
    """As "Enable CRC" in the Maestro Control Center says."""

    def command(self, code: int, data: bytes = b"") -> bytes:
        """One command with its data bytes, each below 128."""
        head = bytes([code]) if self.device is None else bytes([POLOLU, self.device, code & 0x7F])
        return head + data + (bytes([crc7(head + data)]) if self.crc else b"")

    def set(self, code: int, channel: int, value: int) -> bytes:
        """Target [0.25 us; 0: no pulses], speed [0.25 us in 10 ms] or acceleration of a channel."""
        return self.command(code, bytes([channel, value & 0x7F, value >> 7 & 0x7F]))
