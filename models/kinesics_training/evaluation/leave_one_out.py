"""Jaw correlation on each of the five clips 1114_2_0x by networks that never heard it.

A light recipe, since five full trainings would take hours: one base is trained on synthetic speech
alone, then each fold goes on with the four other clips and some of the synthetic speech.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

from kinesics_training.corpora import facegood, voices
from kinesics_training.corpora.corpus import Corpus
from kinesics_training.corpora.facegood import Clip
from kinesics_training.evaluation import evaluate
from kinesics_training.mouth import net, streams, train
from kinesics_training.mouth.float_runner import fp32
from kinesics_training.mouth.streams import Stream
from kinesics_training.mouth.trials import FIRST, TRIALS
from kinesics_training.mouth.workshop import Workshop

CLIPS = (*facegood.TRAIN, facegood.VALIDATION)
BASE = replace(TRIALS[FIRST], name="loo-base", lanes={"spoken": 32}, steps=3000)
FOLD = replace(BASE, lanes={"spoken": 20, "clips": 12}, steps=600, rate=1e-3)
SPOKEN = 100
"""Synthetic utterances of each voice."""
_COPIES = 4


def run(workshop: Workshop) -> dict[str, list[float]]:
    """Jaw correlation per clip and look-ahead; kept beside the weights."""

    @cache
    def spoken() -> list[Stream]:
        utterances = [u for voice in voices.FIRST for u in workshop.speech(voice)[:SPOKEN]]
        return [streams.variant(Corpus(utterances, []), seed) for seed in (50, 51)]

    base = train.train(BASE, workshop.cache, lambda _: spoken(), workshop.say)
    done = kept(workshop)
    for clip in CLIPS:
        if clip not in done:
            taught = workshop.clips(*(name for name in CLIPS if name != clip))
            materials: dict[str, Callable[[], list[Stream]]]
            materials = {"spoken": spoken, "clips": partial(_recorded, taught)}
            fold = replace(FOLD, name=f"loo-without-{clip}")
            tuned = train.train(
                fold, workshop.cache, partial(_made, materials), workshop.say, str(base)
            )
            done[clip] = evaluate.jaw_r(fp32(net.load(str(tuned))), workshop.clips(clip))
            _path(workshop).write_text(json.dumps(done), encoding="utf-8")
        workshop.say(f"leave-one-out {clip}: " + " ".join(f"{r:.3f}" for r in done[clip]))
    return done


def kept(workshop: Workshop) -> dict[str, list[float]]:
    """What `run` found, or nothing."""
    path = _path(workshop)
    found: dict[str, list[float]] = json.loads(path.read_text()) if path.exists() else {}
    return found


def _path(workshop: Workshop) -> Path:
    return workshop.cache / "leave-one-out.json"


def _recorded(clips: list[Clip]) -> list[Stream]:
    """The clips, again and again."""
    return [streams.variant(Corpus([], clips, clip_copies=_COPIES), 52)]


def _made(materials: Mapping[str, Callable[[], list[Stream]]], name: str) -> list[Stream]:
    return materials[name]()
