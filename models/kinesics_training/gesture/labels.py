"""What arms, head and torso do while something is said: the truth that the network is taught.

Nobody's gestures could be had for it, so they are made from what the synthesiser meant, by rules
that are written down here. Strokes end on pitch accents (McClave 1994, J. Psycholinguistic Research
23:45; Loehr 2012, Laboratory Phonology 3:71); phases follow each other as Kendon (1980) found; a
gesture unit ends with a phrase that a pause follows. Numbers that `habits.toml` names were measured
on a library of gestures.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kinesics.audio.gesture_cues import ROW_RATE_HZ
from kinesics.gesture.outlook import PARTS, PHASES, STRIKE_BINS, STRIKE_FROM
from kinesics.toml import load_toml

F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]

REST, PREPARATION, STROKE, HOLD, RETRACTION = range(len(PHASES))
SOONEST_S = 0.55
"""From stroke to stroke, as `kinesics.gesture.beats` has it."""
_JOINED_S = 1.6
"""Strokes nearer to each other belong to one unit, if no phrase with a pause lies between."""
_HEAD_S = (0.20, 0.14, 0.30)  # preparation, stroke and way back of a head or torso
_HEAD_FROM = 0.55  # strength from which head and torso take part
_LEAST = 0.35
_LEAST_HOLD = 0.5  # of a hold, where the next preparation is in a hurry


@dataclass(frozen=True)
class Habits:
    """How gestures are made, by `habits.toml`."""

    hands: tuple[float, float, float]
    """Shares of left, right and both."""
    preparation_s: float
    stroke_s: float
    hold_s: float
    retraction_s: float

    @classmethod
    def load(cls) -> "Habits":
        """As measured."""
        table = load_toml(Path(__file__).with_name("habits.toml"))
        return cls(hands=tuple(table.pop("hands")), **table)


@dataclass(frozen=True, eq=False)
class Labels:
    """Of T rows, row k dated (k + 1) * 40 ms."""

    phases: I64
    """(T, 3) index into `PHASES` of each of `PARTS`."""
    amplitude: F32
    """(T, 3) 0..1."""
    strikes: F32
    """(T, S) whether a stroke may end in each bin, as seen from the row."""


def labels(
    rows: int,
    accents_s: F64,
    strengths: F64,
    pauses_s: F64,
    habits: Habits,
    rng: np.random.Generator,
) -> Labels:
    """Gestures for accents (A,), strong as `strengths` (A,) 0..1; `pauses_s` (P, 2) end units."""
    phases = np.zeros((rows, len(PARTS)), np.int64)
    amplitude = np.zeros((rows, len(PARTS)), np.float32)
    kept = chosen(accents_s, strengths)
    for unit in units(accents_s[kept], pauses_s):
        rows_of = kept[unit]
        times_s, strong = accents_s[rows_of], strengths[rows_of]
        hand = int(rng.choice(3, p=habits.hands))
        for part in ((0,), (1,), (0, 1))[hand]:
            _unit(phases[:, part], amplitude[:, part], times_s, strong, habits)
    nodded = strengths >= _HEAD_FROM
    for at_s, strength in zip(accents_s[nodded], strengths[nodded], strict=True):
        _nod(phases[:, 2], amplitude[:, 2], at_s, strength)
    return Labels(phases, amplitude, strikes(rows, accents_s))


def strikes(rows: int, times_s: F64) -> F32:
    """(T, S) where strokes end, as seen from each row; one between two bins is shared by them."""
    seen = np.zeros((rows, STRIKE_BINS), np.float32)
    dates = (np.arange(rows) + 1) / ROW_RATE_HZ
    for at_s in times_s:
        place = (at_s - dates) * ROW_RATE_HZ - STRIKE_FROM - 0.5
        first = np.floor(place).astype(int)
        for k, share in ((first, 1.0 - place + first), (first + 1, place - first)):
            inside = (k >= 0) & (k < STRIKE_BINS)
            at = np.flatnonzero(inside), k[inside]
            seen[at] = np.minimum(seen[at] + share[inside], 1.0)
    return seen


def chosen(accents_s: F64, strengths: F64) -> I64:
    """Which accents get a stroke: the strongest first, none within `SOONEST_S` of another."""
    kept: list[int] = []
    for k in np.argsort(-strengths, kind="stable"):
        if all(abs(accents_s[k] - accents_s[other]) >= SOONEST_S for other in kept):
            kept.append(int(k))
    return np.array(sorted(kept), np.int64)


def units(strokes_s: F64, pauses_s: F64) -> list[I64]:
    """Strokes in gesture units: between two of one unit lies no pause, and little time."""
    found: list[list[int]] = []
    for k, at_s in enumerate(strokes_s):
        before_s = strokes_s[k - 1] if k else -np.inf
        paused = any(before_s < begin < at_s for begin, _ in pauses_s)
        if not found or paused or at_s - before_s > _JOINED_S:
            found.append([])
        found[-1].append(k)
    return [np.array(one, np.int64) for one in found]


def _unit(phase: I64, amplitude: F32, times_s: F64, strengths: F64, habits: Habits) -> None:
    """One hand's way through a unit, written into (T,) rows."""
    free_s = 0.0
    for at_s, strength in zip(times_s, strengths, strict=True):
        size = _LEAST + (1.0 - _LEAST) * float(strength)
        strikes_s = max(at_s - habits.stroke_s, 0.0)
        prepares_s = max(at_s - habits.stroke_s - habits.preparation_s, free_s, 0.0)
        end_s = at_s + habits.hold_s
        last = end_s + habits.retraction_s
        for begin_s, until_s, what in (
            (prepares_s, strikes_s, PREPARATION),
            (strikes_s, at_s, STROKE),
            (at_s, _next(times_s, at_s, habits, end_s), HOLD),
        ):
            _write(phase, amplitude, (begin_s, until_s), what, size)
        free_s = at_s + _LEAST_HOLD * habits.hold_s
        if at_s == times_s[-1]:
            _write(phase, amplitude, (end_s, last), RETRACTION, size)


def _next(times_s: F64, at_s: float, habits: Habits, end_s: float) -> float:
    """When a hold ends: where the next preparation begins."""
    later = times_s[times_s > at_s]
    if not len(later):
        return end_s
    begins_s = later[0] - habits.stroke_s - habits.preparation_s
    return float(max(begins_s, at_s + _LEAST_HOLD * habits.hold_s))


def _nod(phase: I64, amplitude: F32, at_s: float, strength: float) -> None:
    ready_s, stroke_s, back_s = _HEAD_S
    _write(phase, amplitude, (at_s - stroke_s - ready_s, at_s - stroke_s), PREPARATION, strength)
    _write(phase, amplitude, (at_s - stroke_s, at_s), STROKE, strength)
    _write(phase, amplitude, (at_s, at_s + back_s), RETRACTION, strength)


def _write(phase: I64, amplitude: F32, span_s: tuple[float, float], what: int, size: float) -> None:
    begin, end = (max(round(at_s * ROW_RATE_HZ) - 1, 0) for at_s in span_s)
    phase[begin:end] = what
    amplitude[begin:end] = size
