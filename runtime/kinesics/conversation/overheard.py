"""`Overheard`: what another program's microphone heard, for a robot that is given sound."""

from dataclasses import dataclass

from kinesics.conversation.values import read_sound
from kinesics.table import Table

__all__ = ["MOST_OVERHEARD_BYTES", "Overheard", "read_overheard"]

MOST_OVERHEARD_BYTES = 64_000
"""Of one: 2 s at 16 kHz."""

_RATES_HZ = 8_000, 192_000


@dataclass(frozen=True, slots=True)
class Overheard:
    """A piece of a microphone's sound."""

    t_ns: int
    """Robot time, this computer's CLOCK_MONOTONIC, at which its first sample was heard."""
    rate_hz: int
    samples: bytes
    """16-bit little-endian mono."""


def read_overheard(table: Table, t_ns: int) -> Overheard:
    """A piece, dated by robot time, if it tells: else it was heard until now.

    Raises:
        IntentError: what is wrong in it, and what would be right.
    """
    samples = read_sound(table, "samples")
    if not 0 < len(samples) <= MOST_OVERHEARD_BYTES:
        raise table.wrong("samples", len(samples), f"1 to {MOST_OVERHEARD_BYTES} bytes")
    rate_hz = table.integer("rate_hz", _RATES_HZ[0])
    if rate_hz > _RATES_HZ[1]:
        raise table.wrong("rate_hz", rate_hz, f"{_RATES_HZ[1]} at most")
    length_ns = len(samples) // 2 * 1_000_000_000 // rate_hz
    when_ns = table.integer("t_ns", 0) if table.has("t_ns") else t_ns - length_ns
    return Overheard(when_ns, rate_hz, samples)
