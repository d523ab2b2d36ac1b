"""Jaw correlation on each of the five clips 1114_2_0x by networks that never heard it.

A light recipe, since five full trainings would take hours: one base is trained on synthetic speech
alone, then each fold goes on with the four other clips and some of the synthetic speech.
"""

import json
from dataclasses import replace

import torch

from kinesics_training import evaluate, facegood, net, runners, streams, synth, train
from kinesics_training.streams import Stream
from kinesics_training.trials import TRIALS
from kinesics_training.workshop import Workshop

CLIPS = (*facegood.TRAIN, facegood.VALIDATION)
BASE_EPOCHS = 4
FOLD_EPOCHS = 5
SPOKEN = 60
"""Synthetic utterances of each voice in a stream."""


def run(workshop: Workshop, trial: str) -> dict[str, list[float]]:
    """Jaw correlation per clip and look-ahead; kept beside the weights."""
    recipe = replace(TRIALS[trial], name=f"{trial}-base", epochs=BASE_EPOCHS)
    base = train.train(recipe, workshop.cache, lambda e: _stream(workshop, (), e), workshop.say)
    path = workshop.cache / f"{trial}-leave-one-out.json"
    done: dict[str, list[float]] = json.loads(path.read_text()) if path.exists() else {}
    for clip in CLIPS:
        if clip not in done:
            done[clip] = _fold(workshop, trial, str(base), clip)
            path.write_text(json.dumps(done), encoding="utf-8")
        workshop.say(f"leave-one-out {clip}: " + " ".join(f"{r:.3f}" for r in done[clip]))
    return done


def kept(workshop: Workshop, trial: str) -> dict[str, list[float]]:
    """What `run` found, or nothing."""
    path = workshop.cache / f"{trial}-leave-one-out.json"
    return json.loads(path.read_text()) if path.exists() else {}


def _fold(workshop: Workshop, trial: str, base: str, clip: str) -> list[float]:
    others = tuple(name for name in CLIPS if name != clip)
    recipe = replace(TRIALS[trial], name=f"{trial}-without-{clip}", epochs=FOLD_EPOCHS, rate=1e-3)
    torch.manual_seed(recipe.seed)
    tuned = train.train(
        recipe, workshop.cache, lambda e: _stream(workshop, others, e), workshop.say, start=base
    )
    return evaluate.jaw_r(runners.fp32(net.load(str(tuned))), workshop.clips(clip))


def _stream(workshop: Workshop, clips: tuple[str, ...], epoch: int) -> Stream:
    """Fewer utterances than the full training; the recorded clips, three times over."""
    seed = epoch % 2
    spoken = [u for voice in synth.TRAIN for u in workshop.speech(voice)[seed::4][:SPOKEN]]
    return streams.variant(streams.Corpus(spoken, workshop.clips(*clips), clip_copies=3), seed + 50)
