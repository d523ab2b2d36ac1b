"""The shipped speech-gesture network, in both engines, on a voice that it was never taught.

The voice is festival's ked, whose accents are known; nothing here says how it hears people.
"""

import hashlib
from pathlib import Path

import numpy as np
import pytest

from kinesics.audio.gesture_cues import CUES, WORD_BINS
from kinesics.behaviours.gesture_sense import GestureSense
from kinesics.gesture.foreseen import Foreseen
from kinesics.gesture.outlook import PARTS, PHASES, STRIKE_BINS, within
from kinesics.inference import ModelCard, open_stepper
from kinesics.signals import Speech
from kinesics_models import model_folder
from kinesics_training.corpora import intonation
from kinesics_training.gesture import scores
from kinesics_training.gesture.spoken import Said

FOLDER = model_folder("speech_gesture")
RATE_HZ = 16_000
SPOKEN = Path(__file__).parents[1] / "kinesics_training" / "intoned"


@pytest.fixture(scope="module")
def card():
    return ModelCard.load(FOLDER)


@pytest.fixture(scope="module", params=["onnxruntime", "litert"])
def stepper(request, card):
    return open_stepper(card, request.param)


@pytest.fixture(scope="module")
def spoken():
    return [
        Said(
            one.samples,
            np.column_stack((one.vowels_s - 0.05, one.vowels_s + 0.05)),
            tuple("H*" if at_s in one.accents_s else "NONE" for at_s in one.vowels_s),
            one.phrases_s,
            np.zeros((0, 2)),
        )
        for one in intonation.load(SPOKEN)
    ]


def hear(stepper, samples, piece=640):
    sense = GestureSense(stepper, 80.0)
    return [
        outlook
        for first in range(0, len(samples), piece)
        for outlook in sense.feed(
            Speech(first * 62_500, first, RATE_HZ, samples[first : first + piece])
        )
    ]


def rows(outlooks):
    return np.array([(*o.strikes, *o.phases.ravel(), *o.amplitude) for o in outlooks])


def test_both_files_are_small_and_are_the_ones_on_the_card(card):
    assert {file.backend for file in card.files} == {"onnxruntime", "litert"}
    for file in card.files:
        content = card.read(file)
        assert len(content) < 150_000
        assert hashlib.sha256(content).hexdigest() == file.sha256


def test_the_card_is_that_of_the_runtime_and_says_what_was_not_tested(card):
    assert tuple(card.features["cues"]) == CUES
    assert card.rate_hz == 25
    assert card.parameters < 150_000
    assert [one.shape for one in card.inputs] == [(1, len(CUES)), (1, 1 + WORD_BINS)]
    shapes = [(1, STRIKE_BINS), (1, len(PARTS) * len(PHASES)), (1, len(PARTS))]
    assert [one.shape for one in card.outputs] == shapes
    assert card.notes["limits_of_testing"]["people"].startswith("never on people")


def test_on_the_card_four_of_five_strokes_are_on_an_accent_and_of_its_control_one(card):
    rules = card.accuracy["rules"]
    others = "words_known", "talk", "somebody_else", "hts"
    judged = [card.accuracy[way] for way in ("fp32", "onnxruntime", "litert")]
    judged += [card.accuracy[title]["network"] for title in others]
    for found in judged:
        assert found["strokes_on_accent"] >= 0.8
        assert found["strokes_on_accent"] > rules["strokes_on_accent"] + 0.3
        assert found["shuffled"] < 0.25
        assert found["strokes_a_minute"] > 10.0
        assert found["accents_served"] > 0.85 * rules["accents_served"]


def test_an_accent_is_known_before_it_is_over_and_not_by_chance(stepper, spoken):
    at, beside = [], []
    for one in spoken:
        for outlook in hear(stepper, one.samples):
            newest_s = outlook.newest_ns * 1e-9
            off_s = newest_s - one.accents_s
            sure = within(outlook.strikes, 0.0, 0.12)
            if ((off_s > 0.0) & (off_s < 0.06)).any():
                at.append(sure)
            elif np.abs(off_s).min() > 0.25:
                beside.append(sure)
    assert np.mean(at) > 2.5 * np.mean(beside)
    assert np.median(at) > np.percentile(beside, 85)


def test_nothing_later_and_no_cut_changes_an_outlook(stepper, spoken):
    sound = spoken[0].samples
    other = sound.copy()
    other[20_480:] = 0.1
    heard, changed = rows(hear(stepper, sound)), rows(hear(stepper, other))
    np.testing.assert_array_equal(heard[:32], changed[:32])
    assert not np.array_equal(heard, changed)
    np.testing.assert_array_equal(heard, rows(hear(stepper, sound, 1_111)))


def test_in_silence_arms_rest_and_nothing_is_struck(stepper, spoken):
    quiet = np.concatenate((spoken[0].samples, np.zeros(2 * RATE_HZ, np.float32)))
    made = hear(stepper, quiet)
    assert all(Foreseen.wants_down(one) for one in made[-25:])
    assert max(within(one.strikes, 0.05, 0.12) for one in made[-25:]) < 0.2
    assert any(Foreseen.wants_up(one) for one in made[: len(made) - 60])


@pytest.mark.parametrize("gain", [0.3, 1.0])
def test_how_loud_it_is_matters_little(stepper, spoken, gain):
    sound = 0.7 * spoken[1].samples / np.abs(spoken[1].samples).max()
    one, other = rows(hear(stepper, sound)), rows(hear(stepper, gain * sound))
    assert np.abs(one - other)[:, :STRIKE_BINS].mean() < 0.03


def test_arms_strike_on_accents_that_were_meant_and_not_by_chance(card, spoken):
    """Ten strokes: the figures are the card's, of many more."""
    found = scores.scores(scores.beaten(spoken, open_stepper(card, "onnxruntime")))
    assert found["strokes_on_accent"] >= 0.6
    assert found["strokes_on_accent"] > found["shuffled"] + 0.3
    assert found["longest_still_s"] < 6.0
