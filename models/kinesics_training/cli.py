"""`python -m kinesics_training COMMAND`: everything that made the shipped models, again."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from kinesics.errors import ModelError
from kinesics_training.affect.commands import Affect
from kinesics_training.corpora import facegood, polyglot, recorded, synth, voices
from kinesics_training.evaluation import (
    ceiling,
    evaluate,
    exactness,
    jaw_ceiling,
    leave_one_out,
    panel,
    report,
    shown,
    strange,
)
from kinesics_training.export import shipped as ships
from kinesics_training.export.shipped import Shipped
from kinesics_training.gaze.commands import Gaze
from kinesics_training.gesture.commands import Gesture
from kinesics_training.learning.at_once import at_once
from kinesics_training.marked import with_part
from kinesics_training.mouth import hull, net, ridge, ship, train
from kinesics_training.mouth.float_runner import fp32
from kinesics_training.mouth.runners import Runner
from kinesics_training.mouth.streams import Stream
from kinesics_training.mouth.trials import FIRST, SHIPPED, TAUGHT, TRIALS
from kinesics_training.mouth.workshop import MATERIALS, Workshop
from kinesics_training.options import STEPS
from kinesics_training.peers import compare, comparison, ours
from kinesics_training.peers.program import Bench

_TENSORS = "tensors.json"
README = Path(__file__).with_name("README.md")


def main(options: argparse.Namespace) -> None:
    """Do what was asked."""
    torch.set_num_threads(options.threads)
    workshop = Workshop(options.cache, options.recordings)
    trial = options.trial or SHIPPED
    if trial not in TRIALS:
        raise ModelError(f"no trial {trial!r}; trials: {', '.join(TRIALS)}")
    commands: dict[str, Callable[[], object]] = {
        "data": lambda: make_data(workshop, trial),
        "train": lambda: make_weights(workshop, trial),
        "judge": lambda: judge(workshop, trial),
        "leave-one-out": lambda: leave_one_out.run(workshop),
        "export": lambda: make_files(workshop, trial, options.out),
        "hull": lambda: make_hull(workshop, options.out),
        "evaluate": lambda: evaluate_all(workshop, trial, options.out),
        "card": lambda: make_card(workshop, trial, options.out),
        "shown": lambda: (shown.validate if options.step else shown.judge)(workshop, options.out),
        "ceiling": lambda: show_ceiling(workshop),
        "compare": lambda: compare_peers(workshop, options.out, options.page),
    }
    steps = options.step or STEPS.get(options.command, ())
    others: dict[str, Callable[[], Affect | Gaze | Gesture]] = {
        "affect": lambda: Affect(workshop, options.out),
        "gaze": lambda: Gaze(workshop, options.out, options.people),
        "gesture": lambda: Gesture(workshop, options.out, options.motion),
    }
    if options.command in others:
        others[options.command]().run(steps)
        return
    everything = ("data", "train", "leave-one-out", "export", "hull", "evaluate", "card", "shown")
    for name in everything if options.command == "all" else (options.command,):
        workshop.say(f"== {name}")
        commands[name]()


def make_data(workshop: Workshop, trial: str) -> None:
    """Speak every voice and augment every version of the streams that need no network."""
    heard = TRIALS[trial].lanes
    slowest = sorted(voices.VOICES.values(), key=lambda voice: voice.engine != "kokoro")
    at_once(workshop.part, [(voice.name, k) for voice in slowest for k in range(voice.parts)])
    polyglot.recorded(workshop, "ru", held=False)  # before two ask for it
    plain = [name for name in ("english", "voices", "natives") if name in heard]
    at_once(workshop.version, [(n, k) for n in plain for k in range(MATERIALS[n].variants)])


def make_weights(workshop: Workshop, trial: str) -> Path:
    """The trained weights of a trial, and of those that it goes on from, where not there yet."""
    done = workshop.cache / f"{trial}.pt"
    if done.exists():
        return done
    recipe = TRIALS[trial]
    start = str(make_weights(workshop, recipe.start)) if recipe.start else ""
    return train.train(
        recipe, workshop.cache, lambda name: _streams(workshop, name), workshop.say, start
    )


def _streams(workshop: Workshop, name: str) -> list[Stream]:
    """A material; the first network labels the recordings that have no curves."""

    def teacher() -> Runner:
        return fp32(net.load(str(make_weights(workshop, FIRST))))

    return workshop.material(name, teacher)


def judge(workshop: Workshop, trial: str) -> None:
    """A trial's scores on the validation voice and clip: what choices are made on."""
    runner = fp32(net.load(str(make_weights(workshop, trial))))
    clips = workshop.clips(facegood.VALIDATION)
    judged = evaluate.everything(runner, workshop.speech(synth.VALIDATION), clips, seed=11)
    workshop.say(report.table(judged))
    workshop.say(f"jaw_r of ridge regression: {_ridge_jaw_r(workshop, facegood.VALIDATION):.3f}")
    workshop.say(panel.lines(panel.scores(runner, panel.validation(workshop))))


def make_files(workshop: Workshop, trial: str, out: Path) -> None:
    """The int8 files and goldens of a trial."""
    golden = max(workshop.speech("slt")[:30], key=lambda spoken: spoken.samples.size)
    shipped = ship.export(make_weights(workshop, trial), out / ship.NAME, workshop.cache, golden)
    ships.keep_tensors(shipped, workshop.cache / _TENSORS)


def make_hull(workshop: Workshop, out: Path) -> None:
    """The hull of valid mouths, of everything that is taught."""
    taught = (stream.units for name in TAUGHT for stream in _streams(workshop, name))
    hull.save(out / ship.NAME / hull.FILE, taught)


def evaluate_all(workshop: Workshop, trial: str, out: Path) -> None:
    """The float network and both files on the test voice and clip; kept for the card."""
    network = net.load(str(make_weights(workshop, trial)))
    shipped = _shipped(workshop, out)
    ways = {"fp32": fp32(network)} | {b: ship.runner(shipped, b) for b in shipped.tensors}
    utterances, clips = workshop.speech(synth.TEST), workshop.clips(facegood.TEST)
    judged: dict[str, Any] = {}
    for way, runner in ways.items():
        judged[way] = evaluate.everything(runner, utterances, clips, seed=23)
        workshop.say(f"{way}\n{report.table(judged[way])}")
    around = hull.load(out / ship.NAME)
    judged["strange"] = strange.strange(ways["onnxruntime"], utterances, around)
    judged["controls"] = evaluate.controls(ways["fp32"], utterances)
    judged["controls"]["ridge"] = {"jaw_r": _ridge_jaw_r(workshop, facegood.TEST)}
    judged["recorded"] = evaluate.recorded(ways["fp32"], recorded.librivox())
    heard = panel.validation(workshop) | panel.test(workshop)
    judged["voices"] = panel.scores(ways["fp32"], heard)
    (workshop.cache / "judged.json").write_text(json.dumps(judged), encoding="utf-8")


def make_card(workshop: Workshop, trial: str, out: Path) -> None:
    """card.toml and the tables of README.md, from what `evaluate` and `leave-one-out` kept.

    What a step costs is measured now.
    """
    network = net.load(str(make_weights(workshop, trial)))
    shipped = _shipped(workshop, out)
    judged = json.loads((workshop.cache / "judged.json").read_text(encoding="utf-8"))
    kept = workshop.cache / "peers.json"
    judged["peers"] = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    judged["hours"] = workshop.hours(*TAUGHT)
    judged["leave_one_out"] = leave_one_out.kept(workshop)
    card = ship.card(shipped, network, report.facts(judged, ship.costs(shipped)))
    (shipped.folder / "card.toml").write_text(card, encoding="utf-8")
    page = README.read_text(encoding="utf-8")
    page = with_part(page, "scores", report.scores(judged, ("fp32", *shipped.tensors)))
    page = with_part(page, "voices", report.voices(judged["voices"], panel.SHOWN))
    README.write_text(page, encoding="utf-8")


def show_ceiling(workshop: Workshop) -> None:
    """What a perfect mouth scores by the aligner's times, and how far a jaw follows from sound."""
    page = README.read_text(encoding="utf-8")
    parts = {"exactness": exactness, "ceiling": ceiling, "jaw ceiling": jaw_ceiling}
    for name, told in parts.items():
        workshop.say(lines := told.lines(workshop))
        page = with_part(page, name, lines)
    README.write_text(page, encoding="utf-8")


def compare_peers(workshop: Workshop, out: Path, page: Path) -> None:
    """PEERS.md: the shipped files and every peer over the same sounds; kept for the card."""
    mine = ours.shipped(out / ship.NAME)
    theirs = compare.peers(Bench(workshop.cache))
    corpora = {"synthetic": workshop.speech(synth.TEST), "recorded": recorded.librivox()}
    heard = {name: utterances for name, utterances in corpora.items() if utterances}
    found = compare.compare([*mine, *theirs], heard, workshop.cache / "compared", workshop.say)
    peers = [contender.peer for contender in theirs]
    labels = [system.label for system in mine]
    head = comparison.head([system.version for system in mine], peers)
    page.write_text(comparison.page(found, labels, peers, head), encoding="utf-8")
    facts = comparison.facts(found, peers)
    (workshop.cache / "peers.json").write_text(json.dumps(facts), encoding="utf-8")


def _shipped(workshop: Workshop, out: Path) -> Shipped:
    """What `export` wrote."""
    return ships.kept(ship.NAME, out / ship.NAME, workshop.cache / _TENSORS)


def _ridge_jaw_r(workshop: Workshop, name: str) -> float:
    """What the plainest listener, taught the same clips, reaches on a clip."""
    follow = ridge.fit(workshop.clips(*facegood.TRAIN))
    return ridge.jaw_r(follow, *workshop.clips(name))
