"""`Reference`: what really goes to the loudspeaker, for whoever cancels its echo."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Played", "Reference"]

F32 = NDArray[np.float32]

_MOST_KEPT = 512  # blocks: seconds, of any device


@dataclass(frozen=True, slots=True, eq=False)
class Played:
    """A block that a device was given."""

    t_ns: int
    """Robot time at which its first sample is heard, by what the device says and the trim."""
    first: int
    """Samples that the device was given before."""
    rate_hz: int
    samples: F32
    """(N,)"""

    def as_map(self) -> dict[str, Any]:
        """For a wire: its samples as little-endian float32."""
        sound = self.samples.astype("<f4").tobytes()
        return {"t_ns": self.t_ns, "first": self.first, "rate_hz": self.rate_hz, "samples": sound}

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "Played":
        """What `as_map` tells."""
        sound = np.frombuffer(told["samples"], "<f4").astype(np.float32)
        return cls(told["t_ns"], told["first"], told["rate_hz"], sound)


class Reference:
    """One thread, the device's, gives; another takes. Nothing is kept unless it is wanted."""

    def __init__(self, rate_hz: int, file: str = "") -> None:
        """`file`: WAV, in which it is to be kept; empty: none."""
        self.file = file
        self.wanted = bool(file)
        """Set by whoever takes."""
        self._rate_hz = rate_hz
        self._given = 0
        self._branches: tuple[Reference, ...] = ()
        self._blocks: deque[Played] = deque(maxlen=_MOST_KEPT)

    def branch(self) -> "Reference":
        """Another that is given the same from now on, for somebody else to take; wanted."""
        other = Reference(self._rate_hz)
        other.wanted, other._given = True, self._given
        self._branches = (*self._branches, other)
        return other

    def give(self, t_ns: int, samples: F32) -> None:
        """A block (N,) goes to the device, its first sample heard at `t_ns`."""
        if self.wanted:
            self._blocks.append(Played(t_ns, self._given, self._rate_hz, samples.copy()))
        self._given += len(samples)
        for other in self._branches:
            other.give(t_ns, samples)

    def take(self) -> Sequence[Played]:
        """The blocks since the last call, oldest first.

        Who waits for seconds loses some, which `Played.first` shows.
        """
        taken: list[Played] = []
        while self._blocks:
            taken.append(self._blocks.popleft())
        return taken
