"""`AccentGate`: which pitch accents are marked: strong ones, and not too soon after another."""

from kinesics.audio.pitch import HOP_S

__all__ = ["AccentGate"]


class AccentGate:
    """Hears every hop of speech, in order."""

    def __init__(self, accent_from: float, soonest_s: float) -> None:
        """`accent_from`: how sure an accent must be; `soonest_s`: least time between two."""
        self._accent_from = accent_from
        self._soonest_s = soonest_s
        self._since_s = soonest_s

    def marks(self, accent: float) -> bool:
        """Whether the accent of this hop, as surely 0..1 as it is one, is to be marked."""
        self._since_s += HOP_S
        soon = self._since_s < self._soonest_s - 0.5 * HOP_S
        if soon or accent < self._accent_from:
            return False
        self._since_s = 0.0
        return True
