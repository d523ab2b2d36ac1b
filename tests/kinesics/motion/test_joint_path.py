"""Paths of joints: through their points, without a jump in position or velocity."""

import numpy as np
import pytest

from kinesics.errors import TrackError
from kinesics.motion.joint_path import make_joint_path

S = 1_000_000_000
TIMES_NS = np.array([1 * S, 2 * S, 4 * S])
COLUMNS = np.array([3])


def path(positions, slopes=None, times_ns=TIMES_NS):
    given = None if slopes is None else np.array(slopes, np.float64)[:, None]
    return make_joint_path(times_ns, COLUMNS, np.array(positions, np.float64)[:, None], given)


def sampled(one, start_s, end_s):
    return np.array([one.at(round(t * S))[0] for t in np.arange(start_s, end_s, 0.001)])


def test_it_goes_through_its_points_and_stays_between_them_where_no_velocity_is_given():
    one = path([0.0, 1.0, 0.5])
    assert [one.at(t)[0] for t in TIMES_NS] == [0.0, 1.0, 0.5]
    values = sampled(one, 0.0, 6.0)
    assert (values.min(), values.max()) == (0.0, 1.0)
    assert np.abs(np.diff(values, 2)).max() < 1e-5  # 0.001 s apart: no jump in velocity


def test_given_velocities_are_kept_and_run_out_after_the_last_point():
    one = path([0.0, 1.0, 0.5], [0.3, -0.2, 1.0])
    values = sampled(one, 0.0, 6.0)
    assert np.abs(np.diff(values, 2)).max() < 2e-5
    slope = (one.at(2 * S + 1000)[0] - one.at(2 * S - 1000)[0]) / 2e-6
    assert slope == pytest.approx(-0.2, abs=1e-3)
    assert values[-1] == pytest.approx(0.6)  # 1 rad/s in 0.1 s


def test_a_point_alone_is_where_it_rests():
    one = path([0.7], times_ns=np.array([S]))
    assert [one.at(t)[0] for t in (0, S, 9 * S)] == [0.7] * 3


@pytest.mark.parametrize(
    ("positions", "slopes", "times_ns", "wrong"),
    [
        ([], None, [], "0 points"),
        ([0.0, 0.0], None, [S, S], "point 1 is not later"),
        ([0.0, np.nan], None, [1, 2], "NaN"),
        ([0.0, 1e5], None, [1, 2], "beyond"),
        ([0.0, 0.0], [0.0, np.inf], [1, 2], "velocities have NaN"),
        ([0.0, 0.0, 0.0], None, [1, 2], "wanted \\(2, 1\\)"),
    ],
)
def test_what_is_no_path_is_refused_with_what_would_be_right(positions, slopes, times_ns, wrong):
    with pytest.raises(TrackError, match=wrong):
        path(positions, slopes, np.array(times_ns, np.int64))
