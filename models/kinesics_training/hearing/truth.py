"""`spoken`: when a clean voice speaks, and `spans`: from when to when."""

import numpy as np
import numpy.typing as npt

from kinesics_training.hearing.talker import RATE_HZ

__all__ = ["spans", "spoken"]

F32 = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]

_HOP = RATE_HZ // 100
_BELOW_DB = 35.0
_BRIDGED = 25
_LEAST = 6
"""Hops: pauses within words are no end, and clicks are no word."""


def spoken(voice: F32) -> Bools:
    """Of each hop of 10 ms, (T,): it is less than 35 dB below the loudest, or between such."""
    hops = voice[: len(voice) // _HOP * _HOP].reshape(-1, _HOP).astype(np.float64)
    power = np.convolve(np.mean(hops**2, axis=1), np.ones(3) / 3.0, "same")
    loud = power > power.max() * 10.0 ** (-_BELOW_DB / 10.0)
    return _without_short(_without_short(loud, _LEAST, of=True), _BRIDGED, of=False)


def spans(speaks: Bools) -> list[tuple[int, int]]:
    """First hop and end of each time that it is so."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], speaks, [False])).astype(np.int8)))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def _without_short(flags: Bools, least: int, *, of: bool) -> Bools:
    kept = flags.copy()
    for begin, end in spans(flags == of):
        inside = begin > 0 and end < len(flags)
        if end - begin < least and (inside or of):
            kept[begin:end] = not of
    return kept
