"""Whatever is heard, the mouth shows what a mouth can: music, noise, laughter, bad microphones."""

import numpy as np
import pytest

from kinesics.audio.speech_file import load_speech
from kinesics.behaviours.speech import SpeechMouth
from kinesics.inference.card import ModelCard
from kinesics.inference.hull_file import load_hull
from kinesics.inference.loader import open_stepper
from kinesics.motion.hull import Hull
from kinesics.signals import Speech, SpeechEnd
from kinesics_app.character.character import front_end
from kinesics_models import model_folder

RATE_HZ = 16_000
CARD = ModelCard.load(model_folder("speech_face"))
HULL = load_hull(CARD)
T_S = np.arange(4 * RATE_HZ) / RATE_HZ


def music():
    chord = sum(np.sin(2 * np.pi * f * T_S + 3 * np.sin(2 * np.pi * 5 * T_S)) for f in (220, 330))
    return 0.2 * chord


def laughter():
    bursts = np.abs(np.sin(2 * np.pi * 4.5 * T_S)) ** 4
    breath = np.random.default_rng(1).normal(0.0, 0.2, len(T_S))
    return bursts * (breath + 0.3 * np.sin(2 * np.pi * 280 * T_S))


SOUNDS = {
    "music": music(),
    "laughter": laughter(),
    "white noise": np.random.default_rng(0).normal(0.0, 0.2, len(T_S)),
    "hum": 0.3 * np.sin(2 * np.pi * 50 * T_S),
    "clicks": (np.arange(len(T_S)) % 1600 == 0) * 1.0,
    "full scale": np.sign(np.sin(2 * np.pi * 140 * T_S)),
}
MOVES = {"hum": 0.2}
"""Loud and pure, below all voices: it goes on to move the mouth a little (docs/expression.md)."""


@pytest.fixture(scope="module")
def speech(short_speech):
    samples, rate_hz = load_speech(short_speech)
    assert rate_hz == RATE_HZ
    return samples


def poses(sound, stepper=None, lookahead_ms=80):
    """Rows (T, 23) that a sound becomes, and how many had to be brought in."""
    stepper = stepper or open_stepper(CARD, "onnxruntime")
    mouth = SpeechMouth(
        stepper, front_end(CARD), CARD.channels, CARD.lookaheads_ms, lookahead_ms, HULL
    )
    sound = np.clip(sound, -1.0, 1.0).astype(np.float32)
    tracks = [mouth.feed(Speech(0, 0, RATE_HZ, sound)), mouth.feed(SpeechEnd(1))]
    return np.concatenate([track.values for track in tracks]), mouth.brought_in


@pytest.mark.parametrize("name", SOUNDS)
@pytest.mark.parametrize("lookahead_ms", [0, 200])
def test_no_sound_leaves_the_poses_of_a_mouth(name, lookahead_ms):
    rows, _ = poses(SOUNDS[name], lookahead_ms=lookahead_ms)
    assert HULL.inside(rows).all()


@pytest.mark.parametrize(
    ("microphone", "sound"),
    [
        ("clipped", lambda x: np.clip(30 * x, -1, 1)),
        ("faint", lambda x: 0.03 * x),
        ("telephone", lambda x: np.convolve(x, [0.25, 0.5, 0.25], "same") - np.mean(x)),
        ("tinny", lambda x: np.diff(x, prepend=0.0)),
    ],
)
def test_nor_does_speech_through_another_microphone(speech, microphone, sound):
    assert microphone
    rows, _ = poses(sound(speech))
    assert HULL.inside(rows).all()
    assert np.ptp(rows[:, CARD.channels.index("jawOpen")]) > 0.1


def test_speech_is_hardly_ever_held(speech):
    rows, brought_in = poses(speech)
    assert brought_in <= 0.03 * len(rows)


@pytest.mark.parametrize("name", ["music", "white noise", "hum", "clicks", "full scale"])
@pytest.mark.parametrize("lookahead_ms", [0, 80, 200])
def test_what_is_no_speech_moves_the_mouth_only_as_it_begins(name, lookahead_ms):
    rows, _ = poses(SOUNDS[name], lookahead_ms=lookahead_ms)
    begun = 100 + lookahead_ms // 10  # rows: a second of the sound
    assert np.ptp(rows[begun:], axis=0).max() < MOVES.get(name, 0.02)
    assert rows[:begun].max() < 0.5


def test_silence_is_still():
    rows, _ = poses(np.zeros(3 * RATE_HZ))
    assert np.ptp(rows[100:], axis=0).max() < 0.01


class Wild:
    """Stands for a network gone astray: any weights at all."""

    def __init__(self):
        self.inputs = {"logmel": np.zeros((1, 40), np.float32)}
        self.outputs = {"channels": np.zeros((1, 5, len(CARD.channels)), np.float32)}
        self._random = np.random.default_rng(0)

    def step(self):
        self.outputs["channels"][:] = self._random.uniform(0, 1, self.outputs["channels"].shape)

    def reset(self):
        pass

    def snapshot(self):
        return {}

    def restore(self, states):
        pass


def test_a_network_gone_astray_is_brought_in():
    rows, brought_in = poses(SOUNDS["music"], stepper=Wild())
    assert HULL.inside(rows).all()
    assert brought_in > 0.9 * len(rows)


def test_a_hull_that_is_no_hull_is_refused(tmp_path):
    from dataclasses import replace

    from kinesics.errors import ModelError

    card = replace(CARD, folder=tmp_path, hull_sha256="")
    with pytest.raises(ModelError, match=r"hull\.npz: not a readable"):
        load_hull(card)
    np.savez(tmp_path / "hull.npz", directions=np.ones((2, 3)), bounds=np.ones(2))
    with pytest.raises(ModelError, match="over 3 channels; the card has 23"):
        load_hull(card)
    np.savez(tmp_path / "hull.npz", directions=np.ones((2, 23)), bounds=np.zeros(2))
    with pytest.raises(ModelError, match="positive"):
        load_hull(card)
    assert load_hull(replace(card, hull="")) is None
    assert isinstance(HULL, Hull)
