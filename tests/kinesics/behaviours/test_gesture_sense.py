"""The analyser: its network is fed what was heard and what is known, each utterance afresh."""

import numpy as np
import pytest

from kinesics.audio.gesture_cues import CUES, WORD_BINS
from kinesics.behaviours.gesture_sense import GestureSense
from kinesics.signals import Horizon, PhoneTimes, Speech, SpeechEnd, TimedPhone, TimedWord

MS = 1_000_000
RATE_HZ = 16_000


class Echo:
    """A stepper whose memory counts its steps; its strikes are the mean of its cues."""

    def __init__(self):
        self.inputs = {
            "cues": np.zeros((1, len(CUES)), np.float32),
            "words": np.zeros((1, 1 + WORD_BINS), np.float32),
        }
        self.outputs = {
            "strikes": np.zeros((1, 16), np.float32),
            "phases": np.zeros((1, 15), np.float32),
            "amplitude": np.zeros((1, 3), np.float32),
        }
        self.reset()

    def step(self):
        self.steps += 1
        self.outputs["strikes"][:] = self.inputs["cues"].mean()
        self.outputs["phases"][:] = np.arange(15)
        self.outputs["amplitude"][0] = (self.steps, self.inputs["words"].sum(), 0.0)

    def reset(self):
        self.steps = 0


def sound(seconds=0.5, seed=0):
    rng = np.random.default_rng(seed)
    return (0.1 * rng.standard_normal(round(seconds * RATE_HZ))).astype(np.float32)


def said(samples, begin_ns, piece=160):
    for first in range(0, len(samples), piece):
        yield Speech(begin_ns + first * 62_500, first, RATE_HZ, samples[first : first + piece])


def outlooks(sense, packets):
    return [one for packet in packets for one in sense.feed(packet)]


@pytest.fixture
def sense():
    return GestureSense(Echo(), 80.0)


def test_an_outlook_is_dated_by_the_motion_that_is_due_with_it(sense):
    made = outlooks(sense, said(sound(), 1_000 * MS))
    assert len(made) == 12
    assert made[0].newest_ns == 1_040 * MS
    assert made[0].t_ns == 960 * MS
    assert made[0].phases.shape == (3, 5)
    np.testing.assert_array_equal(made[0].phases[1], [5, 6, 7, 8, 9])


def test_pieces_do_not_matter_and_outlooks_are_copies(sense):
    whole = outlooks(sense, said(sound(), 0, len(sound())))
    cut = outlooks(GestureSense(Echo(), 80.0), said(sound(), 0, 77))
    for one, other in zip(whole, cut, strict=True):
        np.testing.assert_array_equal(one.strikes, other.strikes)
    assert len({one.strikes.tobytes() for one in whole}) > 6


def test_each_utterance_starts_afresh(sense):
    first = outlooks(sense, said(sound(), 0))
    again = outlooks(sense, [SpeechEnd(500 * MS), *said(sound(), 3_000 * MS)])
    np.testing.assert_array_equal(
        [one.amplitude for one in first], [one.amplitude for one in again]
    )


def test_words_are_known_of_the_utterance_that_they_were_told_of(sense):
    told = PhoneTimes(2_000 * MS, (TimedPhone(0.1, 0.3, "aa"),), (TimedWord(0.1, 0.3, "robot"),))
    before = outlooks(sense, [told, *said(sound(), 0)])
    assert not any(one.amplitude[1] for one in before)
    with_words = outlooks(sense, [told, *said(sound(), 2_000 * MS)])
    assert all(one.amplitude[1] >= 1.0 for one in with_words)
    assert max(one.amplitude[1] for one in with_words) == pytest.approx(2.0)
    after = outlooks(sense, said(sound(), 9_000 * MS))
    assert not any(one.amplitude[1] for one in after)


def test_what_is_no_speech_says_nothing(sense):
    assert not outlooks(sense, [Horizon(0), SpeechEnd(0)])
