"""`Hatch`: one end of a passage between two processes; whole messages, and nobody ever waits."""

import socket
from typing import Any

import msgpack

__all__ = ["Hatch"]

_LARGEST = 1 << 18  # of one message: more than the words and phones of two minutes of speech
_BUFFER = 1 << 20  # asked for; the system may give less, and then holds fewer messages


class Hatch:
    """Owned by one thread of its process; `lost` counts what the other side had no room for."""

    def __init__(self, end: socket.socket) -> None:
        end.setblocking(False)
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)
        self._end = end
        self._buffer = memoryview(bytearray(_LARGEST))
        self.closed = False
        """Whether the other side is gone."""
        self.lost = 0

    @classmethod
    def pair(cls) -> tuple["Hatch", socket.socket]:
        """One end, and the other to be handed to another process."""
        here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        return cls(here), there

    def fileno(self) -> int:
        """For whoever waits until there is something to receive."""
        return self._end.fileno()

    def send(self, message: Any) -> bool:
        """Whether the message went: not where it is too large, nor without room or another side."""
        if self.closed:
            return False
        try:
            body = msgpack.packb(message)
            if len(body) <= _LARGEST:  # of a larger one the other side would get the beginning
                self._end.send(body)
                return True
        except (BlockingIOError, OSError):  # full, too large, or gone
            pass
        self.lost += 1
        return False

    def receive(self, most: int) -> list[Any]:
        """Up to `most` messages that have come, oldest first."""
        messages: list[Any] = []
        while len(messages) < most and not self.closed:
            try:
                length = self._end.recv_into(self._buffer)
            except BlockingIOError:
                break
            except OSError:
                length = 0
            if length == 0:
                self.close()
                break
            messages.append(msgpack.unpackb(self._buffer[:length]))
        return messages

    def close(self) -> None:
        """Tell the other side that nobody is here; twice is fine."""
        self.closed = True
        self._end.close()
