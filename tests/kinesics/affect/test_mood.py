"""A mood follows feelings over minutes, stays bounded, and comes home."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.affect.mood import Mood, Personality, personality_of
from kinesics.errors import AffectError
from kinesics.signals import Persona

TRAIT = st.floats(-1.0, 1.0)
POINT = st.tuples(TRAIT, TRAIT, TRAIT)


def test_the_average_person_has_no_mood():
    assert Mood().vad.tolist() == [0.0, 0.0, 0.0]


def test_an_agreeable_outgoing_person_is_in_a_good_mood():
    valence, arousal, dominance = Personality(extraversion=0.8, agreeableness=0.5).baseline
    assert valence > 0.4
    assert arousal > 0.0
    assert dominance > 0.2
    assert Personality(stability=-0.8).baseline[1] > 0.4


def test_a_warm_persona_is_in_a_good_mood_a_cold_one_in_a_bad_one_and_the_usual_in_none():
    moods = [personality_of(Persona(0, 0.5, warmth, 0.9)).baseline for warmth in (0.0, 0.5, 1.0)]
    assert moods[0][0] < 0.0 == moods[1][0] < moods[2][0]
    assert not moods[1].any()
    outgoing = personality_of(Persona(0, 1.0, 0.5, 0.5)).baseline
    assert outgoing[2] > 0.1
    assert np.abs([*moods, outgoing]).max() < 0.3


@given(
    st.tuples(TRAIT, TRAIT, TRAIT, TRAIT, TRAIT),
    st.lists(st.tuples(POINT, st.floats(0.0, 1.0), st.floats(0.0, 3600.0)), max_size=20),
)
def test_a_mood_stays_among_what_was_felt_and_its_baseline(traits, days):
    personality = Personality(*traits)
    mood = Mood(personality)
    points = [personality.baseline]
    for felt, intensity, dt_s in days:
        points.append(np.array(felt))
        mood.step(dt_s, np.array(felt), intensity)
        assert (mood.vad >= np.min(points, axis=0) - 1e-9).all()
        assert (mood.vad <= np.max(points, axis=0) + 1e-9).all()


def test_one_long_step_is_many_short_ones():
    felt = np.array([0.8, 0.5, 0.4])
    once, often = Mood(), Mood()
    once.step(300.0, felt, 0.7)
    for _ in range(3000):
        often.step(0.1, felt, 0.7)
    np.testing.assert_allclose(once.vad, often.vad, rtol=1e-9)


def test_minutes_of_joy_lift_the_mood_and_half_an_hour_wears_it_off():
    mood, joy = Mood(), np.array([0.81, 0.51, 0.46])
    mood.step(10.0, joy, 1.0)
    assert 0.0 < mood.vad[0] < 0.06
    mood.step(290.0, joy, 1.0)
    assert 0.45 < mood.vad[0] < 0.65
    lifted = mood.vad[0]
    mood.step(1800.0, np.zeros(3), 0.0)
    assert mood.vad[0] < 0.06 * lifted


def test_traits_beyond_their_range_are_refused():
    with pytest.raises(AffectError, match=r"wanted -1\.\.1"):
        Personality(extraversion=1.5)
