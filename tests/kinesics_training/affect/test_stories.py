"""Stories: cues with the truth of what they express."""

from pathlib import Path

import numpy as np
import pytest

from kinesics.audio.voice_cues import CUES
from kinesics_training.affect import respeak, scores, stories
from kinesics_training.corpora import intonation

SPOKEN = Path(__file__).parents[1] / "intoned"


@pytest.fixture(scope="module")
def told():
    analyses = [respeak.analyse(one.samples) for one in intonation.load(SPOKEN)]
    return stories.story(analyses, [3])


def test_a_story_is_100_s_of_rows_with_a_truth_each(told):
    assert told.cues.shape == told.weights.shape == (1, 2500, len(CUES))
    assert told.vad.shape == (1, 2500, 3)
    np.testing.assert_allclose(told.shares.sum(axis=-1), 1.0, atol=1e-6)
    assert np.isfinite(told.cues).all()
    assert ((told.weights >= 0.0) & (told.weights <= 1.0)).all()


def test_its_manner_changes_and_some_of_it_is_neutral(told):
    assert len(np.unique(told.stretch)) > 4
    neutral = told.shares[..., 0] == 1.0
    assert 0.1 < neutral.mean() < 0.95
    assert not told.vad[neutral].any()
    assert np.abs(told.vad[~neutral]).max(axis=-1).min() > 0.05


def test_the_same_seed_tells_the_same_story(told):
    analyses = [respeak.analyse(one.samples) for one in intonation.load(SPOKEN)]
    np.testing.assert_array_equal(stories.story(analyses, [3]).cues, told.cues)


def test_the_truth_itself_scores_full_and_another_storys_does_not(told):
    sure = np.ones((*told.vad.shape[:2], 1), np.float32)
    said = np.concatenate((told.vad, told.shares, sure), axis=-1)
    usual = np.full(8, 0.125)
    found = scores.numbers(told, said, usual)
    assert found["ccc_arousal"] == pytest.approx(1.0)
    assert found["rms_error_vad"] == pytest.approx(0.0, abs=1e-6)
    rolled = scores.numbers(told, np.roll(said, 700, axis=1), usual)
    assert rolled["ccc_arousal"] < 0.6
    nothing = np.zeros_like(said)
    nothing[..., 3:11] = usual
    silent = scores.numbers(told, nothing, usual)
    assert silent["rms_error_vad"] == pytest.approx(silent["rms_error_of_always_neutral"])
