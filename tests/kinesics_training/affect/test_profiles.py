"""The tables of vocal emotion, and what is drawn from them."""

import numpy as np
import pytest

from kinesics.affect.mixture import shares_of
from kinesics.affect.vad import BASIC
from kinesics_training.affect import observer, profiles

STEPS = dict(zip(BASIC, profiles.profile_steps(), strict=True))


def steps(name, cue):
    return STEPS[name][profiles.CUES.index(cue)]


def test_every_emotion_but_neutral_has_a_profile():
    assert not STEPS["neutral"].any()
    assert all(np.abs(STEPS[name]).sum() > 3.0 for name in BASIC[1:])
    assert np.abs(profiles.profile_steps()).max() <= 2.0


@pytest.mark.parametrize("cue", ["pitch", "level", "tempo"])
def test_what_all_sources_agree_on_is_in_the_table(cue):
    assert steps("angry", cue) > 0.0 > steps("sad", cue)
    assert steps("happy", cue) > 0.0


def test_what_sources_say_of_one_cue_alone_is_there_too():
    assert steps("angry", "brightness") == max(row[6] for row in STEPS.values())
    assert steps("happy", "roughness") < 0.0 < steps("fearful", "roughness")
    assert steps("surprised", "contour") == 2.0
    assert steps("disgusted", "contour") < -1.0


def test_no_steps_are_the_speakers_own_manner():
    assert profiles.manner(np.zeros(len(profiles.CUES))) == profiles.Manner()


def test_steps_beyond_what_a_voice_can_do_are_cut():
    most = profiles.manner(np.full(len(profiles.CUES), 9.0))
    assert most == profiles.manner(np.full(len(profiles.CUES), 3.0))
    assert most.pitch_st <= 8.0


def test_what_is_drawn_is_a_mixture_whose_vad_is_its_mean():
    rng = np.random.default_rng(0)
    for _ in range(50):
        emotion, _ = profiles.draw(rng)
        shares_of(dict(zip(BASIC, emotion.shares, strict=True)))
        assert 0.0 <= emotion.shares[0] <= 0.6
        felt = np.array(emotion.shares[1:])
        assert np.count_nonzero(felt) in (1, 2)


def test_emotions_overlap_so_that_even_who_knows_all_cues_is_often_wrong():
    assert 0.5 < observer.recall(observer.SIX) < 0.65
