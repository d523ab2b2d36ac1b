"""`Ledger`: what came from whom, by sequence numbers: what was lost, came twice, or too often."""

import threading
from collections import Counter
from collections.abc import Mapping
from typing import Any

from kinesics.errors import TrackError
from kinesics_app.door.bucket import Bucket

__all__ = ["RATE_HZ", "Ledger"]

RATE_HZ = 100.0
"""Of one origin: twice what a department needs."""

_BURST = 100  # after a stall or a cut cable what waited comes at once
_ALL_HZ, _ALL_BURST = 800.0, 400  # of all origins: whoever invents new ones gains nothing
_MOST_ORIGINS = 64
_FIGURES = ("taken", "lost", "repeated", "refused", "late")
_LATEST = 2**53  # what JSON readers hold exactly


class Ledger:
    """Any thread may ask it. Nothing that is counted does harm."""

    def __init__(self) -> None:
        self.last_refusal = ""
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()
        self._next: dict[str, int] = {}
        self._buckets: dict[str, Bucket] = {}
        self._all = Bucket(_ALL_HZ, _ALL_BURST)

    def admit(self, origin: str, sequence: int, now_s: float) -> None:
        """Take note of a message that came at `now_s`.

        Raises:
            TrackError: it came before, later ones came already, or too many come.
        """
        if not 0 <= sequence <= _LATEST:
            raise TrackError(f"sequence is {sequence}; wanted 0 to {_LATEST}")
        with self._lock:
            self._take(origin, now_s)
            wanted = self._next.get(origin)
            if wanted is not None and sequence < wanted:
                self._counts["repeated"] += 1
                raise TrackError(f"number {sequence} of {origin} again; {wanted} is awaited")
            if wanted is not None:
                self._counts["lost"] += sequence - wanted
            self._next[origin] = sequence + 1
            self._counts["taken"] += 1

    def refuse(self, error: Exception) -> None:
        """Count a message that could not be used, whatever was wrong with it."""
        with self._lock:
            self._counts["refused"] += 1
            self.last_refusal = str(error)

    @property
    def refused(self) -> int:
        """All that were, repeated ones too."""
        with self._lock:
            return self._counts["refused"]

    def late(self, count: int) -> None:
        """So much of what was taken was over already, and is dropped."""
        with self._lock:
            self._counts["late"] += count

    def figures(self) -> Mapping[str, int]:
        """How many were `taken`, `lost`, `repeated` and `refused` (repeated ones too).

        `late`: tracks that were over when they came.
        """
        with self._lock:
            return {name: self._counts[name] for name in _FIGURES}

    def told(self) -> dict[str, Any]:
        """The same, and why the last was refused (`last_refusal`): plain values by name."""
        return {**self.figures(), "last_refusal": self.last_refusal}

    def _take(self, origin: str, now_s: float) -> None:
        bucket = self._buckets.get(origin)
        if bucket is None:
            bucket = self._buckets[origin] = Bucket(RATE_HZ, _BURST)
            while len(self._buckets) > _MOST_ORIGINS:
                oldest = next(iter(self._buckets))
                del self._buckets[oldest]
                self._next.pop(oldest, None)
        if not (bucket.take(now_s) and self._all.take(now_s)):
            raise TrackError(f"more than {RATE_HZ:g} messages a second of {origin}; wanted fewer")
