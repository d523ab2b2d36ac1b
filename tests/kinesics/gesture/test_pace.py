"""What time a gesture takes: as little as servos need, also out of the midst of another."""

import numpy as np

from kinesics.gesture.pace import Pace
from kinesics.gesture.score import NAMES, REST, State
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
