"""How exactly `aligner.py` dates phones of voices that it never heard and whose times are known."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from kinesics_training.corpora import polyglot
from kinesics_training.corpora.polyglot import Shelf
from kinesics_training.corpora.synth import Utterance
from kinesics_training.evaluation.ceiling import aligned
from kinesics_training.lips.phones import BILABIAL, SILENCE, segments

F64 = npt.NDArray[np.float64]
VOICES = ("rms", "ked", "nezumi", "nsh", "lp", "pc", "held-ru", "held-it")
_MOST = 40
"""Utterances of each voice."""


def lines(shelf: Shelf) -> str:
    """As Markdown, a row a voice."""
    listener = polyglot.listener(shelf)
    head = "| voice | starts: median error ms | within 20 ms | within 40 ms "
    rows = [head + "| middle of /p b m/: median, 90th percentile ms |", "|---" * 5 + "|"]
    for voice in VOICES:
        spoken = shelf.speech(voice)[:_MOST]
        starts, middles = errors_ms(spoken, [aligned(listener, u) for u in spoken])
        shares = " | ".join(f"{100 * np.mean(starts < most_ms):.0f} %" for most_ms in (20.5, 40.5))
        middle = f"{np.median(middles):.0f}, {np.percentile(middles, 90):.0f}"
        rows.append(f"| {voice} | {np.median(starts):.0f} | {shares} | {middle} |")
    return "\n".join(rows)


def errors_ms(spoken: Sequence[Utterance], dated: Sequence[Utterance]) -> tuple[F64, F64]:
    """By how much starts of phones, and middles of /p b m/, of the same sounds differ."""
    starts, middles = [], []
    for one, other in zip(spoken, dated, strict=True):
        said = [
            [s for s in segments(u.phones, u.ends_s) if s.name not in SILENCE] for u in (one, other)
        ]
        for a, b in zip(*said, strict=True):
            starts.append(1e3 * abs(a.start_s - b.start_s))
            if a.name in BILABIAL:
                middles.append(5e2 * abs(a.start_s + a.end_s - b.start_s - b.end_s))
    return np.array(starts), np.array(middles)
