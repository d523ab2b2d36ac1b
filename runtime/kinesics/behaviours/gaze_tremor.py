"""`GazeTremor`: eyes that fixate are never still: slow drift, and microsaccades."""

from math import exp, sqrt

import numpy as np
from numpy.typing import NDArray

__all__ = ["GazeTremor"]

DRIFT_RAD = 0.0015
"""Standard deviation of the drift, 5 minutes of arc; it is within a quarter degree in fixation
(Martinez-Conde, Macknik & Hubel 2004, Nature Reviews Neuroscience 5:229)."""

DRIFT_S = 0.8
"""Time in which drift forgets where it was (ours)."""

MICROSACCADES_HZ = 1.2
"""1 to 2 a second (same source)."""

MICROSACCADE_RAD = 0.005
"""0.3 degrees, median; with less than one degree they are micro (same source)."""

LARGEST_RAD = 0.0165

_RATE_HZ = 100
_BLOCK = 512
_LEAVES = exp(-1.0 / (0.4 * _RATE_HZ))  # a row: what a microsaccade left is drifted back


class GazeTremor:
    """What is added to where the eyes look, row by row; the same seed, the same tremor."""

    def __init__(self, seed: int) -> None:
        self._random = np.random.default_rng((seed, 0x7E3))
        self._drift = (0.0, 0.0)
        self._jump = (0.0, 0.0)
        self._rows: list[tuple[float, float]] = []
        self._first = 0

    def at(self, row: int) -> tuple[float, float]:
        """Yaw and pitch [rad] at `row`, counted at 100 Hz from 0; of the last 5 s at least."""
        while row >= self._first + len(self._rows):
            kept = self._rows[-_BLOCK:]
            self._first += len(self._rows) - len(kept)
            self._rows = kept + self._block()
        return self._rows[max(row - self._first, 0)]

    def _block(self) -> list[tuple[float, float]]:
        keeps = exp(-1.0 / (DRIFT_S * _RATE_HZ))
        kicks = self._random.normal(0.0, DRIFT_RAD * sqrt(1.0 - keeps**2), (_BLOCK, 2)).tolist()
        begins = self._random.random(_BLOCK) < MICROSACCADES_HZ / _RATE_HZ
        jumps = self._microsaccades(np.flatnonzero(begins))
        rows = []
        (yaw, pitch), (jump_yaw, jump_pitch) = self._drift, self._jump
        for row, (kick_yaw, kick_pitch) in enumerate(kicks):
            yaw, pitch = keeps * yaw + kick_yaw, keeps * pitch + kick_pitch
            jump_yaw, jump_pitch = _LEAVES * jump_yaw, _LEAVES * jump_pitch
            if row in jumps:
                # Most go back towards where the eyes should be (same source).
                jump_yaw = jumps[row][0] - 0.5 * jump_yaw
                jump_pitch = jumps[row][1] - 0.5 * jump_pitch
            rows.append((yaw + jump_yaw, pitch + jump_pitch))
        self._drift, self._jump = (yaw, pitch), (jump_yaw, jump_pitch)
        return rows

    def _microsaccades(self, rows: NDArray[np.intp]) -> dict[int, tuple[float, float]]:
        """A jump for each of the rows in which one begins."""
        sizes = MICROSACCADE_RAD * np.exp(self._random.normal(0.0, 0.4, len(rows)))
        sizes = np.minimum(sizes, LARGEST_RAD)
        angles = self._random.uniform(0.0, 2.0 * np.pi, len(rows))
        ways = np.stack([sizes * np.cos(angles), sizes * np.sin(angles)], axis=1)
        return {int(row): (way[0], way[1]) for row, way in zip(rows, ways.tolist(), strict=True)}
