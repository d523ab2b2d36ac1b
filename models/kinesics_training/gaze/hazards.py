"""Chances in a step of 40 ms of what has a log-normal dwell, and of what hurries or delays it."""

import math

import numpy as np
import numpy.typing as npt

from kinesics_training.gaze.worlds import STEP_S

F64 = npt.NDArray[np.float64]

_GRID = np.linspace(-9.0, 9.0, 3601)
_SURVIVES = np.log([max(0.5 * math.erfc(z / math.sqrt(2.0)), 1e-300) for z in _GRID])


def chance(since_s: npt.ArrayLike, mean_s: npt.ArrayLike, sigma: npt.ArrayLike) -> F64:
    """(B,) hazard, integrated over the step that begins `since_s` after the last event.

    Of a log-normal dwell with this mean and this spread of its logarithm.
    """
    begun_s = np.maximum(np.asarray(since_s, np.float64), 1e-3)
    spread = np.asarray(sigma, np.float64)
    middle = np.log(np.asarray(mean_s, np.float64)) - 0.5 * np.square(spread)
    before = (np.log(begun_s) - middle) / spread
    after = (np.log(begun_s + STEP_S) - middle) / spread
    hazard: F64 = np.interp(before, _GRID, _SURVIVES) - np.interp(after, _GRID, _SURVIVES)
    return hazard


def within(hazard: npt.ArrayLike) -> F64:
    """Chance (B,) that it happens, of a hazard integrated over a step."""
    happens: F64 = -np.expm1(-np.asarray(hazard, np.float64))
    return happens


def sigma_of(sd_share: npt.ArrayLike) -> F64:
    """Spread of the logarithm of a dwell whose deviation is this share of its mean."""
    spread: F64 = np.sqrt(np.log1p(np.square(sd_share)))
    return spread
