"""`Strokes`: short movements out and back, each as large as asked, that may overlap."""

import numpy as np

__all__ = ["Strokes"]


class Strokes:
    """Half-cosine strokes, sampled at a fixed rate: at rest before, smooth, exactly zero after."""

    def __init__(self, out_s: float, back_s: float, rate_hz: float) -> None:
        out = np.arange(1, round(out_s * rate_hz) + 1) / (out_s * rate_hz)
        back = np.arange(1, round(back_s * rate_hz) + 1) / (back_s * rate_hz)
        self._shape = 0.5 - 0.5 * np.cos(np.pi * np.concatenate((out, 1.0 + back)))  # (S,)
        self._coming = np.zeros_like(self._shape)
        self._left = 0

    @property
    def resting(self) -> bool:
        """Whether no stroke is under way."""
        return self._left == 0

    def begin(self, size: float) -> None:
        """A stroke from the next sample on: it is `size` out after `out_s`."""
        self._coming += size * self._shape
        self._left = len(self._shape)

    def next(self) -> float:
        """The sum of all strokes at the next sample."""
        if not self._left:
            return 0.0
        self._left -= 1
        now = float(self._coming[0])
        self._coming[:-1] = self._coming[1:]
        self._coming[-1] = 0.0
        return now
