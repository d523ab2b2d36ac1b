"""`Talk`: what the robot is doing in the conversation, by its own speech and what it is told."""

from kinesics.signals import Being, Speech, SpeechEnd

__all__ = ["Talk"]

_PATIENCE_NS = 1_000_000_000
"""Speech goes on until its end is told, or for so long without sound."""


_LONG_S = 1e3


class Talk:
    """Hears speech as it comes, ahead of when it is heard; asked about any time near now."""

    def __init__(self) -> None:
        self._being = "idle"
        self._begins_ns = 0
        self._ends_ns = 0

    def be(self, being: Being) -> bool:
        """The robot is told what it does; whether that is new."""
        changes, self._being = being.state != self._being, being.state
        return changes

    def hear(self, piece: Speech) -> bool:
        """Another piece of its own speech; whether it begins to speak with it."""
        begins = piece.t_ns > self._ends_ns or piece.first_sample == 0
        if begins:
            self._begins_ns = piece.t_ns
        length_ns = len(piece.samples) * 1_000_000_000 // piece.rate_hz
        self._ends_ns = piece.t_ns + length_ns + _PATIENCE_NS
        return begins

    def end(self, end: SpeechEnd) -> None:
        """Its speech is over."""
        self._ends_ns = end.t_ns

    def begun_s(self, t_ns: int) -> float:
        """For how long it has been speaking at `t_ns`; long where it is not."""
        return (t_ns - self._begins_ns) * 1e-9 if self.speaks(t_ns) else _LONG_S

    def speaks(self, t_ns: int) -> bool:
        """Whether its voice is heard at `t_ns`."""
        return self._begins_ns <= t_ns < self._ends_ns

    def state(self, t_ns: int) -> str:
        """`speaking`, `listening`, `thinking`, `idle` or `asleep`."""
        return "speaking" if self.speaks(t_ns) else self._being
