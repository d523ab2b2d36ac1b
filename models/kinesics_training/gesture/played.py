"""Strokes as the twin plays them, on a voice whose accents are known: limits, guard and lag too."""

from collections.abc import Sequence

import numpy as np

from kinesics.rig.load import load_rig
from kinesics_app.life_measures.beat_alignment import strokes_on_stresses
from kinesics_app.life_measures.figure import Figure
from kinesics_app.life_measures.hum import Hummed
from kinesics_training.corpora.synth import RATE_HZ
from kinesics_training.gesture.spoken import Said

__all__ = ["one_talk", "played"]

_PAUSE_S = 3.0
"""Between utterances: hands are down again."""


def played(spoken: Sequence[Said]) -> Figure:
    """Of the humanoid with its shipped networks, that says them one after the other."""
    return strokes_on_stresses(load_rig("humanoid"), one_talk(spoken))


def one_talk(spoken: Sequence[Said]) -> Hummed:
    """Utterances with a silence between each and the next, and their accented vowels' middles."""
    pause = np.zeros(round(_PAUSE_S * RATE_HZ), np.float32)
    sounds, accents_s, spans, end = [pause[:0]], [np.zeros(0)], [], 0
    for said in spoken:
        spans.append((end, end + len(said.samples)))
        sounds += [said.samples, pause]
        accents_s.append(said.accents_s + end / RATE_HZ)
        end += len(said.samples) + len(pause)
    samples = np.concatenate(sounds).astype(np.float32)
    return Hummed(samples, np.concatenate(accents_s), tuple(spans))
