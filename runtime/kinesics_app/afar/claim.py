"""`Claim`: who has a place of which there is one, until nothing is heard of it any more."""

from kinesics.errors import TrackError

__all__ = ["SILENT_NS", "Claim"]

SILENT_NS = 1_000_000_000
"""Unheard for so long, somebody is told to be missing, and another may take the place."""


class Claim:
    """Guarded by whoever holds it."""

    def __init__(self, place: str) -> None:
        self.origin = ""
        """Who has it; empty: nobody has had it."""
        self.heard_ns: int | None = None
        """When it was heard last."""
        self._place = place

    def take(self, origin: str, now_ns: int) -> bool:
        """Whether somebody else has it from now on.

        Raises:
            TrackError: it is another's, who is heard.
        """
        if origin == self.origin:
            return False
        if self.origin and not self.is_silent(now_ns):
            since_ms = (now_ns - (self.heard_ns or now_ns)) * 1e-6
            raise TrackError(f"{self._place} is {self.origin}, heard {since_ms:.0f} ms ago")
        self.origin = origin
        return True

    def hear(self, now_ns: int) -> None:
        """It is there."""
        self.heard_ns = now_ns

    def is_silent(self, now_ns: int) -> bool:
        """Whether nobody who has it is heard."""
        return self.heard_ns is None or now_ns - self.heard_ns > SILENT_NS
