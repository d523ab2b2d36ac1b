"""Jaw correlation on each of the five clips 1114_2_0x by networks that never heard it.

A light recipe, since five full trainings would take hours: one base is trained on synthetic speech
alone, then each fold goes on with the four other clips and some of the synthetic speech.
"""

import json
from dataclasses import replace
from pathlib import Path

from kinesics_training import evaluate, facegood, net, runners, streams, train, voices
from kinesics_training.facegood import Clip
from kinesics_training.streams import Stream
from kinesics_training.trials import TRIALS
from kinesics_training.workshop import Workshop

CLIPS = (*facegood.TRAIN, facegood.VALIDATION)
RECIPE = TRIALS["warm"]
BASE_EPOCHS = 4
FOLD_EPOCHS = 2
BASE_SPOKEN = 100
FOLD_SPOKEN = 25
"""Synthetic utterances of each voice in a stream."""


def run(workshop: Workshop, material: str) -> dict[str, list[float]]:
    """Jaw correlation per clip and look-ahead; kept beside the weights.

    The other clips are taught as a trial of this `Recipe.material` is taught them; the clip that
    judges is always as it was recorded.
    """
    recipe = replace(RECIPE, name="loo-base", epochs=BASE_EPOCHS, cycle=0)
    spoken = [_stream(workshop, [], seed, BASE_SPOKEN) for seed in range(2)]
    base = train.train(recipe, workshop.cache, lambda e: spoken[e % 2], workshop.say)
    done = kept(workshop, material)
    for clip in CLIPS:
        if clip not in done:
            done[clip] = _fold(workshop, base, material, clip)
            _path(workshop, material).write_text(json.dumps(done), encoding="utf-8")
        workshop.say(f"leave-one-out {clip}: " + " ".join(f"{r:.3f}" for r in done[clip]))
    return done


def kept(workshop: Workshop, material: str) -> dict[str, list[float]]:
    """What `run` found, or nothing."""
    path = _path(workshop, material)
    found: dict[str, list[float]] = json.loads(path.read_text()) if path.exists() else {}
    return found


def _path(workshop: Workshop, material: str) -> Path:
    return workshop.cache / f"leave-one-out-{material}.json"


def _fold(workshop: Workshop, base: Path, material: str, clip: str) -> list[float]:
    others = workshop.taught(material, [name for name in CLIPS if name != clip])
    name = f"loo-{material}-without-{clip}"
    recipe = replace(RECIPE, name=name, epochs=FOLD_EPOCHS, cycle=0, rate=1e-3)
    versions = [_stream(workshop, others, seed, FOLD_SPOKEN) for seed in range(2)]
    tuned = train.train(
        recipe, workshop.cache, lambda e: versions[e % 2], workshop.say, start=str(base)
    )
    return evaluate.jaw_r(runners.fp32(net.load(str(tuned))), workshop.clips(clip))


def _stream(workshop: Workshop, clips: list[Clip], seed: int, count: int) -> Stream:
    """Some utterances of every voice; the recorded clips three times over."""
    spoken = [u for voice in voices.FIRST for u in workshop.speech(voice)[seed::2][:count]]
    return streams.variant(streams.Corpus(spoken, clips, clip_copies=3), seed + 50)
