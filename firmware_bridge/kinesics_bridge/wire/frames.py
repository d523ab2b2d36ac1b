"""Bytes to payloads and back: COBS and CRC-32, with every kind of damage counted, none raised."""

import zlib

from .protocol import MAX_PAYLOAD

__all__ = ["FrameDecoder", "cobs_decode", "cobs_encode", "encode_frame"]

_MAX_DECODED = MAX_PAYLOAD + 4
_WITH_ITS_CRC = 0x2144DF1C  # the CRC-32 of anything that ends in its own CRC-32
_MAX_ENCODED = _MAX_DECODED + _MAX_DECODED // 254 + 1
_FULL_RUN = 254  # bytes without a zero that one code can stand before
_CODES = [bytes([length + 1]) for length in range(_FULL_RUN)]


def encode_frame(payload: bytes) -> bytes:
    """The frame of a payload, its closing zero included."""
    return cobs_encode(payload + zlib.crc32(payload).to_bytes(4, "little")) + b"\0"


def cobs_encode(plain: bytes) -> bytes:
    """Zero-free bytes for any bytes; at most one byte longer per 254, plus one."""
    blocks = plain.split(b"\0")
    if len(plain) < _FULL_RUN:  # a row of positions is, at every tick
        return b"".join([_CODES[len(block)] + block for block in blocks])
    out: list[bytes] = []
    for block in blocks:
        rest = block
        while len(rest) >= _FULL_RUN:
            out += (b"\xff", rest[:_FULL_RUN])
            rest = rest[_FULL_RUN:]
        out += (_CODES[len(rest)], rest)
    if not rest and block:  # a full last run ends without a block of its own
        del out[-2:]
    return b"".join(out)


def cobs_decode(encoded: bytes) -> bytes | None:
    """What was encoded, or None where no encoder makes such bytes."""
    out: list[bytes] = []
    at, end = 0, len(encoded)
    while at < end:
        code = encoded[at]
        after = at + code
        if code == 0 or after > end:
            return None
        out.append(encoded[at + 1 : after])
        if code <= _FULL_RUN and after < end:
            out.append(b"\0")
        at = after
    return b"".join(out)


class FrameDecoder:
    """Finds payloads in a stream of bytes; what is damaged is counted and skipped.

    With `midway` the stream may begin within a frame, as on a port that was opened while somebody
    spoke: what comes before the first zero is taken if it is whole, and no damage if it is not.
    """

    def __init__(self, *, midway: bool = False) -> None:
        self.framing_errors = 0
        """Frames that were not COBS, too short or too long."""
        self.crc_errors = 0
        """Frames whose CRC did not match."""
        self._pending = b""
        self._midway = midway

    def feed(self, received: bytes) -> list[bytes]:
        """Payloads completed by these bytes."""
        *pieces, rest = (self._pending + received).split(b"\0")
        self._pending = rest[: _MAX_ENCODED + 1]  # one byte too many tells that it is too long
        payloads = []
        for piece in pieces:
            payload = self._payload(piece) if piece else None
            if payload is not None:
                payloads.append(payload)
            self._midway = False
        return payloads

    def _payload(self, piece: bytes) -> bytes | None:
        plain = cobs_decode(piece) if len(piece) <= _MAX_ENCODED else None
        if plain is None or len(plain) < 5:
            self.framing_errors += not self._midway
            return None
        if zlib.crc32(plain) != _WITH_ITS_CRC:
            self.crc_errors += not self._midway
            return None
        return plain[:-4]
