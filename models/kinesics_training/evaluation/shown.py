"""`python -m kinesics_training shown [validation]`: the int8 mouth as the runtime shows it.

The runtime lets the network hear steady noise fainter (`kinesics/audio/noise_floor.py`), and shows
its channels and visemes in one mouth that is held in pauses (`viseme_blend.py`). That is scored
beside the channels alone: on the voices that judge, and written into the card and this package's
README, or on those of validation. It needs the voices' sounds and the shipped files, no float
weights.
"""

from collections.abc import Mapping
from pathlib import Path

from kinesics.toml import load_toml
from kinesics_training import toml_text
from kinesics_training.corpora import facegood, recorded, synth
from kinesics_training.corpora.synth import Utterance
from kinesics_training.evaluation import evaluate, panel, report
from kinesics_training.evaluation.blended import blended
from kinesics_training.evaluation.evaluate import Hearing
from kinesics_training.evaluation.report import Judged
from kinesics_training.export.shipped import BACKENDS, Shipped
from kinesics_training.lips import lips
from kinesics_training.lips.touches import touches
from kinesics_training.marked import with_part
from kinesics_training.mouth import hull, ship
from kinesics_training.mouth.lookaheads import LOOKAHEADS
from kinesics_training.mouth.runners import Runner
from kinesics_training.mouth.workshop import Workshop

README = Path(__file__).parents[1] / "README.md"
HEAD = LOOKAHEADS.index(8)
CHOSEN_BY = "litert"
ABOUT = (
    "*_shown: the int8 files as the runtime shows them: steady noise heard fainter, channels "
    "blended with the visemes, held in pauses, inside the hull; *_plain and all tables above: the "
    "channels alone. rms, the clip and look-aheads as above; touches of /f v/: told where a "
    "running robot counts one, true: every "
    "/f v/, matched within 60 ms"
)
VOICES = "litert, 80 ms, as shown, voice by voice; NAME-plain: the channels alone"
SHOWN = (
    "macro_f1", "vowel_accuracy", "closure_f1", "closure_error_ms", "auc_bilabial_lingual",
    "auc_rounding", "r_gap", "own_lag_ms", "pauses", "touch_precision", "touch_recall",
)  # fmt: skip

Table = dict[str, dict[str, float]]


def ways(out: Path) -> dict[str, Runner]:
    """The channels alone and the mouth as shown, of both int8 files."""
    folder = out / ship.NAME
    card = load_toml(folder / "card.toml")
    tensors = {file["backend"]: file["tensors"] for file in card["files"]}
    shipped, around = Shipped(ship.NAME, folder, tensors), hull.load(folder)
    plain = {backend: ship.runner(shipped, backend) for backend in BACKENDS}
    shown = {f"{backend}_shown": blended(runner, around) for backend, runner in plain.items()}
    return {f"{backend}_plain": runner for backend, runner in plain.items()} | shown


def by_voice(runners: Mapping[str, Runner], heard: Mapping[str, list[Utterance]]) -> Table:
    """At 80 ms, of one file: every voice as shown, and beside it as the channels alone are."""
    table: Table = {}
    for name, spoken in heard.items():
        for way, suffix in (("plain", "-plain"), ("shown", "")):
            hearing = evaluate.hear(runners[f"{CHOSEN_BY}_{way}"], spoken)
            table[f"{name}{suffix}"] = _scores(hearing, HEAD)
    return table


def by_lookahead(
    runners: Mapping[str, Runner], spoken: list[Utterance], clips: list[facegood.Clip]
) -> dict[str, Judged]:
    """Touches by every runner; of the mouth as shown, all of `evaluate.everything` too."""
    judged: dict[str, Judged] = {}
    for way, runner in runners.items():
        hearing = evaluate.hear(runner, spoken)
        found = [touches(hearing.takes(head)) for head in range(len(LOOKAHEADS))]
        judged[way] = {"touches": {name: [one[name] for one in found] for name in found[0]}}
        if way.endswith("_shown"):
            judged[way] = {**evaluate.everything(runner, spoken, clips, seed=23), **judged[way]}
    return judged


def _scores(hearing: Hearing, head: int) -> lips.Scores:
    takes = hearing.takes(head)
    found = touches(takes)
    return {
        **lips.score(takes),
        "touch_precision": found["precision"],
        "touch_recall": found["recall"],
    }


def touch_lines(judged: Mapping[str, Judged]) -> str:
    """Touches by look-ahead, as Markdown."""
    rows = [
        "| way | look-ahead ms | told | true | right | found | F1 |",
        "|---|---|---|---|---|---|---|",
    ]
    for way, scores in judged.items():
        for head, lookahead in enumerate(LOOKAHEADS):
            told, true, *shares = (values[head] for values in scores["touches"].values())
            cells = [f"{told:.0f}", f"{true:.0f}", *(f"{share:.3f}" for share in shares)]
            rows.append(f"| {way} | {10 * lookahead} | {' | '.join(cells)} |")
    return "\n".join(rows)


def lines(table: Table) -> str:
    """As Markdown."""
    rows = [f"| voice | {' | '.join(SHOWN)} |", "|---" * (len(SHOWN) + 1) + "|"]
    rows += [
        f"| {name} | {' | '.join(f'{row[score]:.3f}' for score in SHOWN)} |"
        for name, row in table.items()
    ]
    return "\n".join(rows)


def judge(workshop: Workshop, out: Path) -> None:
    """The test voices and clip, once; into the card and the README."""
    runners = ways(out)
    spoken, clips = workshop.speech(synth.TEST), workshop.clips(facegood.TEST)
    judged = by_lookahead(runners, spoken, clips)
    shown = {way: of for way, of in judged.items() if way.endswith("_shown")}
    for way, scores in shown.items():
        workshop.say(f"{way}\n{report.table(scores)}")
    workshop.say(touch_lines(judged))
    heard = panel.validation(workshop) | panel.test(workshop)
    heard["recorded-en"] = recorded.librivox()
    voices = by_voice(runners, {name: of for name, of in heard.items() if of})
    workshop.say(lines(voices))
    _write(out / ship.NAME / "card.toml", judged, voices)
    page = README.read_text(encoding="utf-8")
    page = with_part(page, "shown", report.scores(shown, tuple(shown)))
    page = with_part(page, "touches", touch_lines(judged))
    README.write_text(with_part(page, "shown voices", lines(voices)), encoding="utf-8")


def _write(path: Path, judged: Mapping[str, Judged], voices: Table) -> None:
    """Put the tables into the card, in the place of older ones of their names."""
    card = load_toml(path)
    shown = {way: report.rounded(judged[way]) for way in judged}
    card["accuracy"] |= {"shown": {"about": ABOUT}, **shown}
    card["accuracy"]["shown_voices_80ms"] = {"about": VOICES, **report.rounded(voices)}
    path.write_text(toml_text.text(card), encoding="utf-8")


def validate(workshop: Workshop, out: Path) -> None:
    """The validation voices, as choices are made on; writes nothing."""
    workshop.say(lines(by_voice(ways(out), panel.validation(workshop))))
