"""A course is continuous in position and velocity, whatever it is told when."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kinesics.motion.ease import Course

SECOND = 1_000_000_000
TIMES_NS = np.arange(0, 12 * SECOND, SECOND // 100)

turns = st.lists(
    st.tuples(st.integers(0, 10 * SECOND), st.floats(0.3, 4.0), st.floats(-1.0, 1.0)), max_size=8
)


def course(told):
    made = Course([0.0])
    for t_ns, length_s, to in sorted(told, key=lambda one: one[0]):
        made.turn(t_ns, length_s, [to])
    return made


@given(told=turns)
def test_it_never_jumps_in_position_or_speed(told):
    way = course(told).at(TIMES_NS)[:, 0]
    assert np.abs(np.diff(way)).max() < 0.15
    assert np.abs(np.diff(way, n=2)).max() < 0.04


@given(told=turns)
def test_it_ends_where_it_was_sent_last(told):
    last_ns = max((one[0] for one in told), default=0)
    sent = [one[2] for one in told if one[0] == last_ns] or [0.0]
    ends = course(told).at(np.array([30 * SECOND]))[0, 0]
    assert min(abs(ends - one) for one in sent) < 1e-9


@given(told=turns, asked=st.lists(st.integers(0, 12 * SECOND), max_size=5))
def test_to_be_asked_changes_nothing(told, asked):
    plain, seen = course(told), course(told)
    for t_ns in asked:
        seen.at(np.array([t_ns]))
        seen.state(t_ns)
    np.testing.assert_array_equal(plain.at(TIMES_NS), seen.at(TIMES_NS))
