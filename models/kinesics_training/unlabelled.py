"""Recordings without face curves, labelled by what is known: ridge regression and a network.

The network alone learns the jaw of one recording session; a linear map is duller but carries over
better to another. Their mean on the unpaired recordings of both sessions teaches the network.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from kinesics.audio.logmel import LogMel, log_mel
from kinesics_training import facegood
from kinesics_training.channels import UNITS, expansion
from kinesics_training.facegood import Clip
from kinesics_training.net import LOOKAHEADS
from kinesics_training.runners import Runner, dated

F32 = npt.NDArray[np.float32]
NAMES = (
    *(f"1114_2_{k:02d}" for k in range(6, 11)),
    *(f"1114_3_{k:02d}" for k in range(1, 15)),
)
"""Recordings that have no curves; the test clip 1114_3_15 is not among them."""
_ROWS = (-9, -6, -3, 0, 3, 6, 9, 12, 15)
"""Frames from 90 ms ahead to 150 ms past (a positive row lies in the past)."""
_RIDGE = 1000.0
_JAW = UNITS.index("jawOpen")


def clips(folder: Path, runner: Runner) -> list[Clip]:
    """The unpaired recordings with the labels that ridge and network agree on halfway."""
    weights = _fit([facegood.clip(folder, name) for name in facegood.TRAIN])
    return [_labelled(folder, name, runner, weights) for name in NAMES]


def _labelled(folder: Path, name: str, runner: Runner, weights: F32) -> Clip:
    samples, rate_hz = soundfile.read(folder / "wav" / f"{name}.wav", dtype="float32")
    if rate_hz != 16000:
        raise ValueError(f"expected 16 kHz in {name}, found {rate_hz}")
    logmel = log_mel(samples, LogMel())
    channels = dated(runner(logmel), LOOKAHEADS.index(8))
    columns = [expansion().index(unit) for unit in range(len(UNITS))]
    units = channels[:, columns]
    guess = np.clip(_windows(logmel)[: len(units)] @ weights, 0.0, 1.0)
    units[:, _JAW] = (units[:, _JAW] + guess) / 2
    return Clip(samples[: len(units) * 160], units)


def _fit(paired: list[Clip]) -> F32:
    """Ridge regression of the jaw on log-mel windows, (features,)."""
    windows = [_windows(log_mel(clip.samples, LogMel())) for clip in paired]
    inputs = np.concatenate(windows).astype(np.float64)
    jaw = np.concatenate([c.units[: len(w), _JAW] for c, w in zip(paired, windows, strict=True)])
    scale = np.append(inputs[:, :-1].std(axis=0) + 1e-6, 1.0)
    centre = np.append(inputs[:, :-1].mean(axis=0), 0.0)
    whitened = (inputs - centre) / scale
    square = whitened.T @ whitened + _RIDGE * np.eye(whitened.shape[1])
    weights = np.linalg.solve(square, whitened.T @ jaw) / scale
    weights[-1] -= centre[:-1] @ weights[:-1]
    return np.asarray(weights, np.float32)


def _windows(logmel: F32) -> F32:
    """Frames around each row side by side, and 1, (T, 9 * mels + 1)."""
    sides = [np.roll(logmel, rows, axis=0) for rows in _ROWS]
    return np.concatenate((*sides, np.ones((len(logmel), 1), np.float32)), axis=1)
