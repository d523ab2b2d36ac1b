"""Clocks: the only way in which time enters a run."""

import time
from collections.abc import Callable
from typing import Protocol

__all__ = [
    "AttentiveClock",
    "Clock",
    "MonotonicClock",
    "OwnTimeClock",
    "PacedClock",
    "UnhurriedClock",
    "VirtualClock",
    "World",
]


class Clock(Protocol):
    """Robot time."""

    def now_ns(self) -> int:
        """Robot time now."""

    def wait_until(self, t_ns: int) -> None:
        """Return at `t_ns`, or at once if it has passed."""


class MonotonicClock:
    """The host's CLOCK_MONOTONIC: a step of the wall clock moves nothing."""

    def now_ns(self) -> int:
        """Robot time now."""
        return time.monotonic_ns()

    def wait_until(self, t_ns: int) -> None:
        """Sleep to the absolute time, so that lateness does not add up."""
        remaining_ns = t_ns - time.monotonic_ns()
        if remaining_ns > 0:
            time.sleep(remaining_ns * 1e-9)


class World(Protocol):
    """Something that lives in virtual time."""

    now_ns: int
    """Robot time that it has reached."""

    def advance(self, t_ns: int) -> None:
        """Live on until `t_ns`."""


class PacedClock:
    """The host's monotonic time, and a world that is kept up with it."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._host = MonotonicClock()

    def now_ns(self) -> int:
        """Robot time now; never behind the world."""
        return max(self._host.now_ns(), self._world.now_ns)

    def wait_until(self, t_ns: int) -> None:
        """Sleep to the absolute time, then let the world catch up."""
        self._host.wait_until(t_ns)
        now_ns = self._host.now_ns()
        if now_ns > self._world.now_ns:
            self._world.advance(now_ns)


class OwnTimeClock:
    """The time of a world that lives as fast as the host does, if its processor lets it.

    Where it gets too little it is behind, and no time of it is left out: whoever waits for the next
    tick waits for that one tick, and it catches up once it can.
    """

    def __init__(self, world: World, host: Clock | None = None) -> None:
        """`host`: its monotonic time, if none is given."""
        self._world = world
        self._host = MonotonicClock() if host is None else host

    def now_ns(self) -> int:
        """Up to where the world has lived."""
        return self._world.now_ns

    @property
    def behind_ns(self) -> int:
        """How far that is behind the host's time, 0 or more."""
        return max(self._host.now_ns() - self._world.now_ns, 0)

    def wait_until(self, t_ns: int) -> None:
        """Sleep until it is that time, if it is to come, then let the world live until then."""
        self._host.wait_until(t_ns)
        if t_ns > self._world.now_ns:
            self._world.advance(t_ns)


class VirtualClock:
    """Time that passes when somebody waits: the world is advanced to that time."""

    def __init__(self, world: World) -> None:
        self._world = world

    def now_ns(self) -> int:
        """Robot time now."""
        return self._world.now_ns

    def wait_until(self, t_ns: int) -> None:
        """Advance the world to `t_ns`."""
        if t_ns > self._world.now_ns:
            self._world.advance(t_ns)


class UnhurriedClock:
    """Virtual time that passes no faster than the host's: each step is what it would be at once."""

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock
        self._host = MonotonicClock()
        self._apart_ns: int | None = None  # host's time - virtual, from the first wait on

    def now_ns(self) -> int:
        """Robot time now."""
        return self._clock.now_ns()

    def wait_until(self, t_ns: int) -> None:
        """Sleep as long as it is until then, then advance the world to that time."""
        if self._apart_ns is None:
            self._apart_ns = self._host.now_ns() - self._clock.now_ns()
        self._host.wait_until(t_ns + self._apart_ns)
        self._clock.wait_until(t_ns)


class AttentiveClock:
    """A `Clock` that heeds something after every wait."""

    def __init__(self, clock: Clock, heed: Callable[[], None]) -> None:
        self._clock = clock
        self._heed = heed

    def now_ns(self) -> int:
        """Robot time now."""
        return self._clock.now_ns()

    def wait_until(self, t_ns: int) -> None:
        """As the clock's own."""
        self._clock.wait_until(t_ns)
        self._heed()
