"""`Attempts`: what may fail and may block, tried again and again out of everybody's way."""

import threading
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from kinesics.errors import BridgeError

from .worker import Worker

__all__ = ["Attempts", "Closable"]

_FIRST_NS = 50_000_000
_LONGEST_NS = 500_000_000
_GROWTH = 1.5


class Closable(Protocol):
    """What an attempt brings, and somebody must close one day."""

    def close(self) -> None:
        """Let go of it."""


Thing = TypeVar("Thing", bound=Closable)


class Attempts(Generic[Thing]):
    """Makes a thing in a thread of its own, which rests until something was lost.

    Attempts are 50 ms apart, then ever further, up to 0.5 s. What was lost is closed by that thread
    too, before the next attempt: closing may block in a driver.
    """

    def __init__(self, make: Callable[[], Thing], now_ns: Callable[[], int]) -> None:
        self._make = make
        self._now_ns = now_ns
        self._lock = threading.Lock()
        self._worker = Worker("open port")
        self._made: Thing | None = None
        self._lost: list[Thing] = []
        self._gap_ns = _FIRST_NS
        self._due_ns = 0
        self._closed = False

    def take(self) -> Thing | None:
        """What was made meanwhile, or None; tries again when it is time. Never waits."""
        with self._lock:
            made, self._made = self._made, None
            if made is not None:
                self._gap_ns = _FIRST_NS
                return made
        now_ns = self._now_ns()
        if now_ns >= self._due_ns and self._worker.do(self._try):
            self._due_ns = now_ns + self._gap_ns
            self._gap_ns = min(round(self._gap_ns * _GROWTH), _LONGEST_NS)
        return None

    def dispose(self, thing: Thing) -> None:
        """Close what was lost, before the next attempt."""
        with self._lock:
            self._lost.append(thing)
        self._due_ns = 0

    def close(self) -> None:
        """Try no more, waiting for the attempt under way; twice is fine."""
        self._closed = True
        self._worker.close()
        self._close_lost()
        if self._made is not None:
            self._made.close()
            self._made = None

    def _try(self) -> None:
        self._close_lost()
        if self._closed:
            return
        try:
            made = self._make()
        except BridgeError:
            return  # not there yet; the next attempt will tell
        with self._lock:
            self._made = made

    def _close_lost(self) -> None:
        while self._lost:
            with self._lock:
                thing = self._lost.pop()
            thing.close()
