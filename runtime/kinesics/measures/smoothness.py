"""How smoothly signals move: numbers that depend neither on the frame rate nor on the size."""

import numpy as np
from numpy.typing import NDArray

from kinesics.measures.curves import Curves, integral
from kinesics.measures.reading import Reading

__all__ = ["log_dimensionless_jerk", "smoothness", "spectral_arc_length"]

F64 = NDArray[np.float64]

_PADDING = 4  # powers of two, as its authors have it
_CUTOFF_HZ = 10.0
_SEEN = 0.05
_STILL = 1e-9


def smoothness(curves: Curves) -> list[Reading]:
    """RMS jerk, log dimensionless jerk and spectral arc length of each signal.

    The last two are of one movement; of a longer recording they tell only how it compares with
    another of the same length.
    """
    jerk = np.sqrt(np.square(curves.derivative(3)).mean(axis=0))
    figures = {
        "rms_jerk": (jerk, "u/s^3"),
        "log_dimensionless_jerk": (log_dimensionless_jerk(curves), "1"),
        "spectral_arc_length": (spectral_arc_length(curves), "1"),
    }
    return [
        Reading(name, signal, float(value), unit)
        for name, (row, unit) in figures.items()
        for signal, value in zip(curves.names, row, strict=True)
    ]


def log_dimensionless_jerk(curves: Curves) -> F64:
    """(K,) -ln(T^3 / v_peak^2 * integral of jerk^2); NaN where nothing moves.

    Hogan & Sternad 2009, J. Motor Behav. 41: 529. Of a minimum-jerk movement it is
    -ln(720 / 1.875^2) = -5.322, whatever its length, size and frame rate.
    """
    peak = np.abs(curves.derivative(1)).max(axis=0)
    moving = peak > _STILL
    cost = integral(np.square(curves.derivative(3)), curves.rate_hz) * curves.length_s**3
    found = np.full(len(peak), np.nan)
    found[moving] = -np.log(cost[moving] / np.square(peak[moving]))
    return found


def spectral_arc_length(curves: Curves) -> F64:
    """(K,) SPARC; NaN where nothing moves.

    Length of the curve of the speed's normalised magnitude spectrum, as a negative number, up to
    10 Hz and as far as it exceeds 5 % (Balasubramanian et al. 2015, J. NeuroEng. Rehabil. 12: 112).
    """
    speed = np.abs(curves.derivative(1))
    size = 1 << ((len(speed) - 1).bit_length() + _PADDING)
    hz = np.fft.rfftfreq(size, 1.0 / curves.rate_hz)
    found = np.full(speed.shape[1], np.nan)
    for signal in np.flatnonzero(speed.max(axis=0) > _STILL):
        spectrum = np.abs(np.fft.rfft(speed[:, signal], size))
        spectrum = (spectrum / spectrum[0])[hz <= _CUTOFF_HZ]
        spectrum = spectrum[: np.flatnonzero(spectrum >= _SEEN)[-1] + 1]
        steps = np.diff(hz[: len(spectrum)]) / max(hz[len(spectrum) - 1], hz[1])
        found[signal] = -np.hypot(steps, np.diff(spectrum)).sum()
    return found
