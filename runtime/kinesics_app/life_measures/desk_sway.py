"""`desk_sway`: how a well-known desk robot moves its head in speech, by what is published of it.

Loudness times sines of fixed frequencies (landscape.md section 0; written anew from that). What is
not published there, the envelope's times, is set so that a step of sound is half there after 28 ms
and nine tenths after 125, and a tenth is left 45 ms after its end, as measured there.
"""

import numpy as np
from numpy.typing import NDArray

__all__ = ["desk_sway"]

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]

_HZ = np.array([2.2, 0.6, 1.3])  # pitch, yaw, roll
_DEG = np.array([4.5, 7.5, 2.25])
_ATTACK_S, _RELEASE_S = 0.048, 0.020
_QUIETEST_DB, _LOUDEST_DB = -46.0, -18.0  # ours: from where to where loudness counts
_WINDOW_S = 0.02


def desk_sway(samples: F32, rate_hz: int) -> F64:
    """(T, 3) pitch, yaw, roll [rad] at 100 Hz, of a sound (N,)."""
    hop, window = rate_hz // 100, round(_WINDOW_S * rate_hz)
    count = len(samples) // hop
    padded = np.concatenate((np.zeros(window), samples.astype(np.float64)))
    power = [
        np.mean(padded[end - window : end] ** 2) for end in hop * np.arange(1, count + 1) + window
    ]
    level_db = 10.0 * np.log10(np.array(power) + 1e-12)
    loud = np.clip((level_db - _QUIETEST_DB) / (_LOUDEST_DB - _QUIETEST_DB), 0.0, 1.0)
    envelope, now = np.empty(count), 0.0
    for n, wanted in enumerate(loud.tolist()):
        now += (wanted - now) * (1.0 - np.exp(-0.01 / (_ATTACK_S if wanted > now else _RELEASE_S)))
        envelope[n] = now
    phase = 2.0 * np.pi * _HZ * (np.arange(count)[:, None] + 1) / 100.0
    swayed: F64 = np.radians(_DEG) * np.sin(phase) * envelope[:, None]
    return swayed
