"""A long time: no repetition, no drift, and what it costs."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kinesics_app.life_measures.blinks import blink_onsets_ns
from kinesics_app.life_measures.figure import Figure
from kinesics_app.life_measures.lived import Lived

__all__ = ["endurance"]

_BIN_S = 0.2
_LAGS_S = (5.0, 300.0)
_MINUTE = 6000  # rows
_ENOUGH = 6  # minutes of a third: of fewer nobody knows how much they differ by chance
_SETTLED_NS = 300_000_000
_SURE = 4.0  # standard errors: by chance once in a few hundred lives


def endurance(lived: Lived) -> Sequence[Figure]:
    """Autocorrelation of what is decided, its rate over time, and the cost of a tick."""
    return [*_repetitions(lived), _held(lived), *_drift(lived), _cost(lived)]


def _repetitions(lived: Lived) -> list[Figure]:
    """Of each kind of event, and of all together: what recurs may take turns."""
    shifts_ns = np.array([one.t_ns for one in lived.shifts], np.int64)
    blinks_ns = blink_onsets_ns(lived.channels["eyeBlinkLeft"], lived.mixed_ns)
    events = np.concatenate((shifts_ns, blinks_ns, np.array(lived.nods_ns, np.int64)))
    return [
        _repetition(lived, "gaze shifts", shifts_ns),
        _repetition(lived, "blinks", blinks_ns),
        _repetition(lived, "shifts, blinks and nods", events),
    ]


def _repetition(lived: Lived, name: str, dates_ns: NDArray[np.int64]) -> Figure:
    """Events as impulses, each state's own rate taken out."""
    begin_s, end_s = lived.script.begin_ns * 1e-9, lived.script.end_ns * 1e-9
    edges = np.arange(begin_s, end_s, _BIN_S)
    counts = np.histogram(dates_ns * 1e-9, edges)[0].astype(float)
    middles_ns = (edges[:-1] + 0.5 * _BIN_S) * 1e9
    states = np.array([_state(lived, t_ns) for t_ns in middles_ns])
    for state in set(states.tolist()):
        counts[states == state] -= counts[states == state].mean()
    lags = [round(one / _BIN_S) for one in _LAGS_S]
    last = min(lags[1], len(counts) // 2)
    power = float(counts @ counts)
    worst = max(abs(float(counts[lag:] @ counts[:-lag])) / power for lag in range(lags[0], last))
    bar = 5.0 / np.sqrt(len(counts))
    return Figure(
        f"autocorrelation of {name}, 5 s to 5 min, largest",
        f"{worst:.3f}",
        "none repeats",
        "ours",
        f"< {bar:.3f} (5 / sqrt n)",
        worst < bar,
        gate=True,
    )


def _state(lived: Lived, t_ns: float) -> str:
    span = lived.script.state_at(int(t_ns))
    return "" if span is None else span.state


def _held(lived: Lived) -> Figure:
    """Where head and gaze are, both in the base frame, while the partner is looked at.

    Whoever drifts does so here too, and chance has no say: aversions and weight shifts, whose
    directions are drawn, move the mean of two minutes of everything by more than a drift would.
    """
    sent = lived.sent
    looks = _looks_at_partner(lived)
    gaze = [_moved(np.degrees(one[looks]))[0] for one in (sent.gaze_yaw, sent.gaze_pitch)]
    carried = sent.head_yaw + sent.torso_yaw, sent.head_pitch + sent.torso_pitch
    head = [_moved(np.degrees(one[looks]))[0] for one in carried]
    gaze_deg, head_deg = (max(abs(one) for one in found) for found in (gaze, head))
    return Figure(
        "drift of gaze and head at the partner, last third against first, as sent",
        f"{gaze_deg:.1f}, {head_deg:.1f} deg",
        "none",
        "ours",
        "< 1, < 4 deg",
        gaze_deg < 1.0 and head_deg < 4.0,
        gate=True,
    )


def _looks_at_partner(lived: Lived) -> NDArray[np.bool_]:
    """(T,) whether the eyes have been there for a while, by what was decided."""
    dates = np.array([one.t_ns for one in lived.shifts], np.int64)
    at = np.array([False, *(one.why == "partner" for one in lived.shifts)])
    looks: NDArray[np.bool_] = _company(lived)
    for early_ns in (0, _SETTLED_NS):
        looks &= at[np.searchsorted(dates, lived.t_ns - early_ns, side="right")]
    return looks


def _drift(lived: Lived) -> Sequence[Figure]:
    """Where head and gaze are on the mean while somebody is there, minute by minute."""
    there = _company(lived)
    sent = lived.sent
    angles = (sent.head_yaw, sent.head_pitch, sent.gaze_yaw, sent.gaze_pitch)
    found = [_moved(np.degrees(one[there])) for one in angles]
    if not all(np.isfinite(error) for _, error in found):
        return ()
    moved = max(abs(one) for one, _ in found)
    errors = max(abs(one) / error for one, error in found)
    figure = Figure(
        "drift of head and gaze, whatever they do, last third against first, as sent",
        f"{moved:.1f} deg, {errors:.1f} standard errors",
        "none",
        "ours",
        f"< 3 deg, < {_SURE:g} standard errors",
        moved < 3.0 and errors < _SURE,
        gate=True,
    )
    return (figure,)


def _company(lived: Lived) -> NDArray[np.bool_]:
    there = np.zeros(len(lived.t_ns), bool)
    for span in lived.script.spans:
        if span.company:
            there |= (lived.t_ns >= span.begin_ns) & (lived.t_ns < span.end_ns)
    return there


def _moved(angle_deg: NDArray[np.float64]) -> tuple[float, float]:
    """By how much the mean of the last third is another, and its standard error, if known."""
    parts = np.array_split(angle_deg, max(len(angle_deg) // _MINUTE, 6))
    means = np.array([part.mean() for part in parts])
    third = len(means) // 3
    first, last = means[:third], means[-third:]
    error = np.inf
    if third >= _ENOUGH:
        error = float(np.sqrt((first.var(ddof=1) + last.var(ddof=1)) / third))
    return float(last.mean() - first.mean()), error


def _cost(lived: Lived) -> Figure:
    middle, mean, high = (
        float(np.percentile(lived.think_ms, 50.0)),
        float(lived.think_ms.mean()),
        float(np.percentile(lived.think_ms, 99.0)),
    )
    return Figure(
        "attention, gaze, blinks, accents and breath, a tick of 10 ms",
        f"{middle:.2f} ms p50, {mean:.2f} mean, {high:.2f} p99",
        "",
        "this machine's processor time",
        "<= 1.0 ms p50",
        middle <= 1.0,
    )
