"""Bytes to payloads and back: COBS and CRC-32, with every kind of damage counted, none raised."""

import zlib

from .protocol import MAX_PAYLOAD

__all__ = ["FrameDecoder", "cobs_decode", "cobs_encode", "encode_frame"]

_MAX_DECODED = MAX_PAYLOAD + 4
_MAX_ENCODED = _MAX_DECODED + _MAX_DECODED // 254 + 1
_FULL_RUN = 254  # bytes without a zero that one code can stand before
_CODES = [bytes([length + 1]) for length in range(_FULL_RUN)]


def encode_frame(payload: bytes) -> bytes:
    """The frame of a payload, its closing zero included."""
    return cobs_encode(payload + zlib.crc32(payload).to_bytes(4, "little")) + b"\0"


def cobs_encode(plain: bytes) -> bytes:
    """Zero-free bytes for any bytes; at most one byte longer per 254, plus one."""
    blocks = plain.split(b"\0")
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
        self._pending = bytearray()
        self._overlong = False
        self._midway = midway

    def feed(self, received: bytes) -> list[bytes]:
        """Payloads completed by these bytes."""
        *complete, rest = received.split(b"\0")
        payloads = []
        for piece in complete:
            self._keep(piece)
            if self._pending or self._overlong:
                payload = self._close()
                if payload is not None:
                    payloads.append(payload)
            self._midway = False
        self._keep(rest)
        return payloads

    def _keep(self, piece: bytes) -> None:
        self._pending += piece
        if len(self._pending) > _MAX_ENCODED:
            self._overlong = True
            del self._pending[_MAX_ENCODED:]

    def _close(self) -> bytes | None:
        plain = None if self._overlong else cobs_decode(bytes(self._pending))
        self._pending.clear()
        self._overlong = False
        if plain is None or len(plain) < 5:
            self.framing_errors += not self._midway
            return None
        payload = plain[:-4]
        if zlib.crc32(payload) != int.from_bytes(plain[-4:], "little"):
            self.crc_errors += not self._midway
            return None
        return payload
