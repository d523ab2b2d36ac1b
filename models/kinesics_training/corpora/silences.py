"""Phone times set right by the silences of the sound: what a synthesiser tells wrong of them.

Kokoro gives a line's last phone the .3 s of silence that follow it, its first one the last 30 ms
of silence before it, and shares a pause between two words among their phones. espeak-ng tells of
short pauses that cannot be heard.
"""

import numpy as np
import numpy.typing as npt

from kinesics_training.lips.phones import STOPS

F32 = npt.NDArray[np.float32]
_WINDOW_S = 0.01
_SILENT_DB = -50.0
"""Of the loudest window: Kokoro's faintest /f/ is 48 below, its silence 60 and more."""
_LOUD_DB = -30.0
"""Of the loudest window: a pause that is louder in the mean cannot be heard as one."""
_SHORTEST_S = 0.1
"""A silence that lasts as long is no stop's closure."""
_CLOSURE_S = 0.06
"""What a stop keeps of a silence beside it."""
_SQUEEZED_S = 0.02
"""What a phone keeps that was told to lie in a silence; a stop its closure."""
_LEFT_S = 0.04
"""A pause lasts at least this, beside what phones keep."""

Times = tuple[list[str], list[float]]
"""Phones, and when each ends [s]."""


def heeded(samples: F32, rate_hz: int, phones: list[str], ends_s: list[float]) -> Times:
    """The phones with a pause wherever the sound is silent for a tenth of a second.

    A silence within one phone alone is left.
    """
    for start_s, end_s in reversed(_runs(_level_db(samples, rate_hz) < _SILENT_DB)):
        inside = [k for k, t_s in enumerate(ends_s[:-1]) if start_s <= t_s <= end_s]
        if not inside or end_s - start_s < _SHORTEST_S:
            continue
        before, after = inside[0], inside[-1] + 1
        within = [name for name in phones[before + 1 : after] if name != "pau"]
        hush_s = start_s + _CLOSURE_S * (phones[before] in STOPS)
        sound_s = end_s - _CLOSURE_S * (phones[after] in STOPS)
        kept_s = np.cumsum([0.0, *(_CLOSURE_S if n in STOPS else _SQUEEZED_S for n in within)])
        if sound_s - hush_s - kept_s[-1] < _LEFT_S:
            continue
        if phones[after:] == ["pau"]:  # who comes after all silence was told of too late, not early
            phones = [*phones[: before + 1], *within, "pau"]
            ends_s = [*ends_s[:before], *(hush_s + kept_s).tolist(), ends_s[-1]]
        else:
            phones = [*phones[: before + 1], "pau", *within, *phones[after:]]
            early_s = (sound_s - kept_s[-1] + kept_s).tolist()
            ends_s = [*ends_s[:before], hush_s, *early_s, *ends_s[after:]]
    return _joined(phones, ends_s)


def unheard(samples: F32, rate_hz: int, phones: list[str], ends_s: list[float]) -> Times:
    """The phones without pauses under a tenth of a second that are as loud as speech."""
    level_db = _level_db(samples, rate_hz)
    kept: list[str] = []
    kept_s: list[float] = []
    start_s = 0.0
    for name, end_s in zip(phones, ends_s, strict=True):
        windows = level_db[round(start_s / _WINDOW_S) : max(1, round(end_s / _WINDOW_S))]
        short = name == "pau" and end_s - start_s < _SHORTEST_S
        if kept and short and windows.size and float(np.mean(windows)) > _LOUD_DB:
            kept_s[-1] = end_s
        else:
            kept.append(name)
            kept_s.append(end_s)
        start_s = end_s
    return kept, kept_s


def _joined(phones: list[str], ends_s: list[float]) -> Times:
    """Pauses in a row as one."""
    last = [k for k in range(len(phones)) if phones[k : k + 2] != ["pau", "pau"]]
    return [phones[k] for k in last], [ends_s[k] for k in last]


def _level_db(samples: F32, rate_hz: int) -> F32:
    """Of every whole window, in dB of the loudest."""
    window = round(rate_hz * _WINDOW_S)
    power = np.square(samples[: samples.size // window * window].reshape(-1, window)).mean(axis=1)
    loudest = max(float(power.max(initial=0.0)), 1e-12)
    return np.asarray(10.0 * np.log10(power / loudest + 1e-12), np.float32)


def _runs(silent: npt.NDArray[np.bool_]) -> list[tuple[float, float]]:
    """Starts and ends [s] of what is silent."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], silent, [False])).astype(np.int8)))
    return [(a * _WINDOW_S, b * _WINDOW_S) for a, b in edges.reshape(-1, 2).tolist()]
