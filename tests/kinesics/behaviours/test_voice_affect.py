"""Hints from the voice: when they come, what they say, what is forgotten in a silence."""

import numpy as np
import pytest

from kinesics.affect.feeling import check_feeling
from kinesics.audio.prosody import SpeechProsody
from kinesics.audio.voice_cues import CUES
from kinesics.behaviours.voice_affect import FOLLOWS_NS, VoiceAffect
from kinesics.signals import Speech, SpeechEnd

RATE_HZ = 16_000
SECOND_NS = 1_000_000_000


class Network:
    """A stepper that always says the same, and counts in its states."""

    def __init__(self, shares=(0.5, 0.3, 0.0, 0.2, 0.0, 0.0, 0.0, 0.0), confidence=0.5):
        self.inputs = {name: np.zeros((1, len(CUES)), np.float32) for name in ("cues", "weights")}
        self.outputs = {
            "vad": np.array([[0.2, 0.4, 0.1]], np.float32),
            "shares": np.array([shares], np.float32),
            "confidence": np.array([[confidence]], np.float32),
        }
        self.reset()

    def step(self):
        self._states = {name: state + 1.0 for name, state in self._states.items()}

    def reset(self):
        self._states = {n: np.zeros((1, 3), np.float32) for n in ("recent", "usual", "memory")}

    def snapshot(self):
        return {name: state.copy() for name, state in self._states.items()}

    def restore(self, states):
        self._states = {name: state.copy() for name, state in states.items()}


def speak(affect, seconds, t_ns=0, piece=1600):
    prosody, hints = SpeechProsody(), []
    count = int(seconds * RATE_HZ)
    sound = 0.1 * np.sin(np.arange(count) * 0.05).astype(np.float32)
    packets = [
        Speech(t_ns + first * SECOND_NS // RATE_HZ, first, RATE_HZ, sound[first : first + piece])
        for first in range(0, count, piece)
    ]
    for packet in (*packets, SpeechEnd(t_ns + int(seconds * SECOND_NS))):
        for one in (packet, *prosody.feed(packet)):
            hints += affect.feed(one)
    return hints


@pytest.mark.parametrize("piece", [160, 1000, 16_000])
def test_five_hints_a_second_follow_the_sound_by_a_fixed_time_however_it_came(piece):
    hints = speak(VoiceAffect(Network()), 2.0, piece=piece)
    dates = [hint.feeling.t_ns - FOLLOWS_NS for hint in hints]
    assert dates == [n * SECOND_NS // 5 for n in range(1, 11)]


def test_a_hint_is_what_is_not_neutral_as_strong_as_its_share():
    hint = speak(VoiceAffect(Network(), depth=0.6), 0.5)[-1]
    check_feeling(hint.feeling)
    assert hint.source == "voice"
    assert hint.confidence == pytest.approx(0.3)
    assert hint.feeling.intensity == pytest.approx(0.5)
    assert hint.feeling.mixture["happy"] == pytest.approx(0.6, abs=1e-4)
    assert hint.feeling.mixture["angry"] == pytest.approx(0.4, abs=1e-4)
    assert hint.feeling.vad == pytest.approx((0.2, 0.4, 0.1))


@pytest.mark.parametrize("shares", [(1.0, *[0.0] * 7), (0.0, 1.0, *[0.0] * 6), (0.125,) * 8])
def test_any_mixture_makes_a_feeling_that_can_be(shares):
    for hint in speak(VoiceAffect(Network(shares, confidence=1.0)), 0.5):
        check_feeling(hint.feeling)
        assert 0.0 <= hint.confidence <= 1.0


def test_a_silence_forgets_what_was_of_late_and_keeps_what_is_usual():
    network = Network()
    affect = VoiceAffect(network)
    speak(affect, 1.0)
    speak(affect, 1.0, t_ns=int(1.5 * SECOND_NS))
    states = network.snapshot()
    assert states["recent"].max() == states["usual"].max() == 50
    speak(affect, 1.0, t_ns=60 * SECOND_NS)
    states = network.snapshot()
    assert states["usual"].max() == 75
    assert states["recent"].max() == states["memory"].max() == 25
