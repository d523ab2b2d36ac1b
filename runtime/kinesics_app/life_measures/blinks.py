"""Blinks at the channel: how often, how far apart, how fast; and what the lid makes of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import erf, sqrt

import numpy as np
from numpy.typing import NDArray

from kinesics.behaviours.blink_laws import blink_laws
from kinesics_app.life_measures.figure import Figure
from kinesics_app.life_measures.lived import Lived

__all__ = ["blink_onsets_ns", "blinks"]

F64 = NDArray[np.float64]

_SOON_NS, _STEP_NS = 600_000_000, 50_000_000
_ENOUGH = 100  # pauses: of fewer chance has too much to say
_DEEPEST = 1.0 - 1e-6
"""Of a blink's depth: rows in which it is deepest."""


@dataclass(frozen=True, slots=True, eq=False)
class _Blinks:
    onset_ns: NDArray[np.int64]
    depth: F64
    close_ms: F64
    """(B, 2) at least and at most, as rows of 10 ms tell it."""
    open_ms: F64
    """(B, 2) alike."""


def blinks(lived: Lived) -> Sequence[Figure]:
    """Rates by state, intervals, timing at the channel, and the lid as played."""
    found = _found(lived.channels["eyeBlinkLeft"], lived.mixed_ns)
    return [
        *_rates(lived, found),
        _intervals(lived, found),
        _pauses(lived, found),
        *_timing(found),
        _lid(lived),
    ]


def blink_onsets_ns(shut: F64, t_ns: NDArray[np.int64]) -> NDArray[np.int64]:
    """When each blink of (T,) rows at 100 Hz begins."""
    return np.asarray(t_ns[_begins(shut)])


def _begins(shut: F64) -> NDArray[np.intp]:
    return np.flatnonzero((shut[1:] > 0.0) & (shut[:-1] == 0.0))


def _found(shut: F64, t_ns: NDArray[np.int64]) -> _Blinks:
    """Every blink of (T,) rows at 100 Hz."""
    begins = _begins(shut)
    ends = np.flatnonzero((shut[1:] == 0.0) & (shut[:-1] > 0.0)) + 1
    ends = ends[ends > begins[0]]
    rows = []
    for begin, end in zip(begins.tolist(), ends.tolist(), strict=False):
        piece = shut[begin : end + 1]
        depth = float(piece.max())
        deepest = np.flatnonzero(piece >= _DEEPEST * depth)
        times = _between(int(deepest[0])), _between(len(piece) - 1 - int(deepest[-1]))
        rows.append((int(t_ns[begin]), depth, *times))
    return _Blinks(*(np.array(one) for one in zip(*rows, strict=True)))


def _between(rows: int) -> tuple[float, float]:
    """Least and most time [ms] of a way whose ends lie within the first and the last of `rows`.

    From the last row that is open to the first that is deepest is the most that it can be; from
    the row after that one to the row before this one is the least. No shape is assumed.
    """
    return 10.0 * (rows - 2), 10.0 * rows


def _rates(lived: Lived, found: _Blinks) -> list[Figure]:
    laws, figures = blink_laws(), []
    for state, law in laws.rates.items():
        spans = [one for one in lived.script.spans if one.state == state]
        minutes = sum(one.end_ns - one.begin_ns for one in spans) / 60e9
        if minutes < 0.5:
            continue
        count = sum(
            int(((found.onset_ns >= one.begin_ns) & (found.onset_ns < one.end_ns)).sum())
            for one in spans
        )
        rate = count / minutes
        figures.append(
            Figure(
                f"blinks a minute, {state}",
                f"{rate:.1f}",
                f"{law.least:g} to {law.most:g}",
                "Doughty 2001, 95 % of people",
                f"{law.least:g} to {law.most:g}",
                law.least <= rate <= law.most,
                gate=True,
            )
        )
    return figures


def _intervals(lived: Lived, found: _Blinks) -> Figure:
    """Intervals as multiples of the mean of the state they pass through, against the law."""
    laws = blink_laws()
    passed = _paces(lived, found.onset_ns)
    waits = np.diff(passed)
    z = np.sort((np.log(waits) + 0.5 * laws.sigma**2) / laws.sigma)
    law = np.array([0.5 + 0.5 * erf(one / sqrt(2.0)) for one in z])
    count = np.arange(1, len(z) + 1) / len(z)
    distance = float(np.abs(count - law).max())
    bar = 1.63 / np.sqrt(len(z))
    return Figure(
        "blink intervals, Kolmogorov-Smirnov distance",
        f"{distance:.3f} of {len(z)}",
        f"log-normal, sigma {laws.sigma:g}",
        "Bentivoglio 1997; EmoFace",
        f"< {bar:.3f} (p = 0.01)",
        distance < bar,
        gate=True,
    )


def _pauses(lived: Lived, found: _Blinks) -> Figure:
    """Pauses and ends of the robot's speech soon after which it blinks, against any time in it."""
    pauses = np.array([one for one in lived.script.pauses_ns() if one < lived.mixed_ns[-1]])
    spans = [one for one in lived.script.spans if one.state == "speaking"]
    anywhere = np.concatenate([np.arange(one.begin_ns, one.end_ns, _STEP_NS) for one in spans])
    soon, chance = (_blinks_soon(found.onset_ns, times_ns) for times_ns in (pauses, anywhere))
    return Figure(
        f"pauses and ends of speech with a blink within {_SOON_NS * 1e-9:g} s, at any time of it",
        f"{100.0 * soon:.0f} % of {len(pauses)}, {100.0 * chance:.0f} %",
        "blinks come with pauses",
        "Nakano & Kitazawa 2010",
        "more than at any time",
        soon > chance,
        gate=len(pauses) >= _ENOUGH,
    )


def _blinks_soon(onset_ns: NDArray[np.int64], times_ns: NDArray[np.int64]) -> float:
    """The share of times after which a blink begins soon."""
    first, last = np.searchsorted(onset_ns, (times_ns, times_ns + _SOON_NS))
    return float(np.mean(last > first))


def _paces(lived: Lived, onset_ns: NDArray[np.int64]) -> F64:
    """How many mean intervals have passed at each onset, (B,)."""
    laws = blink_laws()
    edges, paces = [0.0], [0.0]
    for span in lived.script.spans:
        begin_s, end_s = span.begin_ns * 1e-9, span.end_ns * 1e-9
        edges += [begin_s, end_s]
        rest = paces[-1] + (begin_s - edges[-3]) * laws.rates["idle"].per_min / 60.0
        paces += [rest, rest + (end_s - begin_s) * laws.rates[span.state].per_min / 60.0]
    passed: F64 = np.interp(onset_ns * 1e-9, edges, paces)
    return passed


def _timing(found: _Blinks) -> list[Figure]:
    least, most = found.close_ms.T
    low, high = float(np.percentile(least, 2.5)), float(np.percentile(most, 97.5))
    faster = float(np.median(found.open_ms.mean(axis=1) / found.close_ms.mean(axis=1)))
    partial = float(np.mean(found.depth < 0.95))
    nearest_s = float(np.diff(found.onset_ns).min()) * 1e-9
    return [
        Figure(
            "blink closing, 95 % of blinks, at least and at most by rows of 10 ms",
            f"{low:.0f} to {high:.0f} ms",
            "70 to 100 ms",
            "search coil; Stern 1984",
            "70 to 100 ms",
            low >= 70.0 and high <= 100.0,
            gate=True,
        ),
        Figure(
            "closing faster than opening by",
            f"{100.0 * (faster - 1.0):.0f} %",
            "40 to 47 %",
            "Ophthal. Physiol. Opt. 2008, 28:345",
            "> 0",
            faster > 1.0,
            gate=True,
        ),
        Figure(
            "partial blinks",
            f"{100.0 * partial:.0f} %",
            "51 to 53 %",
            "Ousler 2014",
            "40 to 60 %",
            0.4 <= partial <= 0.6,
        ),
        Figure(
            "nearest two blinks",
            f"{nearest_s:.2f} s",
            "none within 0.15 s",
            "simulation.md section 5",
            "> 0.15 s",
            nearest_s > 0.15,
            gate=True,
        ),
    ]


def _lid(lived: Lived) -> Figure:
    """Blinks that should close the eye, and how far the lid really went."""
    shut = lived.played.lid
    wanted = _found(lived.played.blink, lived.played.mixed_ns)
    last_ns = lived.played.t_ns[-1] - 500_000_000
    full = wanted.onset_ns[(wanted.depth > 0.95) & (wanted.onset_ns < last_ns)]
    if np.isnan(shut).all() or not len(full):
        return Figure("lid, as played", "no lid", "", "", "", passed=True)
    reached = []
    for onset_ns in full:
        around_ns = (onset_ns - 100_000_000, onset_ns + 300_000_000)
        begin, end = np.searchsorted(lived.played.t_ns, around_ns)
        reached.append(shut[begin:end].max(initial=0.0))
    share = float(np.mean(np.array(reached) > 0.95))
    return Figure(
        "full blinks that shut the lid, as played",
        f"{100.0 * share:.0f} % of {len(full)}",
        "stretched, never clipped",
        "ours",
        "100 %",
        share > 0.999,
    )
