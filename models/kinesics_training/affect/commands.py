"""`python -m kinesics_training affect`: everything that made `speech_affect`, again."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kinesics.affect.vad import BASIC
from kinesics.toml import load_toml
from kinesics_training.affect import observer, real, runners, scores, ship, speakers, stories, train
from kinesics_training.affect.speakers import Speaker
from kinesics_training.affect.stories import NO_SPEECH, Stories
from kinesics_training.export import shipped as ships
from kinesics_training.export.shipped import BACKENDS, Shipped
from kinesics_training.mouth.workshop import Workshop

F64 = npt.NDArray[np.float64]
_JUDGED, _TENSORS = "affect-judged.json", "affect-tensors.json"


@dataclass(frozen=True, eq=False)
class Affect:
    """The steps, each of which keeps what it made under the workshop's cache."""

    workshop: Workshop
    out: Path
    """Folder of the models."""
    _held: dict[str, Stories] = field(default_factory=dict)

    def run(self, steps: Sequence[str]) -> None:
        """Those steps, in order."""
        commands = {
            "data": self.data,
            "train": self.train,
            "judge": self.judge,
            "export": self.export,
            "evaluate": self.evaluate,
            "card": self.card,
        }
        for name in steps:
            self.workshop.say(f"== affect {name}")
            commands[name]()

    @property
    def cache(self) -> Path:
        """Where everything of this network is kept."""
        return self.workshop.cache / "affect"

    def data(self) -> None:
        """Speak as everybody, and tell their stories."""
        for speaker in (*speakers.TRAIN, *speakers.VALIDATION, *speakers.TEST):
            self._one(speaker)

    def train(self) -> None:
        """The weights."""
        told = self._all("train", speakers.TRAIN)
        train.train(train.Recipe(), self.cache, told, self.workshop.say)

    def judge(self) -> None:
        """Scores on the validation voices: what choices are made on."""
        told = self._all("validation", speakers.VALIDATION)
        self._show("validation", scores.judge(self._float(), told, self._usual()))

    def export(self) -> None:
        """The int8 files and the goldens."""
        golden = self._all("validation", speakers.VALIDATION)
        folder = self.out / ship.NAME
        shipped = ship.export(train.trained(self.cache), folder, self.cache, golden)
        ships.keep_tensors(shipped, self.cache / _TENSORS)

    def evaluate(self) -> None:
        """The float network and both files on the test voices, rooms, controls, real voices."""
        told, usual = self._all("test", speakers.TEST), self._usual()
        ways = {"fp32": self._float()} | {b: ship.runner(self._shipped(), b) for b in BACKENDS}
        said = {way: runner(told.cues, told.weights) for way, runner in ways.items()}
        judged: dict[str, Any] = {
            way: scores.numbers(told, one, usual) for way, one in said.items()
        }
        judged["shuffled"] = scores.numbers(told, scores.shuffled(told, said["fp32"]), usual)
        validation = self._all("validation", speakers.VALIDATION)
        judged["validation"] = scores.judge(ways["fp32"], validation, usual)
        judged["rooms"] = {room: self._in_room(ways["fp32"], room) for room in stories.ROOMS}
        judged["confusion"] = _confusion(scores.stretches(told, said["fp32"]), usual)
        judged["observer"] = observer.ceiling()
        judged["real"] = real.heard(ways["fp32"], self.workshop.recordings)
        for name in ("fp32", "shuffled", "validation"):
            self._show(name, judged[name])
        (self.cache / _JUDGED).write_text(json.dumps(judged), encoding="utf-8")

    def card(self) -> None:
        """card.toml, from what `evaluate` kept and a fresh measurement of cost."""
        judged = json.loads((self.cache / _JUDGED).read_text(encoding="utf-8"))
        facts = load_toml(Path(__file__).with_name("facts.toml"))
        shipped = self._shipped()
        accuracy = facts.pop("accuracy") | judged
        tables = {"budget": ship.costs(shipped), **facts, "accuracy": accuracy}
        text = ship.card(shipped, train.trained(self.cache), tables)
        (shipped.folder / "card.toml").write_text(text, encoding="utf-8")

    def _in_room(self, runner: scores.Runner, room: str) -> scores.Scores:
        told = stories.cached(speakers.TEST[0], self.cache, self.workshop.say, room)
        return scores.judge(runner, told, self._usual())

    def _float(self) -> scores.Runner:
        return runners.fp32(train.trained(self.cache))

    def _shipped(self) -> Shipped:
        return ships.kept(ship.NAME, self.out / ship.NAME, self.cache / _TENSORS)

    def _usual(self) -> F64:
        """(8,) the mean mixture of what is taught."""
        told = self._all("train", speakers.TRAIN)
        return np.asarray(told.shares[told.stretch != NO_SPEECH].mean(axis=0), np.float64)

    def _one(self, speaker: Speaker) -> Stories:
        return stories.cached(speaker, self.cache, self.workshop.say)

    def _all(self, role: str, of: Sequence[Speaker]) -> Stories:
        if role not in self._held:
            self._held[role] = stories.joined([self._one(speaker) for speaker in of])
        return self._held[role]

    def _show(self, title: str, found: scores.Scores) -> None:
        rows = [f"  {name:40s} {value:7.3f}" for name, value in found.items()]
        self.workshop.say("\n".join([title, *rows]))


def _confusion(found: scores.Stretches, usual: F64) -> dict[str, list[float]]:
    """Share of each emotion that is taken for each, in the order of the basic ones."""
    rows = scores.confusion(found, usual).round(3).tolist()
    return dict(zip(BASIC, rows, strict=True))
