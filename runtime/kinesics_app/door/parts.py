"""`parts`: a piece of sound as messages that the hatch has room for."""

from collections.abc import Iterator
from typing import Any

from kinesics.conversation.message import SoundPiece

__all__ = ["LARGEST_PART", "parts"]

LARGEST_PART = 1 << 16
"""Bytes, an even number: 2 s at 16 kHz. A socket pair of the usual 208 kB holds a few of them."""


def parts(piece: SoundPiece) -> Iterator[dict[str, Any]]:
    """Messages that say together what `piece` says, in its order; one, if it is small."""
    for begin in range(0, max(len(piece.samples), 1), LARGEST_PART):
        end = begin + LARGEST_PART
        part: dict[str, Any] = {
            "id": piece.id,
            "samples": piece.samples[begin:end],
            "last": piece.last and end >= len(piece.samples),
        }
        if piece.first_sample is not None:
            part["first_sample"] = piece.first_sample + begin // 2
        yield {"sound": part}
