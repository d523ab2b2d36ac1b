"""Gestures one after another: joined, in time, taken back from anywhere."""

import numpy as np
import pytest

from kinesics.gesture.enact import Manner
from kinesics.gesture.plan import Planner
from kinesics.gesture.read import library

MS = 1_000_000


@pytest.fixture
def planner(enactor):
    return Planner(enactor.pace)


def _phrase(enactor, name, side="right"):
    return enactor.phrase(library()[name], Manner(1.0, side))


def _smooth(planner, end_ns):
    """Largest step of position and of velocity of 1 kHz rows."""
    values = planner.at(np.arange(0, end_ns, MS))
    velocity = np.diff(values, axis=0) * 1e3
    return np.abs(np.diff(values, axis=0)).max(), np.abs(np.diff(velocity, axis=0)).max()


def test_a_stroke_falls_where_it_is_wanted(planner, enactor):
    plan = planner.propose(_phrase(enactor, "wave"), 0, 3_000 * MS, 0.0, "one")
    assert plan.stroke_ns == pytest.approx(3_000 * MS, abs=MS)
    assert plan.t_ns > 500 * MS  # it does not begin before it must


def test_what_cannot_be_in_time_is_late_by_what_the_arms_need(planner, enactor):
    plan = planner.propose(_phrase(enactor, "wave"), 1_000 * MS, 1_100 * MS, 0.0, "one")
    assert plan.t_ns == 1_000 * MS
    assert plan.stroke_ns > 1_600 * MS


def test_the_next_preparation_begins_where_the_last_gesture_is_held(planner, enactor):
    first = planner.propose(_phrase(enactor, "question"), 0, 2_000 * MS, 0.0, "one")
    planner.take(first)
    second = planner.propose(
        _phrase(enactor, "present"), 2_100 * MS, first.held_ns + 1_400 * MS, 0.0, "two"
    )
    assert second.joins is not None
    since_ns = planner.take(second)
    assert since_ns == first.held_ns
    held = planner.at(np.array([first.held_ns, second.t_ns - MS]))
    assert np.allclose(held[0], held[1], atol=1e-6)  # no retraction between them
    position, velocity = _smooth(planner, second.end_ns)
    assert position < 0.006
    assert velocity < 0.08


def test_of_gestures_that_join_for_ever_none_is_kept_but_the_last(planner, enactor):
    """Each held the one before it: a robot that gestures all day had kept them all."""
    plan = planner.propose(_phrase(enactor, "question"), 0, 2_000 * MS, 0.0, "first")
    planner.take(plan)
    for turn in range(6):
        name = ("present", "question")[turn % 2]
        wanted_ns = plan.held_ns + 1_400 * MS
        plan = planner.propose(_phrase(enactor, name), plan.stroke_ns, wanted_ns, 0.0, str(turn))
        assert plan.joins is not None
        assert plan.joins.joins is None
        planner.take(plan)
        planner.forget(plan.t_ns)


def test_a_gesture_far_away_is_not_waited_for(planner, enactor):
    first = planner.propose(_phrase(enactor, "question"), 0, 2_000 * MS, 0.0, "one")
    planner.take(first)
    later = planner.propose(_phrase(enactor, "wave"), 2_100 * MS, 9_000 * MS, 0.0, "two")
    planner.take(later)
    between = planner.at(np.array([first.end_ns + 100 * MS]))
    assert np.allclose(between, 0.0, atol=1e-9)


@pytest.mark.parametrize("after_ms", [100, 700, 1_300, 1_900, 2_600])
def test_it_is_taken_back_from_any_phase_without_a_jump(planner, enactor, after_ms):
    plan = planner.propose(_phrase(enactor, "welcome"), 0, 1_600 * MS, 0.6, "one")
    planner.take(plan)
    back = planner.retract(plan.t_ns + after_ms * MS)
    end_ns = (back or plan).end_ns
    position, velocity = _smooth(planner, end_ns + 200 * MS)
    assert position < 0.006
    assert velocity < 0.12
    assert np.allclose(planner.at(np.array([end_ns])), 0.0, atol=1e-9)


def test_a_strike_is_out_in_the_time_it_is_given(planner, enactor):
    flick = _phrase(enactor, "beat_chop")
    ready = planner.poise(flick, 0)
    hit = planner.strike(flick, ready.ready_ns + 50 * MS, 0.10, flick)
    assert planner.current is ready  # it may still be refused
    assert planner.take(hit) == hit.t_ns
    assert hit.stroke_ns - hit.t_ns == pytest.approx(100 * MS, abs=5 * MS)
    way = planner.at(np.array([hit.t_ns, hit.stroke_ns]))
    assert np.abs(way[1] - way[0]).max() > 0.1  # rad: it can be seen
    assert enactor.pace.use(hit.score) <= 1.02


def test_a_strike_in_the_midst_of_a_motion_says_by_how_much_it_would_be_late(planner, enactor):
    flick = _phrase(enactor, "beat_flick")
    ready = planner.poise(flick, 0)
    hit = planner.strike(flick, (ready.t_ns + ready.ready_ns) // 2, 0.10, flick)
    assert hit.stroke_ns - hit.t_ns > 160 * MS


def test_a_poised_hand_that_nothing_follows_goes_down(planner, enactor):
    ready = planner.poise(_phrase(enactor, "beat_flick"), 0)
    assert np.allclose(planner.at(np.array([ready.end_ns + MS])), 0.0)
    assert ready.end_ns - ready.ready_ns < 4_000 * MS
