"""What time a gesture takes: as little as servos need, also out of the midst of another."""

import numpy as np
import pytest

from kinesics.gesture.pace import Pace
from kinesics.gesture.score import NAMES, REST, Score, State
from kinesics.rig.hand_speed import HandSpeed
from kinesics.rig.load import load_rig

SHOULDER = NAMES.index("right_shoulder_pitch")


def test_out_of_any_turn_a_gesture_takes_seconds():
    """The quintic out of a turn swings wider the longer it takes: stretched without end, hours."""
    draw, pace = np.random.default_rng(0), Pace(load_rig("humanoid"))
    lengths_s = []
    for _ in range(100):
        velocity, acceleration, place = np.zeros_like(REST), np.zeros_like(REST), REST.copy()
        velocity[SHOULDER] = draw.uniform(-4.0, 4.0)
        acceleration[SHOULDER] = draw.uniform(-40.0, 40.0)
        place[SHOULDER] += draw.uniform(-1.0, 1.0)
        knots, rows = np.array([0.0, 0.3, 0.6]), np.vstack((REST, place, place))
        score = pace.stretched(knots, rows, State(REST, velocity, acceleration))
        lengths_s.append(score.length_s)
    assert max(lengths_s) < 5.0
    assert np.median(lengths_s) < 1.0


def test_a_gesture_from_rest_is_stretched_until_every_limit_is_kept():
    pace, place = Pace(load_rig("humanoid")), REST.copy()
    place[SHOULDER] -= 1.0
    score = pace.stretched(np.array([0.0, 0.05, 0.1]), np.vstack((REST, place, place)))
    assert 0.1 < score.length_s < 2.0
    assert pace.use(score) < 1.02


def test_what_begins_at_rest_is_worked_out_once_and_is_what_it_was():
    pace, place = Pace(load_rig("humanoid")), REST.copy()
    place[SHOULDER] -= 1.0
    knots, rows = np.array([0.0, 0.3, 0.6]), np.vstack((REST, place, place))
    first = pace.stretched(knots, rows)
    again = pace.stretched(knots.copy(), rows.copy(), State(REST, REST, REST))
    assert again is first
    moving = pace.stretched(knots, rows, State(REST, np.full_like(REST, 1e-300), REST))
    assert moving is not first
    for one in ("times_s", "values", "slopes"):
        assert np.allclose(getattr(moving, one), getattr(first, one), atol=1e-12)
    rows[1:] *= 0.5
    assert pace.stretched(knots, rows).length_s < first.length_s


def test_the_faster_hand_counts_whichever_it_is_as_the_guard_counts_it():
    """The guard looks at the body whole."""
    rig = load_rig("humanoid")
    pace, draw = Pace(rig), np.random.default_rng(3)
    part = rig.skeleton.pruned(hand.link for hand in rig.skeleton.hands.values())
    joints = np.array(sorted({link.joint for link in part.links}))
    whole, cap = HandSpeed(part, joints, rig.limits), 0.85 * rig.skeleton.hand_speed
    counted = 0
    for moved in (slice(0, 8), slice(8, 16), slice(0, 19)) * 8:
        rows = np.vstack((REST, REST))
        rows[1, moved] = draw.uniform(-0.4, 0.4, REST[moved].shape)
        score = Score.through(np.array([0.0, 0.6]), rows)
        times = np.linspace(0.0, 0.6, 400)
        poses = rig.poses(pace.rows(score.at(times)))
        share = whole.along(poses, pace._turning(score.rates(times)[0])).max() / cap
        assert pace.use(score) > 0.98 * share
        counted += pace.use(score) < 1.02 * share
    assert counted >= 8  # it is the hands that most of them wait for


def test_how_much_of_a_limit_is_used_is_told_of_slow_motion_too():
    pace, place = Pace(load_rig("humanoid")), REST.copy()
    place[SHOULDER] -= 1.0
    used = [pace.use(Score.through(np.array([0.0, s]), np.vstack((REST, place)))) for s in (4, 8)]
    assert used[1] == pytest.approx(0.5 * used[0], rel=0.01)
