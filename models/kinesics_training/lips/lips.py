"""Scores of mouth motion, on a 10 ms grid: events and contrasts, not loudness.

A system is anything that gives lip measures (`channels.MEASURES`: gap, rounding, stretch, labio).
Every score is taken at the system's own lag, found on one half of the files and applied to the
other.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kinesics_training.lips import closures, phones
from kinesics_training.lips.closures import ROW_S, Dips
from kinesics_training.lips.phones import VISEMES, Segment

F32 = npt.NDArray[np.float32]
Scores = dict[str, float]
Labels = npt.NDArray[np.int64]
MAX_LAG = 20
"""Rows: +-200 ms."""
COARSE = {
    "sil": 0, "PP": 1, "FF": 2, "TH": 3, "DD": 3, "kk": 3, "nn": 3, "SS": 4, "CH": 4,
    "RR": 5, "oh": 5, "ou": 5, "aa": 6, "E": 6, "ih": 6,
}  # fmt: skip
VOWELS = ("aa", "E", "ih", "oh", "ou")
PROTOTYPES = np.array(
    [
        [0.00, 0.00, 0.00, 0.00],  # sil: gap, rounding, stretch, labio
        [-0.27, 0.04, 0.10, 0.00],  # PP
        [0.12, 0.01, 0.13, 0.67],  # FF
        [0.35, 0.00, 0.11, 0.00],  # TH
        [0.26, 0.01, 0.24, 0.00],  # DD
        [0.38, 0.01, 0.13, 0.00],  # kk
        [0.23, 0.61, 0.01, 0.00],  # CH
        [0.13, 0.00, 0.45, 0.00],  # SS
        [0.30, 0.01, 0.14, 0.00],  # nn
        [0.33, 0.38, 0.01, 0.00],  # RR
        [0.72, 0.00, 0.15, 0.00],  # aa
        [0.59, 0.00, 0.54, 0.00],  # E
        [0.34, 0.00, 0.60, 0.00],  # ih
        [0.55, 0.59, 0.01, 0.00],  # oh
        [0.22, 0.86, 0.01, 0.00],  # ou
    ]
)
"""Where each viseme lies: medians of the teacher's measures over the training voices, (15, 4)."""
PROTOTYPE_SCALE = np.array([0.875, 0.696, 0.611, 0.115])
"""95th percentile of the measures of the teacher's own curves over the training voices."""


@dataclass(frozen=True, eq=False)
class Take:
    """One file: what was said and the measures (T, 4) a system gave, row i at (i + 1) * 10 ms.

    A system that names visemes is judged by those: `weights` (T, 15). Others are decoded.
    """

    spoken: list[Segment]
    measures: F32
    weights: F32 | None = None


def score(takes: list[Take]) -> Scores:
    """Every score of a system over its files, each half judged with what the other half chose."""
    halves = [takes[0::2], takes[1::2]]
    scale = np.maximum(np.percentile(np.concatenate([t.measures for t in takes]), 95, axis=0), 1e-6)
    lags = [own_lag(half, scale) for half in halves]
    shifted = [[_shift(t, lag) for t in half] for half, lag in zip(halves, lags[::-1], strict=True)]
    dips = [Dips.of([t.measures[:, 0] for t in h], [t.spoken for t in h]) for h in shifted]
    events = [dips[i].count(*dips[1 - i].thresholds()) for i in (0, 1)]
    everything = shifted[0] + shifted[1]
    return {
        "own_lag_ms": float(np.mean(lags)) * 1000 * ROW_S,
        **_visemes(everything, scale),
        **closures.scores(np.sum(events, axis=0)),
        **_contrasts(everything),
        "r_gap": _r_gap(everything),
        "pauses": pauses(everything),
    }


def shuffled(takes: list[Take]) -> list[Take]:
    """Another file's output for each file, repeated or cut to its length: must score as chance."""
    count = len(takes)
    mixed = []
    for i, take in enumerate(takes):
        other = takes[(i + count // 2) % count]
        rows = np.resize(np.arange(len(other.measures)), len(take.measures))
        mixed.append(_rearranged(other, rows, take.spoken))
    return mixed


def bootstrap(takes: list[Take], rounds: int, seed: int) -> dict[str, tuple[float, float]]:
    """95 % intervals of every score, resampling files."""
    rng = np.random.default_rng(seed)
    runs = [
        score([takes[i] for i in rng.integers(len(takes), size=len(takes))]) for _ in range(rounds)
    ]
    bounds = {name: np.nanpercentile([run[name] for run in runs], [2.5, 97.5]) for name in runs[0]}
    return {name: (float(low), float(high)) for name, (low, high) in bounds.items()}


def own_lag(takes: list[Take], scale: F32) -> int:
    """The shift in rows (positive: the system is late) with the best macro-F1."""
    truth = [truth_visemes(t) for t in takes]
    guess = [named(t, scale) for t in takes]

    def at(lag: int) -> float:
        pairs = [_overlap(g, t, lag) for g, t in zip(guess, truth, strict=True)]
        return _macro_f1(
            np.concatenate([p[0] for p in pairs]), np.concatenate([p[1] for p in pairs])
        )

    return max(range(-MAX_LAG, MAX_LAG + 1), key=lambda lag: (round(at(lag), 4), -abs(lag)))


def named(take: Take, scale: F32) -> Labels:
    """The viseme that a system names at each row, or that its measures are nearest to, (T,)."""
    if take.weights is None:
        return decode(take.measures, scale)
    strongest: Labels = take.weights.argmax(axis=1)
    return strongest


def decode(measures: F32, scale: F32) -> npt.NDArray[np.int64]:
    """The nearest prototype's viseme, (T,); measures are in units of their 95th percentile."""
    ours = measures / scale
    theirs = PROTOTYPES / PROTOTYPE_SCALE
    distance = (theirs**2).sum(axis=1) - 2 * ours @ theirs.T  # less what all fifteen share
    nearest: npt.NDArray[np.int64] = distance.argmin(axis=1)
    return nearest


def truth_visemes(take: Take) -> npt.NDArray[np.int64]:
    """The viseme heard at each row, (T,)."""
    of_phone = np.array([phones.visemes()[segment.name] for segment in take.spoken])
    return of_phone[phones.labels(take.spoken, _times_s(take))]


def pauses(takes: list[Take]) -> float:
    """RMS motion in silence relative to speech."""
    quiet, spoken = [], []
    for take in takes:
        motion = (np.diff(take.measures, axis=0) ** 2).mean(axis=1)
        silent = truth_visemes(take)[1:] == 0
        quiet.append(motion[silent])
        spoken.append(motion[~silent])
    rms = [float(np.sqrt(np.concatenate(part).mean())) for part in (quiet, spoken)]
    return rms[0] / max(rms[1], 1e-9)


def motion(measures: F32) -> float:
    """RMS change of the measures from row to row."""
    return float(np.sqrt((np.diff(measures, axis=0) ** 2).mean()))


def speech_motion(takes: list[Take]) -> float:
    """RMS change from row to row while a phone is spoken."""
    rows = [np.diff(t.measures, axis=0)[truth_visemes(t)[1:] != 0] for t in takes]
    return float(np.sqrt((np.concatenate(rows) ** 2).mean()))


def auc(low: npt.NDArray[np.float64], high: npt.NDArray[np.float64]) -> float:
    """How often a member of `low` lies below one of `high`; ties count half."""
    if not (low.size and high.size):
        return float("nan")
    ordered = np.sort(high)
    above = high.size - np.searchsorted(ordered, low, side="right")
    equal = np.searchsorted(ordered, low, side="right") - np.searchsorted(ordered, low, side="left")
    return float((above + 0.5 * equal).mean() / high.size)


def _times_s(take: Take) -> npt.NDArray[np.float64]:
    return np.asarray((np.arange(len(take.measures)) + 1) * ROW_S, np.float64)


def _shift(take: Take, lag: int) -> Take:
    """The take with its output moved `lag` rows earlier, held at the ends."""
    rows = np.clip(np.arange(len(take.measures)) + lag, 0, len(take.measures) - 1)
    return _rearranged(take, rows, take.spoken)


def _rearranged(take: Take, rows: Labels, spoken: list[Segment]) -> Take:
    weights = None if take.weights is None else take.weights[rows]
    return Take(spoken, take.measures[rows], weights)


def _overlap(guess: Labels, truth: Labels, lag: int) -> tuple[Labels, Labels]:
    if lag >= 0:
        return guess[lag:], truth[: len(truth) - lag]
    return guess[:lag], truth[-lag:]


def _macro_f1(guess: Labels, truth: Labels) -> float:
    """Mean F1 over the classes that occur."""
    table = np.bincount(truth * len(VISEMES) + guess, minlength=len(VISEMES) ** 2)
    table = table.reshape(len(VISEMES), len(VISEMES))
    hits, said, true = np.diag(table), table.sum(axis=0), table.sum(axis=1)
    present = true > 0
    return float((2 * hits / np.maximum(said + true, 1))[present].mean())


def _visemes(takes: list[Take], scale: F32) -> Scores:
    guess = np.concatenate([named(t, scale) for t in takes])
    truth = np.concatenate([truth_visemes(t) for t in takes])
    coarse = np.array([COARSE[name] for name in VISEMES])
    columns = [VISEMES.index(vowel) for vowel in VOWELS]
    vowel_rows = np.isin(truth, columns)
    vowels = np.concatenate([_vowels(t, scale, columns) for t in takes])[vowel_rows]
    return {
        "frame_accuracy": float((guess == truth).mean()),
        "macro_f1": _macro_f1(guess, truth),
        "coarse_f1": _macro_f1(coarse[guess], coarse[truth]),
        "vowel_accuracy": float((vowels == truth[vowel_rows]).mean()),
    }


def _vowels(take: Take, scale: F32, columns: list[int]) -> Labels:
    """The vowel at each row, were it one, (T,)."""
    if take.weights is not None:
        return np.array(columns)[take.weights[:, columns].argmax(axis=1)]
    theirs = PROTOTYPES / PROTOTYPE_SCALE
    far = ((take.measures / scale)[:, None] - theirs[None, columns]) ** 2
    return np.array(columns)[far.sum(axis=2).argmin(axis=1)]


def _contrasts(takes: list[Take]) -> Scores:
    classes = {
        "bilabial": phones.BILABIAL, "lingual": phones.LINGUAL, "open": phones.OPEN,
        "silence": phones.SILENCE, "rounded": phones.ROUNDED, "unrounded": phones.UNROUNDED,
    }  # fmt: skip
    names, around = _at_phones(takes)
    where = {kind: np.isin(names, sorted(members)) for kind, members in classes.items()}
    least, mean = np.nanmin(around, axis=1), np.nanmean(around, axis=1)
    gap = {kind: mean[rows, 0] for kind, rows in where.items()}
    closed = {kind: least[where[kind], 0] for kind in ("bilabial", "lingual")}
    rounding = {kind: mean[where[kind], 1] for kind in ("rounded", "unrounded")}
    return {
        "auc_bilabial_lingual": auc(closed["bilabial"], closed["lingual"]),
        "auc_open_bilabial": auc(closed["bilabial"], gap["open"]),
        "auc_open_silence": auc(gap["silence"], gap["open"]),
        "auc_rounding": auc(rounding["unrounded"], rounding["rounded"]),
    }


def _at_phones(takes: list[Take]) -> tuple[npt.NDArray[np.str_], npt.NDArray[np.float64]]:
    """Every phone (N,), and the measures in the 60 ms around its middle, (N, 7, 4).

    NaN beyond the ends of a file; a phone with nothing around it is left out.
    """
    names, around = [], []
    for take in takes:
        middles_s = np.array([(s.start_s + s.end_s) / 2 for s in take.spoken])
        rows = np.round(middles_s / ROW_S).astype(int) - 1
        inside = rows < len(take.measures) + 3
        padded = np.pad(take.measures.astype(np.float64), ((4, 3), (0, 0)), constant_values=np.nan)
        around.append(padded[rows[inside, None] + np.arange(1, 8)])
        names.append(np.array([s.name for s in take.spoken])[inside])
    return np.concatenate(names), np.concatenate(around)


def _r_gap(takes: list[Take]) -> float:
    """Correlation of the gap with the table gap of the true visemes under a 110 ms Hann window."""
    hann = np.hanning(13)[1:-1]
    truth, ours = [], []
    for take in takes:
        table_gap = PROTOTYPES[truth_visemes(take), 0]
        truth.append(np.convolve(table_gap, hann / hann.sum(), "same")[: len(table_gap)])
        ours.append(take.measures[:, 0])
    if np.ptp(np.concatenate(ours)) == 0.0:
        return 0.0
    return float(np.corrcoef(np.concatenate(truth), np.concatenate(ours))[0, 1])
