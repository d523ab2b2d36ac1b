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
        self._next = len(self._shape)  # of what is coming; all before it is over

    @property
    def resting(self) -> bool:
        """Whether no stroke is under way."""
        return self._next == len(self._shape)

    def begin(self, size: float) -> None:
        """A stroke from the next sample on: it is `size` out after `out_s`."""
        left = self._coming[self._next :].copy()
        np.multiply(self._shape, size, out=self._coming)
        self._coming[: len(left)] += left
        self._next = 0

    def next(self) -> float:
        """The sum of all strokes at the next sample."""
        if self.resting:
            return 0.0
        self._next += 1
        return float(self._coming[self._next - 1])
