"""A turn begins in whatever goes on, and keeps within what the axis can do."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinesics.behaviours.turning import at_rest
from kinesics.rig.sight import Reach

MS = 1_000_000
NECK = Reach(-1.2, 1.2, 3.85, 36.0)

moves = st.lists(
    st.tuples(st.integers(5, 900), st.floats(-2.0, 2.0), st.floats(0.1, 1.0)),
    min_size=1,
    max_size=8,
)


def followed(moves):
    """Angles every millisecond while an axis is sent from place to place."""
    turning, t_ns, angles = at_rest(), 0, []
    for wait_ms, to_rad, least_s in moves:
        angles += [turning.at(t_ns + n * MS) for n in range(wait_ms)]
        t_ns += wait_ms * MS
        turning = turning.settled(t_ns).then(t_ns, to_rad, least_s, NECK)
    angles += [turning.at(t_ns + n * MS) for n in range(2500)]
    return np.array(angles), turning


@settings(max_examples=25)
@given(moves=moves)
def test_however_it_is_sent_about_it_keeps_its_limits_and_arrives(moves):
    angles, turning = followed(moves)
    velocity = np.diff(angles) * 1e3
    assert np.abs(velocity).max() <= 1.1 * NECK.velocity  # the limiter has the last word
    assert np.abs(np.diff(velocity)).max() * 1e3 <= NECK.acceleration
    assert angles.min() >= NECK.low - 0.09
    assert angles.max() <= NECK.high + 0.09
    assert angles[-1] == pytest.approx(np.clip(moves[-1][1], NECK.low, NECK.high), abs=1e-6)
    assert turning.to_rad == pytest.approx(angles[-1])


def test_a_turn_that_is_still_to_come_lets_the_old_one_go_on():
    first = at_rest().then(0, 0.5, 0.4, NECK)
    second = first.then(200 * MS, -0.5, 0.4, NECK)
    for t_ns in range(0, 200 * MS, 10 * MS):
        assert second.at(t_ns) == first.at(t_ns)
    assert second.settled(100 * MS) is second
    assert second.settled(300 * MS).before is None
    changed_its_mind = second.then(150 * MS, 0.2, 0.4, NECK)
    assert changed_its_mind.at(140 * MS) == first.at(140 * MS)
    assert changed_its_mind.at(10_000 * MS) == pytest.approx(0.2)


def test_an_axis_that_does_not_turn_stays():
    turning = at_rest().then(0, 0.5, 0.3, Reach(0.0, 0.0, 0.0, 0.0))
    assert turning.at(10_000 * MS) == 0.0
