"""`BytePort`: where bytes go out and dated bytes come in."""

from typing import Protocol

__all__ = ["BytePort"]


class BytePort(Protocol):
    """A wire to one firmware. All times are robot time."""

    def now_ns(self) -> int:
        """The present, as far as this wire knows it."""

    def write(self, data: bytes) -> None:
        """Send; raises BridgeError when the wire is gone."""

    def read(self) -> list[tuple[int, bytes]]:
        """What has come in, each piece with its time of arrival; never waits."""

    def wait(self, duration_ns: int) -> None:
        """Let up to this much time pass."""

    def close(self) -> None:
        """Release the wire; twice is fine."""
