"""`SocketLink`: to a robot that runs in another process."""

import socket
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgpack

from kinesics.errors import IntentError
from kinesics_app.door.unix_wire import LARGEST, frame
from kinesics_app.robot.sound_pieces import SoundPieces

__all__ = ["SocketLink"]

_SEND_S = 5.0


class SocketLink:
    """A `Link` over the Unix socket of `kinesics run`."""

    def __init__(self, path: Path) -> None:
        """Connects.

        Raises:
            IntentError: nobody listens there.
        """
        self._path = path
        self._socket = socket.socket(socket.AF_UNIX)
        try:
            self._socket.connect(str(path))
        except OSError as error:
            self._socket.close()
            raise IntentError(
                f"no robot listens on {path} ({error.strerror}); start one with `kinesics run`"
            ) from error
        self._held = bytearray()
        self._pieces = SoundPieces(self._send)

    def now_ns(self) -> int:
        """CLOCK_MONOTONIC."""
        return time.monotonic_ns()

    def send(self, message: Mapping[str, Any]) -> None:
        """As `Link.send`; small pieces of sound that follow fast go together.

        Raises:
            IntentError: the robot is gone, or the message is larger than it would take.
        """
        self._pieces.send(message)

    def _send(self, message: Mapping[str, Any]) -> None:
        whole = frame(message)
        if len(whole) - 4 > LARGEST:
            raise IntentError(f"a message of {len(whole)} bytes; wanted {LARGEST} at most")
        self.pour(whole)

    def pour(self, frames: bytes) -> None:
        """Send bytes as they are."""
        try:
            self._socket.settimeout(_SEND_S)
            self._socket.sendall(frames)
        except OSError as error:
            raise self._gone(error) from error

    def receive(self, timeout_s: float) -> Mapping[str, Any] | None:
        """As `Link.receive`.

        Raises:
            IntentError: the robot is gone.
        """
        end_ns = self.now_ns() + round(timeout_s * 1e9)
        while (message := self._whole()) is None:
            left_s = (end_ns - self.now_ns()) * 1e-9
            if left_s <= 0.0:
                return None
            try:
                self._socket.settimeout(left_s)
                data = self._socket.recv(65536)
            except TimeoutError:
                return None
            except OSError as error:
                raise self._gone(error) from error
            if not data:
                raise self._gone(None)
            self._held += data
        return message

    def close(self) -> None:
        """As `Link.close`."""
        self._pieces.close()
        self._socket.close()

    def _whole(self) -> Mapping[str, Any] | None:
        """The first message that has come whole."""
        end = 4 + int.from_bytes(self._held[:4], "big")
        if len(self._held) < max(end, 5):
            return None
        message: Mapping[str, Any] = msgpack.unpackb(bytes(self._held[4:end]))
        del self._held[:end]
        return message

    def _gone(self, error: OSError | None) -> IntentError:
        if self._socket.fileno() < 0:
            return IntentError(
                f"the link to {self._path} was closed, at the end of its `with`; begin another"
            )
        why = "it ended" if error is None else error.strerror
        return IntentError(f"the robot on {self._path} is gone ({why}); see its own output")
