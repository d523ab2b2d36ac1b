"""Recorded speech with captured face curves: FACEGOOD-Audio2Face, one Mandarin speaker, MIT.

The 116 rig channels must be named by `bs_names_316.npy`; with the other list of that repository
left and right are shifted by one. Only what this rig and ARKit share is mapped; the rest stays
unlabelled.
"""

import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from kinesics_training.lips.channels import UNITS

F32 = npt.NDArray[np.float32]
TRAIN = ("1114_2_01", "1114_2_02", "1114_2_03", "1114_2_04")
VALIDATION = "1114_2_05"
TEST = "1114_3_15"
"""Never trained on, tuned on or selected on."""
UNPAIRED = (
    *(f"1114_2_{k:02d}" for k in range(6, 11)),
    *(f"1114_3_{k:02d}" for k in range(1, 15)),
)
"""Recordings of both sessions that have no curves."""
CURVES_HZ = 30.0
RATE_HZ = 100

_MAP = {
    "jawOpen": ({"mouth_stretch_c": 1.0}, 1.6),
    "mouthFunnel": (
        {f"mouth_funnel_{corner}": 0.25 for corner in ("dl", "dr", "ul", "ur")}
        | {"mouth_oh_c": 0.5},
        1.0,
    ),
    "mouthPucker": ({"mouth_pucker_l": 0.5, "mouth_pucker_r": 0.5, "mouth_oo_c": 1.0}, 1.0),
    "mouthLowerDown": ({"mouth_lowerLipDepress_l": 0.5, "mouth_lowerLipDepress_r": 0.5}, 1.0),
    "mouthUpperUp": ({"mouth_upperLipRaise_l": 0.5, "mouth_upperLipRaise_r": 0.5}, 1.0),
}
"""Unit: (rig channels with weights, scale). 1.6 brings the jaw's 95th percentile, 0.37, to the
teacher's."""
KNOWN = np.array([unit in _MAP for unit in UNITS])
"""Which of `UNITS` this corpus labels, (17,)."""


@dataclass(frozen=True, eq=False)
class Clip:
    """Speech at 16 kHz and what the face did: `units` (T, 17), row i at (i + 1) / 100 s."""

    samples: F32
    units: F32


def clip(folder: Path, name: str) -> Clip:
    """A recording by its stem, such as `1114_2_01`."""
    samples, rate_hz = soundfile.read(folder / "wav" / f"{name}.wav", dtype="float32")
    if rate_hz != 16000:
        raise ValueError(f"expected 16 kHz in {name}, found {rate_hz}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # headers written by Python 2
        names = [str(n) for n in np.load(folder / "bs_names_316.npy", allow_pickle=False)]
        raw = np.load(folder / "bs_value" / f"bs_value_{name}.npy", allow_pickle=False)
    times_s = (np.arange(samples.size // (rate_hz // RATE_HZ)) + 1) / RATE_HZ
    return Clip(samples, _resample(_units(raw, names), times_s))


def _units(raw: npt.NDArray[np.float64], names: list[str]) -> F32:
    values = np.zeros((len(raw), len(UNITS)), np.float32)
    for unit, (sources, scale) in _MAP.items():
        mixed = sum(weight * raw[:, names.index(name)] for name, weight in sources.items())
        values[:, UNITS.index(unit)] = np.clip(scale * mixed, 0.0, 1.0)
    return values


def _resample(values: F32, times_s: npt.NDArray[np.float64]) -> F32:
    """Rows at `times_s`, linear between video frames; frame j is dated j / 30 s."""
    frames_s = np.arange(len(values)) / CURVES_HZ
    columns = [np.interp(times_s, frames_s, column) for column in values.T]
    return np.stack(columns, axis=1).astype(np.float32)
