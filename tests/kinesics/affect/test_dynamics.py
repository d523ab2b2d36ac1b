"""How a face moves: onset, apex, offset, without a jump, each side a little differently."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.affect.dynamics import FaceDynamics
from kinesics.affect.faces import face_of
from kinesics.affect.facs import ACTIONS, action_vector, settings

STEP_S = 0.02
ROW = {action.name: row for row, action in enumerate(ACTIONS)}
FASTEST_PER_S = 3.358 / (0.22 * 0.92)  # of the quickest side of the quickest action


def run(seed, wishes, steps_each):
    """(T, N) positions while each wish holds for so many steps."""
    dynamics = FaceDynamics(seed, STEP_S)
    state, rows = dynamics.rest(), []
    for wish in wishes:
        for _ in range(steps_each):
            state = dynamics.step(state, wish)
            rows.append(state[0])
    return np.array(rows)


def test_a_smile_rises_in_its_time_and_falls_slower():
    smile, rest = action_vector({"12": 1.0}), np.zeros(len(ACTIONS))
    rows = run(3, [smile, rest], 200)[:, ROW["L12"]]
    top = rows[:200].max()
    rise_s = STEP_S * np.count_nonzero((rows[:100] > 0.1 * top) & (rows[:100] < 0.9 * top))
    start = rows[199]
    fall = rows[200:]
    fall_s = STEP_S * np.count_nonzero((fall < 0.9 * start) & (fall > 0.1 * start))
    timing = settings().table("timing").table("corner")
    assert rise_s == pytest.approx(timing.number("rise_s"), abs=0.08)
    assert fall_s == pytest.approx(timing.number("fall_s"), abs=0.12)


def test_an_apex_eases_to_what_is_sustained():
    rows = run(0, [action_vector({"1": 1.0})], 1000)[:, ROW["1"]]
    assert rows.max() > 0.9
    assert rows[-1] == pytest.approx(0.75, abs=0.02)


@given(
    st.integers(0, 100),
    st.lists(
        st.dictionaries(st.sampled_from(sorted(ROW)), st.floats(0.0, 1.0), max_size=8),
        min_size=2,
        max_size=6,
    ),
    st.integers(1, 40),
)
def test_nothing_jumps_in_position_or_velocity_and_nothing_overshoots(seed, wishes, steps_each):
    rows = run(seed, [action_vector(wish) for wish in wishes], steps_each)
    rows = np.concatenate((np.zeros((2, len(ACTIONS))), rows))
    assert rows.min() >= -1e-9
    assert rows.max() <= 1.0 + 1e-9
    speed_per_s = np.diff(rows, axis=0) / STEP_S
    assert np.abs(speed_per_s).max() < FASTEST_PER_S / np.e * 1.05
    change = np.abs(np.diff(speed_per_s, axis=0)).max() / STEP_S
    assert change < FASTEST_PER_S**2 * 1.05


@given(st.integers(0, 1000))
def test_sides_differ_a_little_and_what_has_no_side_does_not(seed):
    rows = run(seed, [face_of({"happy": 1.0})], 150)
    left, right = rows[:, ROW["L12"]], rows[:, ROW["R12"]]
    assert 0.0 < abs(left[-1] / right[-1] - 1.0) < 0.085
    assert np.abs(left - right).max() < 0.12
    np.testing.assert_array_equal(
        rows[:, ROW["25"]], run(0, [face_of({"happy": 1.0})], 150)[:, ROW["25"]]
    )


@given(st.sampled_from(["happy", "fearful"]), st.floats(0.05, 1.0), st.floats(0.05, 1.0))
def test_a_stronger_feeling_moves_every_action_at_least_as_far(name, one, other):
    less, more = sorted((one, other))
    weak, strong = (run(0, [level * face_of({name: 1.0})], 100) for level in (less, more))
    assert (strong >= weak - 1e-12).all()


def test_the_same_seed_is_the_same_face():
    wish = [face_of({"angry": 1.0})]
    np.testing.assert_array_equal(run(5, wish, 50), run(5, wish, 50))
    assert (run(5, wish, 50) != run(6, wish, 50)).any()
