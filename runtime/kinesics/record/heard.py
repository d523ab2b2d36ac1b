"""`heard_of`: what sounds, and the phones that were said, are to measures of motion."""

from collections.abc import Sequence
from itertools import groupby, zip_longest

import numpy as np
from numpy.typing import NDArray

from kinesics.audio.coarticulation import ARTICULATORS, articulators, core
from kinesics.audio.onsets import onsets_s
from kinesics.audio.phones import PAUSE
from kinesics.measures.curves import Curves
from kinesics.measures.heard import Heard
from kinesics.measures.mouth import JAW, LIPS
from kinesics.record.sounds import Sound
from kinesics.signals import TimedPhone

__all__ = ["heard_of"]

F64 = NDArray[np.float64]

_RATE_HZ = 100.0
_HOP_S = 1.0 / _RATE_HZ
_BILABIALS = ("p", "b", "m")


def heard_of(sounds: Sequence[Sound], phones: Sequence[TimedPhone], said_s: float) -> Heard:
    """Of sounds in order, and of phones whose 0 s is heard at `said_s`; either may be none."""
    began_s = [one.begin_s + onsets_s(one.samples, one.rate_hz) for one in sounds]
    return Heard(
        loudness=_loudness(sounds) if sounds else None,
        onsets_s=np.concatenate([np.empty(0), *began_s]),
        mouth=_mouth(phones, said_s) if phones else None,
        closures_s=said_s + _closures_s(phones),
    )


def _loudness(sounds: Sequence[Sound]) -> Curves:
    """RMS of each 10 ms, 0 between the sounds."""
    times_s, levels = [], []
    for sound in sounds:
        hop = round(sound.rate_hz * _HOP_S)
        count = max(len(sound.samples) // hop, 1)
        padded = np.pad(sound.samples, (0, max(count * hop - len(sound.samples), 0)))
        rows = padded[: count * hop].reshape(count, hop).astype(np.float64)
        level = np.sqrt(np.square(rows).mean(axis=1))
        middles_s = sound.begin_s + (np.arange(-1, count + 1) + 0.5) * hop / sound.rate_hz
        times_s.append(middles_s)
        levels.append(np.concatenate(([0.0], level, [0.0])))
    t_s = np.concatenate(times_s)
    order = np.argsort(t_s, kind="stable")  # what was broken off may reach into the next
    rows_s = np.arange(t_s[order[0]], t_s[order[-1]], _HOP_S)
    values = np.interp(rows_s, t_s[order], np.concatenate(levels)[order])
    return Curves(("loudness",), _RATE_HZ, values[:, None], float(rows_s[0]))


def _mouth(phones: Sequence[TimedPhone], said_s: float) -> Curves:
    """Lips and jaw as the phones ask for them."""
    begin_s = phones[0].start_s
    count = max(int((phones[-1].end_s - begin_s) * _RATE_HZ), 1) + 1
    times_s = begin_s + np.arange(count, dtype=np.float64) * _HOP_S
    asked = articulators(phones, times_s).astype(np.float64)
    columns = [ARTICULATORS.index(name) for name in ("gap", "jaw")]
    return Curves((LIPS, JAW), _RATE_HZ, asked[:, columns], said_s + begin_s)


def _closures_s(phones: Sequence[TimedPhone]) -> F64:
    """Middle of each /p b m/, those that follow each other as one, with a sound on both sides."""
    found, before = [], PAUSE
    runs = [list(run) for _, run in groupby(phones, lambda one: one.phone in _BILABIALS)]
    for run, after in zip_longest(runs, runs[1:]):
        follows = PAUSE if after is None else after[0].phone
        if run[0].phone in _BILABIALS and PAUSE not in (before, follows):
            found.append(0.5 * (core(run[0])[0] + core(run[-1])[1]))
        before = run[-1].phone
    return np.array(found)
