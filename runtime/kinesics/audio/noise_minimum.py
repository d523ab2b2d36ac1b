"""`NoiseMinimum`: how loud a steady noise is, band by band, beneath whatever else is heard."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["NoiseMinimum"]

F32 = NDArray[np.float32]

_FADES = np.float32(0.7)
"""Share of the smoothed power that is kept from one frame to the next."""
_BLOCK = 10
_BLOCKS = 15
"""Of frames, of which one least is kept: 1.5 s, longer than any sound of speech is held."""
_ABOVE = np.float32(3.0)
"""The mean of a noise over the least of its smoothed power, and some more."""


class NoiseMinimum:
    """Minimum statistics (Martin 2001, IEEE Trans. Speech and Audio Processing 9): thrice the least
    of a band's smoothed power in the last 1.5 s, as far as there are so many.
    """  # noqa: D205  # one sentence

    def __init__(self, bands: int) -> None:
        self._least: F32 = np.full((_BLOCKS, bands), np.inf, np.float32)
        self._smooth: F32 | None = None
        self._frames = 0

    def push(self, power: F32) -> F32:
        """The noise (M,) beneath a frame's power (M,), that frame counted."""
        if self._smooth is None:
            self._smooth = power.copy()
        self._smooth = _FADES * self._smooth + (1 - _FADES) * power
        row = self._frames // _BLOCK % _BLOCKS
        if self._frames % _BLOCK == 0:
            self._least[row] = self._smooth
        else:
            np.minimum(self._least[row], self._smooth, out=self._least[row])
        self._frames += 1
        noise: F32 = _ABOVE * self._least.min(axis=0)
        return noise
