"""`python -m kinesics_training gesture`: everything that made `speech_gesture`, again."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kinesics.ports import Stepper
from kinesics.toml import load_toml
from kinesics_training.export import shipped as ships
from kinesics_training.export.shipped import BACKENDS, Shipped
from kinesics_training.gesture import (
    laban,
    lessons,
    played,
    recordings,
    runners,
    scores,
    ship,
    speakers,
    train,
)  # fmt: skip
from kinesics_training.gesture.labels import Habits
from kinesics_training.gesture.lessons import Lessons
from kinesics_training.gesture.speakers import Speaker
from kinesics_training.gesture.spoken import Said
from kinesics_training.mouth.workshop import Workshop

_JUDGED, _TENSORS = "gesture-judged.json", "gesture-tensors.json"
_OTHERS = ("talk", "foreign_words", "somebody_else", "hts")
_PLAYED = 60  # utterances: a minute and a half of work for each voice
_VALIDATED = 20  # texts: the rest has not been heard yet


@dataclass(frozen=True, eq=False)
class Gesture:
    """The steps, each of which keeps what it made under the workshop's cache."""

    workshop: Workshop
    out: Path
    """Folder of the models."""
    motion: Path | None = None
    """NAME.bvh beside NAME.wav of people, who teach beside what is synthetic."""

    def run(self, steps: Sequence[str]) -> None:
        """Those steps, in order."""
        commands = {
            "data": self.data,
            "train": self.train,
            "judge": self.judge,
            "export": self.export,
            "evaluate": self.evaluate,
            "played": self.played,
            "card": self.card,
        }
        for name in steps:
            self.workshop.say(f"== gesture {name}")
            commands[name]()

    @property
    def cache(self) -> Path:
        """Where everything of this network is kept; of other people's motion another place."""
        return self.workshop.cache / f"gesture{'' if self.motion is None else '-motion'}"

    def data(self) -> None:
        """Speak as everybody."""
        for speaker in (*speakers.TRAIN, speakers.VALIDATION, *speakers.TEST):
            self._said(speaker)

    def train(self) -> None:
        """The weights."""
        train.train(train.Recipe(), self.cache, self._taught(), self.workshop.say)

    def judge(self) -> None:
        """Scores on the validation voice: what choices are made on."""
        told = self._said(speakers.VALIDATION)[:_VALIDATED]
        network = runners.fp32(train.trained(self.cache))
        self._show("rules", scores.scores(scores.beaten(told, None)))
        self._show("network", scores.scores(scores.beaten(told, network)))
        self._show("words known", scores.scores(scores.beaten(told, network, words=True)))

    def export(self) -> None:
        """The int8 files and the goldens."""
        told = self._said(speakers.VALIDATION)
        one = max(told, key=lambda said: said.samples.size)
        cues = lessons.heard(one.samples)
        golden = cues, lessons.known(one.stressed_s, len(cues))
        network = train.trained(self.cache)
        shipped = ship.export(network, self.out / ship.NAME, self.cache, golden)
        ships.keep_tensors(shipped, self.cache / _TENSORS)

    def evaluate(self) -> None:
        """Rules, the float network and both files on the test voice; words known; long talk."""
        ways: dict[str, Stepper | None] = {"fp32": runners.fp32(train.trained(self.cache))}
        ways |= {backend: self._running(backend) for backend in BACKENDS}
        ways["rules"] = None
        plain, *others = (self._said(speaker) for speaker in speakers.TEST)
        judged: dict[str, Any] = {
            way: scores.scores(scores.beaten(plain, one)) for way, one in ways.items()
        }
        shipped = ways["onnxruntime"]
        judged["words_known"] = {
            "network": scores.scores(scores.beaten(plain, shipped, words=True))
        }
        for title, told in zip(_OTHERS, others, strict=True):
            if told:
                judged[title] = {
                    "network": scores.scores(scores.beaten(told, shipped)),
                    "rules": scores.scores(scores.beaten(told, None)),
                }
        told = self._said(speakers.VALIDATION)[:_VALIDATED]
        judged["validation"] = {"network": scores.scores(scores.beaten(told, ways["fp32"]))}
        self.workshop.say(json.dumps(judged, indent=2))
        (self.cache / _JUDGED).write_text(json.dumps(judged), encoding="utf-8")

    def played(self) -> None:
        """Strokes of the shipped network on each test voice, as the twin plays them."""
        for speaker in speakers.TEST:
            if said := self._said(speaker):
                figure = played.played(said[:_PLAYED])
                self.workshop.say(f"{speaker.name}, {len(said[:_PLAYED])}: {figure.figure}")

    def card(self) -> None:
        """card.toml, from what `evaluate` kept and a fresh measurement of cost."""
        judged = json.loads((self.cache / _JUDGED).read_text(encoding="utf-8"))
        facts = load_toml(Path(__file__).with_name("facts.toml"))
        shipped = self._shipped()
        accuracy = facts.pop("accuracy") | judged
        tables = {"budget": ship.costs(shipped), **facts, "accuracy": accuracy}
        text = ship.card(shipped, train.trained(self.cache), tables)
        (shipped.folder / "card.toml").write_text(text, encoding="utf-8")

    def _taught(self) -> Lessons:
        made, habits = lessons.empty(), Habits.load()
        for seed, speaker in enumerate(speakers.TRAIN):
            made = made.joined(lessons.of_speech(self._said(speaker), habits, seed))
        if self.motion is not None:
            made = made.joined(recordings.lessons_of(self.motion, self.workshop.say))
        return made

    def _said(self, speaker: Speaker) -> list[Said]:
        others: list[str] = []
        if speaker.foreign:
            library = self.workshop.recordings.parent / "labanotation" / "library"
            others = laban.sentences(library / "sentence-concept_database.csv")
            if not others:
                self.workshop.say(f"{library}: no sentences; {speaker.name} is left out")
                return []
        return speakers.said(speaker, self.workshop.cache / "gesture", self.workshop.say, others)

    def _shipped(self) -> Shipped:
        return ships.kept(ship.NAME, self.out / ship.NAME, self.cache / _TENSORS)

    def _running(self, backend: str) -> Stepper:
        return ship.running(self._shipped(), backend, train.trained(self.cache).plan.hidden)

    def _show(self, title: str, found: scores.Scores) -> None:
        rows = [f"  {name:40s} {value:7.3f}" for name, value in found.items()]
        self.workshop.say("\n".join([title, *rows]))
