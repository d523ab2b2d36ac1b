"""A long time: no repetition, no drift, and what it costs."""

from collections.abc import Sequence

import numpy as np

from kinesics_app.life_measures.figure import Figure
from kinesics_app.life_measures.lived import Lived

__all__ = ["endurance"]

_BIN_S = 0.2
_LAGS_S = (5.0, 300.0)


def endurance(lived: Lived) -> Sequence[Figure]:
    """Autocorrelation of what is decided, its rate over time, and the cost of a tick."""
    return [_repetition(lived), _drift(lived), _cost(lived)]


def _repetition(lived: Lived) -> Figure:
    """Gaze shifts as impulses, each state's own rate taken out."""
    begin_s, end_s = lived.script.begin_ns * 1e-9, lived.script.end_ns * 1e-9
    edges = np.arange(begin_s, end_s, _BIN_S)
    counts = np.histogram([one.t_ns * 1e-9 for one in lived.shifts], edges)[0].astype(float)
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
        "autocorrelation of gaze shifts, 5 s to 5 min, largest",
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


def _drift(lived: Lived) -> Figure:
    """Where the head is on the mean while somebody is there, first and last."""
    there = np.zeros(len(lived.t_ns), bool)
    for span in lived.script.spans:
        if span.company:
            there |= (lived.t_ns >= span.begin_ns) & (lived.t_ns < span.end_ns)
    third = int(there.sum()) // 3
    angles = [np.degrees(one[there]) for one in (lived.sent.head_yaw, lived.sent.head_pitch)]
    moved = max(abs(float(one[-third:].mean() - one[:third].mean())) for one in angles)
    return Figure(
        "drift of the head, last third against first, as sent",
        f"{moved:.1f} deg",
        "none",
        "ours",
        "< 3 deg",
        moved < 3.0,
        gate=True,
    )


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
