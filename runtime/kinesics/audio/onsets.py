"""`onsets_s`: when something begins in a sound, by how its spectrum grows."""

import numpy as np
from numpy.typing import NDArray

from kinesics.audio.logmel import LogMel
from kinesics.audio.speech_file import resample

__all__ = ["onsets_s"]

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]

_RATE_HZ = 16_000
_HOP_S = 0.01
_FAINT = np.log(1e-4)  # 40 dB below the loudest band of the sound: what is less is not there
_SHARE = 0.25  # of the 99th percentile of the growth
_APART_HOPS = 5


def onsets_s(samples: F32, rate_hz: int) -> F64:
    """(N,) seconds from the first of `samples` (S,), mono, -1..1; within about 10 ms.

    An onset is where the mean growth of 40 log-mel bands from hop to hop (spectral flux: Dixon
    2006, Proc. DAFx: 133) is greatest within 50 ms, and a quarter of the largest such growths.
    """
    bands = LogMel(sample_rate_hz=_RATE_HZ).push(resample(samples, rate_hz, _RATE_HZ))
    if len(bands) < 2:
        return np.empty(0)
    bands = np.maximum(bands, bands.max() + _FAINT)
    before = np.concatenate((np.full_like(bands[:1], bands.min()), bands[:-1]))
    growth = np.maximum(bands - before, 0.0).mean(axis=1)  # (hops,)
    if not growth.any():
        return np.empty(0)
    padded = np.pad(growth, _APART_HOPS, constant_values=-1.0)
    views = np.lib.stride_tricks.sliding_window_view(padded, 2 * _APART_HOPS + 1)
    first = views.argmax(axis=1) == _APART_HOPS
    rows = np.flatnonzero(first & (growth >= _SHARE * np.percentile(growth, 99.0)) & (growth > 0.0))
    return np.asarray((rows + 0.5) * _HOP_S)
