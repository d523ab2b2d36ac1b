"""What a perfect mouth scores where an aligner dates the phones: no listener can be asked for more.

The teacher's curves, by a synthesiser's own times, are judged by these times and by those that
`aligner.py` finds for the same sound. Recordings of people have none but the latter.
"""

from collections.abc import Sequence
from itertools import groupby

from kinesics_training.corpora import aligner, polyglot
from kinesics_training.corpora.polyglot import Shelf
from kinesics_training.corpora.synth import Utterance
from kinesics_training.lips import lips, phones
from kinesics_training.lips.channels import expansion, measures
from kinesics_training.lips.lips import Take
from kinesics_training.mouth import streams

VOICES = ("ked", "lp", "pc", "nsh", "held-it", "held-ru")
"""Voices that no training hears; they know when they said what."""
SHOWN = (
    "macro_f1", "vowel_accuracy", "closure_f1", "auc_bilabial_lingual", "auc_rounding", "r_gap",
    "pauses",
)  # fmt: skip
_MOST = 40
"""Utterances of each voice."""


def lines(shelf: Shelf) -> str:
    """As Markdown: of every voice two rows, by its own times and by the aligner's."""
    listener = polyglot.listener(shelf)
    rows = [f"| voice | times | {' | '.join(SHOWN)} |", "|---" * (len(SHOWN) + 2) + "|"]
    for voice in VOICES:
        spoken = shelf.speech(voice)[:_MOST]
        by = {"its own": spoken, "the aligner's": [aligned(listener, u) for u in spoken]}
        for times, judges in by.items():
            scores = lips.score(perfect(spoken, judges))
            cells = " | ".join(f"{scores[name]:.3f}" for name in SHOWN)
            rows.append(f"| {voice} | {times} | {cells} |")
    return "\n".join(rows)


def aligned(listener: aligner.Listener, utterance: Utterance) -> Utterance:
    """The same sound and phones, dated by the aligner; pauses only where there are some."""
    runs = groupby(utterance.phones, key=lambda phone: phone == "pau")
    words = [list(run) for pause, run in runs if not pause]
    said, ends_s, _ = aligner.align(listener, utterance.samples, words)
    return Utterance(utterance.samples, said, ends_s)


def perfect(spoken: Sequence[Utterance], judges: Sequence[Utterance]) -> list[Take]:
    """The teacher's mouth of what was spoken, beside the phones of whoever judges it."""
    columns = expansion()
    return [
        Take(
            phones.segments(judge.phones, judge.ends_s),
            measures(streams.plain(utterance).units[:, columns]),
        )
        for utterance, judge in zip(spoken, judges, strict=True)
    ]
