"""Ridge regression of the jaw on log-mel windows: the dull, sturdy listener beside the network."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kinesics.audio.logmel import LogMel, log_mel
from kinesics_training.corpora.facegood import Clip
from kinesics_training.lips.channels import UNITS

F32 = npt.NDArray[np.float32]
JAW = UNITS.index("jawOpen")
_ROWS = (-9, -6, -3, 0, 3, 6, 9, 12, 15)
"""Frames from 90 ms ahead to 150 ms past (a positive row lies in the past)."""
_PENALTY = 1000.0


@dataclass(frozen=True, eq=False)
class JawRidge:
    """A linear map from the sound around a row to the jaw at it."""

    weights: F32
    """(9 * mels + 1,)"""

    def __call__(self, logmel: F32) -> F32:
        """Jaw (T,) of frames (T, mels), not clipped."""
        return np.asarray(_windows(logmel) @ self.weights, np.float32)


def fit(paired: Sequence[Clip]) -> JawRidge:
    """The map that these clips teach."""
    windows = [_windows(log_mel(clip.samples, LogMel())) for clip in paired]
    jaw = np.concatenate([c.units[: len(w), JAW] for c, w in zip(paired, windows, strict=True)])
    inputs = np.concatenate([w[: len(c.units)] for c, w in zip(paired, windows, strict=True)])
    inputs = inputs.astype(np.float64)
    scale = np.append(inputs[:, :-1].std(axis=0) + 1e-6, 1.0)
    centre = np.append(inputs[:, :-1].mean(axis=0), 0.0)
    whitened = (inputs - centre) / scale
    square = whitened.T @ whitened + _PENALTY * np.eye(whitened.shape[1])
    weights = np.linalg.solve(square, whitened.T @ jaw) / scale
    weights[-1] -= centre[:-1] @ weights[:-1]
    return JawRidge(np.asarray(weights, np.float32))


def jaw_r(follow: JawRidge, clip: Clip) -> float:
    """Correlation with the recorded jaw over all rows: what a network ought to beat."""
    guess = jaw_of(follow, clip)
    return float(np.corrcoef(guess, clip.units[: len(guess), JAW])[0, 1])


def jaw_of(follow: JawRidge, clip: Clip) -> F32:
    """What a map makes of a clip, at most as long as what was recorded of it, (T,)."""
    return follow(log_mel(clip.samples, LogMel()))[: len(clip.units)]


def _windows(logmel: F32) -> F32:
    """Frames around each row side by side, and 1, (T, 9 * mels + 1)."""
    sides = [np.roll(logmel, rows, axis=0) for rows in _ROWS]
    return np.concatenate((*sides, np.ones((len(logmel), 1), np.float32)), axis=1)
