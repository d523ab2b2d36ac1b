"""`LearntShare`: how much of a known cause a microphone hears at most, learnt band by band."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["LearntShare"]

F32 = NDArray[np.float32]

_UP_DB, _DOWN_DB = np.float32(1.2), np.float32(0.012)
"""Steps of a quantile that 99 frames in a hundred do not exceed (Robbins & Monro 1951)."""
_DOUBTED = np.float32(0.05)
"""Of a step up while it may be somebody's voice: 6 dB a second."""
_HASTE = 40.0
"""Frames in which the first steps, which are larger, become usual ones."""
_SMALLEST = np.float32(1e-12)


class LearntShare:
    """A band's power is at most this share of its cause's, 99 times in a hundred."""

    def __init__(self, bands: int, first_db: float) -> None:
        """`first_db`: what is believed before anything is known."""
        self._share_db: F32 = np.full(bands, first_db, np.float32)
        self._frames = 0

    @property
    def frames(self) -> int:
        """How many it has learnt from."""
        return self._frames

    def expected(self, cause: F32) -> F32:
        """Power (M,) that a cause of power (M,) or () is heard with, at most."""
        share: F32 = np.power(np.float32(10.0), 0.1 * self._share_db)
        return share * cause

    def learn(self, power: F32, cause: F32, *, doubted: bool) -> None:
        """A frame (M,) in which the cause was there; `doubted`: something else may have been."""
        found_db = 10.0 * np.log10((power + _SMALLEST) / (cause + _SMALLEST))
        hurry = np.float32(1.0 + 10.0 * max(1.0 - self._frames / _HASTE, 0.0))
        up_db = _UP_DB * (_DOUBTED if doubted else hurry)
        over_db = found_db - self._share_db
        self._share_db += np.clip(over_db, -_DOWN_DB * hurry, up_db)
        self._frames += not doubted
