"""The generator's lives have the statistics that it was made of."""

import numpy as np
import pytest

pytest.importorskip("torch")

from kinesics.behaviours.blink_laws import blink_laws
from kinesics.conversation.gaze_cues import CUES, STATES, STEP_NS
from kinesics.conversation.gaze_laws import gaze_laws
from kinesics_training.gaze import generator, scores, worlds
from kinesics_training.gaze.hazards import chance, sigma_of, within

STEP_S = STEP_NS * 1e-9


@pytest.fixture(scope="module")
def lives():
    return generator.live(worlds.worlds(32, 1.0, 7), 7)


def cue(lives, name):
    return lives.cues[..., CUES.index(name)]


def test_the_hazard_of_a_dwell_draws_that_dwell():
    random, sigma = np.random.default_rng(0), float(sigma_of(0.6))
    waits = []
    since_s = np.zeros(500)
    for _ in range(1500):
        happens = random.random(500) < within(chance(since_s, 2.0, sigma))
        waits += (since_s[happens] + 0.5 * STEP_S).tolist()
        since_s = np.where(happens, 0.0, since_s + STEP_S)
    assert np.mean(waits) == pytest.approx(2.0, rel=0.03)
    assert np.std(waits) == pytest.approx(1.2, rel=0.08)


@pytest.mark.parametrize("state", ["speaking", "listening"])
def test_partners_get_their_share_and_lids_their_rate(lives, state):
    inside = (cue(lives, state) > 0) & (cue(lives, "company") > 0)
    share = cue(lives, "at")[inside].mean()
    assert share == pytest.approx(gaze_laws().states[state].share, abs=0.1)
    per_min = lives.events[..., 3][inside].sum() / (inside.sum() * STEP_S / 60.0)
    law = blink_laws().rates[state]
    assert law.least < per_min < law.most


def test_events_happen_as_often_as_their_chances_say(lives):
    for k, name in enumerate(generator.EVENTS):
        said, true = (one[..., k][lives.open[..., k]] for one in (lives.chances, lives.events))
        spread = np.sqrt((said * (1.0 - said)).sum())
        assert abs(true.sum() - said.sum()) < 4.0 * spread, name


def test_who_knows_the_chances_is_surprised_least(lives):
    true, rules = (scores.numbers(lives, one) for one in (lives.chances, lives.plain))
    usual = scores.numbers(lives, scores.constant(lives, lives, by_state=False))
    for name in generator.EVENTS:
        assert true[f"{name}_bits"] < min(rules[f"{name}_bits"], usual[f"{name}_bits"])
    for name in ("jump", "blink"):  # of the others there are few in a life as short as these
        assert true[f"{name}_ks"] < 0.06


def test_feelings_move_eyes_and_lids():
    world = worlds.worlds(40, 0.4, 3)
    moved = {}
    for name in ("fearful", "angry"):
        world.feelings[:] = 0.0
        world.feelings[..., worlds.FELT.index(name)] = 1.0
        lives = generator.live(world, 3)
        moved[name] = lives.events[..., (2, 3)].sum(axis=(0, 1)), cue(lives, "at").mean()
    (fear, looks), (anger, stares) = moved["fearful"], moved["angry"]
    assert (fear > 1.2 * anger).all()
    assert stares > looks + 0.1


def test_the_same_seed_is_the_same_life():
    one, other = (generator.live(worlds.worlds(3, 0.2, 1), 5) for _ in range(2))
    np.testing.assert_array_equal(one.cues, other.cues)
    assert not np.array_equal(one.events, generator.live(worlds.worlds(3, 0.2, 1), 6).events)


def test_rows_tell_the_state_that_is(lives):
    assert (lives.cues[..., : len(STATES)].sum(axis=-1) == 1.0).all()
    assert np.isfinite(lives.cues).all()
    assert np.abs(lives.cues).max() < 4.0
