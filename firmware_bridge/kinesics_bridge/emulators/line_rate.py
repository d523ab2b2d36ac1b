"""`rate_of` and `set_rate`: the baud rate that a host has given a pseudo-terminal."""

import struct
from contextlib import suppress

__all__ = ["rate_of", "set_rate", "understands"]

_TCGETS2, _TCSETS2 = 0x802C542A, 0x402C542B  # Linux, where rates are numbers and may be any
_TERMIOS2 = struct.Struct("4I B 19s 2I")
_CBAUD, _BOTHER = 0o010017, 0o010000
_TOLERANCE = 0.03  # what a UART with 8N1 bears


def rate_of(descriptor: int) -> int | None:
    """Bits per second; None: this platform does not tell, or it is no terminal."""
    try:
        import fcntl

        told = fcntl.ioctl(descriptor, _TCGETS2, bytes(_TERMIOS2.size))
    except (ImportError, OSError):
        return None
    return int(_TERMIOS2.unpack(told)[-1])


def set_rate(descriptor: int, baud: int) -> None:
    """So that a host that names no rate has the right one; where the platform lets it be told."""
    with suppress(ImportError, OSError):
        import fcntl

        told = fcntl.ioctl(descriptor, _TCGETS2, bytes(_TERMIOS2.size))
        incoming, outgoing, control, local, line, keys, _, _ = _TERMIOS2.unpack(told)
        control = control & ~_CBAUD | _BOTHER
        wanted = _TERMIOS2.pack(incoming, outgoing, control, local, line, keys, baud, baud)
        fcntl.ioctl(descriptor, _TCSETS2, wanted)


def understands(rate: int | None, baud: int | None) -> bool:
    """Whether a UART at `baud` makes sense of bytes that were sent at `rate`; None: no matter."""
    return not rate or not baud or abs(rate - baud) <= _TOLERANCE * baud
