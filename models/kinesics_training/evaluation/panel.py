"""Lip scores voice by voice: unseen voices of seven languages, synthetic and recorded.

Recorded voices are scored against phones that `aligner.py` dated, good to about a row: closures
within 60 ms can be judged so, instants cannot.
"""

from collections.abc import Mapping

from kinesics_training.corpora import polyglot, synth, voices
from kinesics_training.corpora.polyglot import Shelf
from kinesics_training.corpora.synth import Utterance
from kinesics_training.evaluation import evaluate
from kinesics_training.lips import lips
from kinesics_training.mouth.lookaheads import LOOKAHEADS
from kinesics_training.mouth.runners import Runner

SHOWN = (
    "macro_f1", "vowel_accuracy", "closure_f1", "auc_bilabial_lingual", "auc_open_bilabial",
    "auc_rounding", "r_gap", "own_lag_ms", "pauses", "viseme_macro_f1", "viseme_vowel_accuracy",
)  # fmt: skip
_MOST = 60
"""Utterances of each voice."""


def validation(shelf: Shelf) -> dict[str, list[Utterance]]:
    """What choices are made on: a voice or two a language, none trained on."""
    chosen = {name: shelf.speech(name)[:_MOST] for name in voices.by_role("validation")}
    chosen["recorded-ru"] = polyglot.recorded(shelf, "ru", held=True)[:_MOST]
    return {name: spoken for name, spoken in chosen.items() if spoken}


def test(shelf: Shelf) -> dict[str, list[Utterance]]:
    """What the card reports: never trained on, tuned on or selected on."""
    chosen = {name: shelf.speech(name) for name in voices.by_role("test")}
    chosen["recorded-it"] = [
        spoken
        for held in (False, True)
        for spoken in polyglot.recorded(shelf, "it", held=held)
        if spoken.samples.size < 10 * synth.RATE_HZ
    ]
    return {name: spoken for name, spoken in chosen.items() if spoken}


def scores(
    runner: Runner, heard: Mapping[str, list[Utterance]], lookahead: int = 8
) -> dict[str, lips.Scores]:
    """Scores of every voice at a look-ahead in rows, and of its shuffled control."""
    table: dict[str, lips.Scores] = {}
    for name, spoken in heard.items():
        heard_as, head = evaluate.hear(runner, spoken), LOOKAHEADS.index(lookahead)
        takes, named = heard_as.takes(head), heard_as.named(head)
        table[name] = evaluate.together(lips.score(takes), lips.score(named))
        mixed = [lips.score(lips.shuffled(way)) for way in (takes, named)]
        table[f"{name}-shuffled"] = evaluate.together(*mixed)
    return table


def lines(table: Mapping[str, lips.Scores]) -> str:
    """One line a voice; of the controls their mean."""
    shown = {name: row for name, row in table.items() if not name.endswith("-shuffled")}
    chance = [row for name, row in table.items() if name.endswith("-shuffled")]
    shown["mean"] = _mean(list(shown.values()))
    shown["shuffled"] = _mean(chance)
    head = f"{'':12} " + " ".join(f"{name[:9]:>9}" for name in SHOWN)
    rows = [f"{n:12} " + " ".join(f"{row[s]:9.3f}" for s in SHOWN) for n, row in shown.items()]
    return "\n".join([head, *rows])


def _mean(rows: list[lips.Scores]) -> lips.Scores:
    return {name: sum(row[name] for row in rows) / len(rows) for name in SHOWN}
