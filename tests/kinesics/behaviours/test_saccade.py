"""Saccades follow the main sequence."""

from math import degrees, radians

import numpy as np
import pytest

from kinesics.behaviours.saccade import Saccade, duration_s, peak_velocity_deg_s


def test_duration_grows_by_2_4_ms_a_degree():
    assert duration_s(radians(10.0)) == pytest.approx(0.049)
    assert duration_s(radians(20.0)) == pytest.approx(0.073)


def test_peak_velocities_are_within_a_tenth_of_what_people_have():
    assert peak_velocity_deg_s(radians(10.0)) == pytest.approx(292.0, rel=0.1)
    assert peak_velocity_deg_s(radians(20.0)) == pytest.approx(398.0, rel=0.1)


def test_a_saccade_is_smooth_and_ends_where_it_should():
    saccade = Saccade.between(0, (0.1, 0.0), (0.4, -0.1))
    times_ns = np.arange(-10_000_000, saccade.end_ns + 20_000_000, 1_000_000)
    yaw = np.array([saccade.at(int(t_ns))[0] for t_ns in times_ns])
    assert (yaw[0], yaw[-1]) == (0.1, 0.4)
    assert np.diff(yaw).min() >= 0.0
    fastest = degrees(np.diff(np.array([saccade.at(int(t)) for t in times_ns])[:, 0]).max()) * 1e3
    size = np.hypot(0.3, 0.1)
    assert fastest == pytest.approx(peak_velocity_deg_s(size) * 0.3 / size, rel=0.03)
