"""`EmulatedBus`: what every emulated bus is to its port: bytes in at a time, dated bytes out."""

from typing import Protocol

__all__ = ["EmulatedBus"]


class EmulatedBus(Protocol):
    """A bus in virtual time; time passes only in `advance`."""

    now_ns: int
    baud: int | None
    """The rate at which it understands its host; None: any, as behind a USB port of its own."""

    @property
    def busy(self) -> bool:
        """Whether bytes are still on the line."""

    def receive(self, t_ns: int, data: bytes) -> None:
        """Bytes of the host, given to the line at `t_ns`, in order."""

    def sent(self) -> list[tuple[int, bytes]]:
        """What has come from the bus since the last call, each piece with its time."""

    def advance(self, t_ns: int) -> None:
        """Let time pass up to `t_ns`."""
