"""`Cutting`: sound that never ends, cut into utterances where it is silent for a while."""

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Cutting", "Piece"]

F32 = NDArray[np.float32]

_HOP_S = 0.010
_BEFORE_HOPS = 5  # of an utterance: its first sound may be faint


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """Of an utterance, as it came."""

    samples: F32
    """(N,) -1..1"""
    first: bool
    """Whether it begins one."""
    last: bool
    """Whether it ends one."""


class Cutting:
    """What it says of a sample never depends on how the sound was cut before it came here."""

    def __init__(self, rate_hz: int, *, level_db: float = -50.0, gap_s: float = 0.5) -> None:
        """`level_db`: of 10 ms, relative to full scale, from which on there is something to hear.

        `gap_s`: of silence, of which the utterance has all, and is over then.
        """
        self._hop = max(round(_HOP_S * rate_hz), 1)
        self._least = self._hop * 10.0 ** (level_db / 10.0)
        self._gap_hops = max(round(gap_s / _HOP_S), 1)
        self._rest = np.zeros(0, np.float32)
        self._before: deque[F32] = deque(maxlen=_BEFORE_HOPS)
        self._silent_hops: int | None = None
        """Of the utterance that goes on; None: none does."""

    @property
    def is_open(self) -> bool:
        """Whether an utterance goes on."""
        return self._silent_hops is not None

    def feed(self, samples: F32) -> list[Piece]:
        """What of these (N,) belongs to utterances; what is not finite is silence."""
        sound = np.nan_to_num(samples, nan=0.0, posinf=0.0, neginf=0.0)
        sound = np.concatenate((self._rest, np.clip(sound, -1.0, 1.0)))
        whole = len(sound) // self._hop * self._hop
        self._rest = sound[whole:]
        return [
            piece for hop in sound[:whole].reshape(-1, self._hop) for piece in self._of_hop(hop)
        ]

    def end(self) -> list[Piece]:
        """No more comes: the end of an utterance, if one goes on."""
        rest, self._rest = self._rest, self._rest[:0]
        if not self.is_open:
            return []
        self._silent_hops = None
        return [Piece(rest, first=False, last=True)]

    def _of_hop(self, hop: F32) -> list[Piece]:
        silent = float(hop @ hop) < self._least
        if self._silent_hops is None:
            self._before.append(hop)
            if silent:
                return []
            self._silent_hops = 0
            begin = np.concatenate(self._before)
            self._before.clear()
            return [Piece(begin, first=True, last=False)]
        self._silent_hops = self._silent_hops + 1 if silent else 0
        if over := self._silent_hops >= self._gap_hops:
            self._silent_hops = None
        return [Piece(hop, first=False, last=over)]
