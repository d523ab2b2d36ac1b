"""The truth that is taught: strokes end on accents, phases follow each other, pauses rest."""

import numpy as np
import pytest

from kinesics.gesture.outlook import PHASES, STRIKE_BINS, STRIKE_FROM
from kinesics_training.gesture.labels import (
    HOLD,
    PREPARATION,
    REST,
    RETRACTION,
    SOONEST_S,
    STROKE,
    Habits,
    chosen,
    labels,
    strikes,
    units,
)  # fmt: skip

HABITS = Habits((0.0, 1.0, 0.0), 0.5, 0.2, 0.3, 0.7)
ACCENTS_S = np.array([1.0, 1.8, 2.5, 6.0])
STRENGTHS = np.array([0.9, 0.4, 0.8, 0.5])
PAUSES_S = np.array([[3.2, 4.4]])


@pytest.fixture
def made():
    return labels(200, ACCENTS_S, STRENGTHS, PAUSES_S, HABITS, np.random.default_rng(0))


def at(at_s):
    return round(at_s * 25) - 1


def test_a_stroke_ends_on_its_accent_and_a_hold_follows(made):
    for accent_s in ACCENTS_S:
        right = made.phases[:, 1]
        assert right[at(accent_s) - 1] == STROKE
        assert right[at(accent_s)] == HOLD


def test_phases_follow_each_other_as_kendon_found(made):
    right = made.phases[:, 1]
    changes = right[np.flatnonzero(np.diff(right, prepend=REST))]
    unit = [PREPARATION, STROKE, HOLD]
    assert changes.tolist() == [*unit, *unit, *unit, RETRACTION, REST, *unit, RETRACTION, REST]
    assert len(PHASES) == 5


def test_hands_that_take_no_part_rest_and_so_do_all_in_a_pause(made):
    assert not made.phases[:, 0].any()
    assert not made.amplitude[:, 0].any()
    assert not made.phases[at(4.0), :].any()


def test_head_and_torso_take_part_in_what_is_strong(made):
    strong = [accent_s for accent_s, s in zip(ACCENTS_S, STRENGTHS, strict=True) if s > 0.55]
    for accent_s in ACCENTS_S:
        assert (made.phases[at(accent_s) - 1, 2] == STROKE) == (accent_s in strong)


def test_stronger_accents_are_larger(made):
    sizes = [made.amplitude[at(accent_s) - 1, 1] for accent_s in ACCENTS_S]
    assert np.argsort(sizes).tolist() == np.argsort(STRENGTHS).tolist()


def test_of_accents_close_together_the_strongest_get_a_stroke():
    close_s = np.array([0.0, 0.3, 0.6, 1.3])
    assert chosen(close_s, np.array([0.2, 0.9, 0.3, 0.1])).tolist() == [1, 3]
    kept = close_s[chosen(close_s, np.array([0.9, 0.1, 0.8, 0.1]))]
    assert np.diff(kept).min() >= SOONEST_S


def test_a_pause_or_a_long_time_ends_a_unit():
    found = units(ACCENTS_S, PAUSES_S)
    assert [one.tolist() for one in found] == [[0, 1, 2], [3]]
    assert len(units(ACCENTS_S, np.zeros((0, 2)))) == 2
    assert len(units(ACCENTS_S[:3], np.zeros((0, 2)))) == 1


def test_strikes_are_seen_from_each_row_where_they_will_be():
    seen = strikes(50, np.array([1.0]))
    row = at(0.8)  # whose newest sound is heard at 0.8 s
    centre_s = 0.8 + (np.arange(STRIKE_BINS) + STRIKE_FROM + 0.5) * 0.04
    assert seen[row] @ centre_s == pytest.approx(1.0, abs=0.001)
    assert seen[row].sum() == pytest.approx(1.0)
    assert not seen[at(1.6)].any()


def test_the_same_seed_gives_the_same_hands():
    both = [
        labels(200, ACCENTS_S, STRENGTHS, PAUSES_S, Habits.load(), np.random.default_rng(3))
        for _ in range(2)
    ]
    np.testing.assert_array_equal(both[0].phases, both[1].phases)
