"""Beats of hands and head against the stresses of a voice, and against those of another time."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kinesics.gesture.foreseen import REACH_S
from kinesics.rig.rig import Rig
from kinesics_app.life_measures.figure import Figure
from kinesics_app.life_measures.hum import RATE_HZ, Hummed, hum
from kinesics_app.life_measures.lived import Lived
from kinesics_app.life_measures.talking import SEEN_HZ, Talked, talk

__all__ = ["beat_alignment", "strokes_on_stresses"]

F64 = NDArray[np.float64]

_PHRASES = 72
_SIGMA_S = 0.10
_CONTROLS = 999
_LEAST_M_S = 0.15  # a hand that was not at least so fast does not stop
_LEAST_RAD_S = 0.25  # a slower bow is no beat
_SINCE = 30  # rows in which it was
_SEEN_S = 0.15  # from where a stroke was planned to end, to where it is seen to
_ON = 0.8


def beat_alignment(lived: Lived) -> Sequence[Figure]:
    """How near to stressed syllables beats fall, as played: where hands stop, heads are fastest."""
    rig = lived.rig
    hummed = hum(_talk())
    talked = talk(rig, hummed)
    neck = [n for n, one in enumerate(rig.joints) if _drives(one.drives, "head_pitch")]
    figures = []
    if neck:
        bows = np.gradient(talked.joints[:, neck[0]], 1.0 / SEEN_HZ)
        figures.append(_figure("head", talked.times_s[_fastest(bows)], hummed))
    if talked.hands_m:
        stops_s = _stops_s(talked)
        figures.append(_figure("hands", stops_s, hummed))
        figures.append(_strokes(talked.strokes_s, stops_s, hummed))
    return figures


def strokes_on_stresses(rig: Rig, hummed: Hummed) -> Figure:
    """How many strokes of a robot with hands that says this end on its accents, as played."""
    talked = talk(rig, hummed)
    return _strokes(talked.strokes_s, _stops_s(talked), hummed)


def _stops_s(talked: Talked) -> F64:
    """When hands stop, rising."""
    stops = []
    for tips_m in talked.hands_m:
        speed = np.linalg.norm(np.diff(tips_m, axis=0), axis=1) * SEEN_HZ
        stops.append(talked.times_s[1:][_stops(speed, _LEAST_M_S)])
    return np.sort(np.concatenate(stops))


def _strokes(planned_s: F64, stops_s: F64, hummed: Hummed) -> Figure:
    """Strokes whose hand, as played, stops near a stress; one that is not seen to stop is off."""
    name = f"strokes within {1e3 * REACH_S:.0f} ms of a stress, by the hands' stops as played"
    if len(planned_s) < 10 or not len(stops_s):
        return Figure(name, f"{len(planned_s)} strokes", "", "", "80 %", passed=False, gate=True)
    ended_s = _nearest(stops_s, planned_s)
    late_s = ended_s - planned_s
    seen = np.abs(late_s) <= _SEEN_S
    on = seen & (np.abs(_nearest(hummed.accents_s, ended_s) - ended_s) <= REACH_S)
    meant = np.abs(_nearest(hummed.accents_s, planned_s) - planned_s) <= REACH_S
    return Figure(
        name,
        f"{100.0 * on.mean():.0f} % of {len(planned_s)} (as planned {100.0 * meant.mean():.0f} %; "
        f"later than planned by {1e3 * np.median(late_s[seen]):.0f} ms)",
        "strokes fall on stresses",
        "McNeill 1992",
        f"{100.0 * _ON:.0f} %",
        bool(on.mean() >= _ON),
        gate=True,
    )


def _nearest(of_s: F64, to_s: F64) -> F64:
    """(N,) the nearest of some times to each of (N,) others."""
    return np.asarray(of_s[np.abs(of_s[:, None] - to_s).argmin(axis=0)])


def _talk() -> str:
    """Phrases of random stresses: seldom two in a row."""
    random, phrases = np.random.default_rng(0xBEA7), []
    for n in range(_PHRASES):
        stresses, before = "", False
        for _ in range(int(random.integers(6, 12))):
            before = not before and bool(random.random() < 0.4)
            stresses += "*" if before else "-"
        phrases.append(stresses + (". " if n % 4 == 3 else ",").strip())
    return "".join(phrases)


def _drives(drives: Sequence[object], channel: str) -> bool:
    return any(getattr(drive, "channel", "") == channel for drive in drives)


def _stops(speed: F64, least: float) -> NDArray[np.intp]:
    """Rows in which something that was fast has come to a stop, or turns round."""
    inner = speed[1:-1]
    low = 1 + np.flatnonzero((inner <= speed[:-2]) & (inner < speed[2:]) | (inner == 0.0))
    fast = [speed[max(n - _SINCE, 0) : n].max(initial=0.0) >= least for n in low]
    rows = low[np.array(fast, bool)]
    apart = np.diff(rows, prepend=-_SINCE) > 5
    return np.asarray(rows[apart])


def _fastest(speed: F64) -> NDArray[np.intp]:
    """Rows in which a head that bows is fastest: half of a nod before its apex."""
    inner = speed[1:-1]
    peaks = (inner > speed[:-2]) & (inner >= speed[2:]) & (inner > _LEAST_RAD_S)
    return np.asarray(1 + np.flatnonzero(peaks))


def _score(beats_s: F64, accents_s: F64) -> float:
    """Mean over beats of exp(-dt² / 2 sigma²) to the nearest stress."""
    late = beats_s[:, None] - accents_s[None]
    return float(np.exp(-0.5 * (np.abs(late).min(axis=1) / _SIGMA_S) ** 2).mean())


def _figure(part: str, beats_s: F64, hummed: Hummed) -> Figure:
    """Against the same voice, begun somewhere else."""
    length_s = len(hummed.samples) / RATE_HZ
    beats_s = beats_s[(beats_s > 0.0) & (beats_s < length_s)]
    name = f"beats of the {part} on stresses, as played, against a voice of another time"
    if len(beats_s) < 10:
        return Figure(name, f"{len(beats_s)} beats", "", "", "p < 0.01", passed=False, gate=True)
    random = np.random.default_rng(1)
    shifts_s = random.uniform(3.0, length_s - 3.0, _CONTROLS)
    own = _score(beats_s, hummed.accents_s)
    controls = [_score(beats_s, (hummed.accents_s + by_s) % length_s) for by_s in shifts_s]
    p = (1 + sum(one >= own for one in controls)) / (1 + _CONTROLS)
    return Figure(
        name,
        f"{own:.2f} and {float(np.mean(controls)):.2f}, p = {p:.3f} ({len(beats_s)} beats)",
        "on stresses, not by chance",
        "exp(-dt² / 2 · 0.1² s²), shifted audio",
        "p < 0.01",
        p < 0.01,
        gate=True,
    )
