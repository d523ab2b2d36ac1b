"""`Sway`: the slow unrest of a body that stands still; it never repeats."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["Sway"]

F64 = NDArray[np.float64]

_BLOCK = 64  # knots that are drawn at once
_KEPT = 4


class Sway:
    """Smooth noise over robot time, of standard deviation 1; the same seed, the same sway."""

    def __init__(self, seed: int, periods_s: Sequence[float], count: int) -> None:
        """`periods_s`: between the knots of each noise that is summed; `count`: K values."""
        self._seed = seed
        self._periods_ns = [round(one * 1e9) for one in periods_s]
        self._count = count
        self._blocks: dict[tuple[int, int], F64] = {}
        # A smoothstep between two knots has this mean square (its weights' squares, 26/35).
        self._scale = 1.0 / np.sqrt(26.0 / 35.0 * len(self._periods_ns))

    def at(self, times_ns: NDArray[np.int64]) -> F64:
        """(N, K) at robot times (N,)."""
        values = np.zeros((len(times_ns), self._count))
        for noise, period_ns in enumerate(self._periods_ns):
            knots, rest_ns = np.divmod(times_ns, period_ns)
            first = int(knots[0])
            drawn = np.array([self._knot(noise, n) for n in range(first, int(knots[-1]) + 2)])
            x = (rest_ns / period_ns)[:, None]
            before = drawn[knots - first]
            values += before + x * x * (3.0 - 2.0 * x) * (drawn[knots - first + 1] - before)
        scaled: F64 = values * self._scale
        return scaled

    def _knot(self, noise: int, number: int) -> F64:
        """(K,) normal numbers."""
        block, row = divmod(number, _BLOCK)
        key = noise, block
        if key not in self._blocks:
            while len(self._blocks) >= _KEPT * len(self._periods_ns):
                del self._blocks[next(iter(self._blocks))]
            random = np.random.default_rng((self._seed, 0x5A4, noise, abs(block), block < 0))
            self._blocks[key] = random.standard_normal((_BLOCK, self._count))
        knot: F64 = self._blocks[key][row]
        return knot
