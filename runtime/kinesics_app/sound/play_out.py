"""`PlayOut`: which samples go out next, on a device whose clock is not the robot's."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["MOST_SLIDE", "PlayOut"]

F64 = NDArray[np.float64]

_JUMP_S = 0.02  # further off the clock than this the sound jumps; below, it slides
_NOTICED_S = 0.0005
_SMOOTH = 0.05  # of each block: devices date their blocks with a jitter of milliseconds
_PULL_HZ, _LEARN_HZ2 = 1.0, 0.25  # critically damped: 1 % off from the start costs 8 ms at most
_MOST_LEARNT = 0.015
_MOST_PULL = 0.03
_TRIM_SLIDE = 0.01  # a sixth of a semitone, and 100 ms are there in 10 s

MOST_SLIDE = _MOST_PULL + _TRIM_SLIDE
"""How much faster or slower than its own rate sound is ever played: 0.04 of it."""


class PlayOut:
    """Keeps sound at its dates: learns how fast the device's clock goes, and trims what it says.

    Sound that is off its date slides there, by resampling; only what is 20 ms off and more jumps,
    which is counted. Nothing here reads a clock.
    """

    def __init__(self, rate_hz: int, trim_ms: float = 0.0) -> None:
        """`rate_hz` of the sound; `trim_ms`: how much later it is heard than the device says."""
        self._rate_hz = rate_hz
        self.trim_ms = trim_ms
        """Wanted; may be set at any time, by any thread."""
        self._trim = 0.0
        """In force [samples]."""
        self._position: float | None = None
        self._off = 0.0
        self._learnt = 0.0
        self.jumps = 0
        """Times the sound was further off its date than 20 ms, but for its begin."""

    @property
    def position(self) -> float | None:
        """The sample that goes out next, between two if need be; None: nothing has gone out."""
        return self._position

    @property
    def trim_now_ms(self) -> float:
        """In force: on its way to `trim_ms` while something is said."""
        return self._trim * 1e3 / self._rate_hz

    @property
    def drift_ppm(self) -> float:
        """How much faster than the robot's clock the device's seems to go."""
        return -self._learnt * 1e6

    def trim_step(self) -> float:
        """Samples by which a trim that was changed is still to be moved."""
        return self.trim_ms * 1e-3 * self._rate_hz - self._trim

    def places(self, due: float, frames: int, *, free: bool) -> F64:
        """The samples (frames,) to play, of which the device says that the first is `due`.

        `free`: nothing is being said, so a changed trim is in force at once.
        """
        step = self.trim_step()
        if self._position is None or free:
            self._trim += step
            self._position = due + self._trim if self._position is None else self._position + step
            step = 0.0
        step = min(max(step, -_TRIM_SLIDE * frames), _TRIM_SLIDE * frames)
        speed = self._speed(due + self._trim, frames)
        self._trim += step
        advance = frames * (1.0 + speed) + step
        places = self._position + np.arange(frames, dtype=np.float64) * (advance / frames)
        self._position += advance
        return places

    def _speed(self, due: float, frames: int) -> float:
        """How much faster than usual to play, to stay where it is `due`."""
        assert self._position is not None
        off_s = (due - self._position) / self._rate_hz
        if abs(off_s) > _JUMP_S:
            self.jumps += 1
            self._position, self._off = due, 0.0
            return self._learnt
        self._off += _SMOOTH * (off_s - self._off)
        beyond_s = self._off - min(max(self._off, -_NOTICED_S), _NOTICED_S)
        learnt = self._learnt + _LEARN_HZ2 * beyond_s * frames / self._rate_hz
        self._learnt = min(max(learnt, -_MOST_LEARNT), _MOST_LEARNT)
        pull = self._learnt + _PULL_HZ * beyond_s
        return min(max(pull, -_MOST_PULL), _MOST_PULL)
