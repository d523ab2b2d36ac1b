"""`SoundPieces`: small pieces of sound go out together, and are few messages to a robot."""

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from kinesics.errors import IntentError
from kinesics_app.door.bucket import Bucket

__all__ = ["SoundPieces"]

_RATE_HZ, _BURST = 50.0, 25  # half of what a robot hears of one program
_MOST_HELD = 1 << 16  # bytes


class SoundPieces:
    """Pieces within the rate go at once; what comes faster is held, for a fiftieth of a second."""

    def __init__(self, send: Callable[[Mapping[str, Any]], None]) -> None:
        """`send` is called by any thread, one at a time."""
        self._send = send
        self._bucket = Bucket(_RATE_HZ, _BURST)
        self._lock = threading.RLock()
        self._ident = ""
        self._held = bytearray()
        self._timer: threading.Timer | None = None

    def send(self, message: Mapping[str, Any]) -> None:
        """Whatever it is, behind what is held.

        Raises:
            IntentError: as `send`.
        """
        piece = message.get("sound")
        with self._lock:
            if not isinstance(piece, Mapping) or "first_sample" in piece:
                self._flush()
                self._send(message)
                return
            too_much = len(self._held) + len(piece["samples"]) > _MOST_HELD
            if piece["id"] != self._ident or too_much:
                self._flush()
            self._ident = piece["id"]
            self._held += piece["samples"]
            if piece.get("last"):
                self._go(last=True)
            elif self._bucket.take(time.monotonic()) or len(self._held) > _MOST_HELD:
                self._go()
            elif self._timer is None:
                self._timer = threading.Timer(1.0 / _RATE_HZ, self._in_time)
                self._timer.daemon = True
                self._timer.start()

    def close(self) -> None:
        """Hold nothing any more: what is held goes out, if anybody is there."""
        with self._lock, suppress(IntentError):
            self._flush()

    def _in_time(self) -> None:
        with self._lock, suppress(IntentError):  # a robot that is gone is told by the next call
            self._timer = None
            self._flush()

    def _flush(self) -> None:
        if self._held:
            self._go()

    def _go(self, *, last: bool = False) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        samples, self._held = bytes(self._held), bytearray()
        self._send({"sound": {"id": self._ident, "samples": samples, "last": last}})
