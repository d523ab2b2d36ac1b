"""`python -m kinesics_training gaze`: everything that made the network `gaze`, again."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from kinesics.toml import load_toml
from kinesics_training.export import shipped as ships
from kinesics_training.export.shipped import BACKENDS, Shipped
from kinesics_training.gaze import generator, people, runners, scores, ship, train, worlds
from kinesics_training.gaze.generator import Lessons
from kinesics_training.gaze.net import Net, load
from kinesics_training.mouth.workshop import Workshop

_JUDGED, _TENSORS = "judged.json", "tensors.json"

LIVES = {"train": (128, 2.6, 1), "validation": (24, 2.6, 2), "test": (48, 2.6, 3)}
"""How many lives, minutes of each, seed."""


@dataclass(frozen=True, eq=False)
class Gaze:
    """The steps, each of which keeps what it made under the workshop's cache."""

    workshop: Workshop
    out: Path
    """Folder of the models."""
    recordings: Path | None = None
    """Folder of people: NAME.csv of a face, NAME.wav of its voice, and NAME.partner.wav."""

    def run(self, steps: Sequence[str]) -> None:
        """Those steps, in order."""
        commands: dict[str, Callable[[], None]] = {
            "data": self.data,
            "train": self.train,
            "judge": self.judge,
            "fit": self.fit,
            "export": self.export,
            "evaluate": self.evaluate,
            "card": self.card,
        }
        self.cache.mkdir(parents=True, exist_ok=True)
        for name in steps:
            self.workshop.say(f"== gaze {name}")
            commands[name]()

    @property
    def cache(self) -> Path:
        """Where everything of this network is kept."""
        return self.workshop.cache / "gaze"

    def data(self) -> None:
        """Live all lives."""
        for role in LIVES:
            self._lives(role)

    def train(self) -> None:
        """The weights, where not there yet."""
        path = self.cache / "gaze.pt"
        if not path.exists():
            train.train(train.Recipe(), path, self._lives("train"), self.workshop.say)

    def fit(self) -> None:
        """Go on from the weights with recorded people; the generator's lives beside them."""
        if self.recordings is None:
            raise SystemExit("gaze fit: wanted --people FOLDER of NAME.csv and NAME.wav")
        found = people.load_all(self.recordings, self.workshop.say)
        taught = people.beside(self._lives("train"), found)
        recipe = train.Recipe(epochs=10, rate=1e-3)
        path = self.cache / "gaze.pt"
        train.train(recipe, path, taught, self.workshop.say, start=str(path))
        self._show("people", scores.numbers(found, self._chances(self._float(), found)))

    def judge(self) -> None:
        """Scores on the validation lives: what choices are made on."""
        lives = self._lives("validation")
        self._show("validation", scores.numbers(lives, self._chances(self._float(), lives)))
        self._show("as drawn", scores.numbers(lives, lives.chances))

    def export(self) -> None:
        """The int8 files and the goldens."""
        cues = self._lives("validation").cues[0]
        shipped = ship.export(self._network(), self.out / ship.NAME, self.cache, cues)
        ships.keep_tensors(shipped, self.cache / _TENSORS)

    def evaluate(self) -> None:
        """The float network, both files, rules and constants on the test lives."""
        lives, taught = self._lives("test"), self._lives("train")
        ways = {"fp32": self._float()} | {b: ship.runner(self._shipped(), b) for b in BACKENDS}
        said = {way: runner(lives.cues) for way, runner in ways.items()}
        judged: dict[str, Any] = {
            way: scores.numbers(lives, scores.chances_of(one)) | scores.extras(lives, one)
            for way, one in said.items()
        }
        for backend in BACKENDS:
            off = scores.chances_of(said[backend]) / scores.chances_of(said["fp32"])
            judged[backend]["ratio_to_fp32_rms"] = float(np.sqrt(np.mean((off - 1.0) ** 2)))
        judged["as_drawn"] = scores.numbers(lives, lives.chances)
        judged["rules"] = scores.numbers(lives, lives.plain)
        for name, by_state in (("constant_by_state", True), ("constant", False)):
            chances = scores.constant(taught, lives, by_state=by_state)
            judged[name] = scores.numbers(lives, chances)
        for name, found in judged.items():
            self._show(name, found)
        (self.cache / _JUDGED).write_text(json.dumps(judged), encoding="utf-8")

    def card(self) -> None:
        """card.toml, from what `evaluate` kept and a fresh measurement of cost."""
        judged = json.loads((self.cache / _JUDGED).read_text(encoding="utf-8"))
        facts = load_toml(Path(__file__).with_name("facts.toml"))
        shipped = self._shipped()
        accuracy = facts.pop("accuracy") | judged
        tables = {"budget": ship.costs(shipped), **facts, "accuracy": accuracy}
        text = ship.card(shipped, self._network(), tables)
        (shipped.folder / "card.toml").write_text(text, encoding="utf-8")

    def _lives(self, role: str) -> Lessons:
        path = self.cache / f"{role}.npz"
        if not path.exists():
            lanes, minutes, seed = LIVES[role]
            self.workshop.say(f"{role}: {lanes} lives of {minutes:g} minutes")
            lives = generator.live(worlds.worlds(lanes, minutes, seed), seed)
            np.savez(path, **{one.name: getattr(lives, one.name) for one in fields(lives)})
        with np.load(path) as kept:
            return Lessons(**{name: kept[name] for name in kept.files})

    def _network(self) -> Net:
        return load(str(self.cache / "gaze.pt"))

    def _float(self) -> runners.Runner:
        return runners.fp32(self._network())

    def _chances(self, runner: runners.Runner, lives: Lessons) -> scores.F64:
        return scores.chances_of(runner(lives.cues))

    def _shipped(self) -> Shipped:
        return ships.kept(ship.NAME, self.out / ship.NAME, self.cache / _TENSORS)

    def _show(self, title: str, found: scores.Scores) -> None:
        rows = [f"  {name:24s} {value:8.4f}" for name, value in found.items()]
        self.workshop.say("\n".join([title, *rows]))
