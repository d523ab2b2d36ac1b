"""Distances between two recordings whose answers are known by analysis."""

from math import pi

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.errors import RecordError
from kinesics.measures.curves import Curves
from kinesics.measures.differences import row_differences
from kinesics.measures.frechet import frechet_distance
from kinesics.measures.pairs import together
from kinesics.measures.regions import groups, region


def found(readings):
    return {(one.measure, one.signal): one.value for one in readings}


def curves(values, names=("jawOpen", "head_yaw")):
    return Curves(names, 100.0, np.asarray(values, float).reshape(len(values), len(names)))


def drawn(mean, covariance, rows=4000, seed=0):
    """Rows that have exactly this mean and covariance."""
    rng = np.random.default_rng(seed)
    rows = rng.standard_normal((rows, len(mean)))
    rows -= rows.mean(axis=0)
    rows = rows @ np.linalg.inv(np.linalg.cholesky(np.cov(rows.T, bias=True))).T
    return rows @ np.linalg.cholesky(np.asarray(covariance, float)).T + mean


def test_the_distance_of_gaussians_that_commute_is_that_of_their_deviations():
    one = curves(drawn([0.0, 0.0], [[4.0, 0.0], [0.0, 9.0]]))
    other = curves(drawn([3.0, 4.0], [[1.0, 0.0], [0.0, 1.0]], seed=1))
    read = found(frechet_distance(one, other))
    assert read["frechet_distance", "all"] == pytest.approx(25.0 + 1.0 + 4.0)
    assert read["frechet_distance", "mouth"] == pytest.approx(9.0 + 1.0)
    assert read["frechet_distance", "face"] == pytest.approx(9.0 + 1.0)
    assert read["frechet_distance", "head"] == pytest.approx(16.0 + 4.0)


def test_the_distance_of_gaussians_that_are_turned_is_known_too():
    turned = [[2.5, 1.5], [1.5, 2.5]]  # of deviations 2 and 1, by 45 degrees
    one = curves(drawn([0.0, 0.0], turned))
    other = curves(drawn([0.0, 0.0], np.eye(2), seed=1))
    assert found(frechet_distance(one, other))["frechet_distance", "all"] == pytest.approx(1.0)


@given(st.integers(0, 1000), st.integers(3, 40))
def test_a_recording_is_no_distance_from_itself_whatever_it_does(seed, rows):
    rng = np.random.default_rng(seed)
    one = curves(np.cumsum(rng.standard_normal((rows, 2)), axis=0))
    backwards = curves(one.values[::-1])
    spread = one.values.var(axis=0).sum()
    for other in (one, backwards):
        assert found(frechet_distance(one, other))["frechet_distance", "all"] <= 1e-6 * spread
    assert found(row_differences(one, one))["distance", "all"] == 0.0


def test_differences_are_told_of_signals_and_regions():
    t_s = np.arange(1001) / 100.0
    one = curves(np.stack((np.sin(2 * pi * t_s), 0.0 * t_s), axis=1))
    other = curves(np.stack((np.sin(2 * pi * t_s) + 3.0, 4.0 * t_s), axis=1))
    read = found(row_differences(one, other))
    assert read["l1_difference", "jawOpen"] == pytest.approx(3.0)
    assert read["velocity_difference", "jawOpen"] == pytest.approx(0.0, abs=1e-9)
    assert read["l1_difference", "head_yaw"] == pytest.approx(20.0)
    assert read["velocity_difference", "head_yaw"] == pytest.approx(4.0)
    assert read["l1_difference", "all"] == pytest.approx(11.5)
    assert read["velocity_difference", "head"] == pytest.approx(4.0)
    assert read["distance", "mouth"] == pytest.approx(3.0)


def test_the_distance_of_a_region_is_that_of_its_poses():
    one = curves(np.zeros((10, 2)), ("jawOpen", "mouthClose"))
    other = curves(np.tile([3.0, 4.0], (10, 1)), ("jawOpen", "mouthClose"))
    read = found(row_differences(one, other))
    assert read["distance", "mouth"] == pytest.approx(5.0)
    assert read["l1_difference", "mouth"] == pytest.approx(3.5)


def test_velocities_do_not_depend_on_the_rate():
    for rate_hz in (30.0, 100.0):
        ramp = np.arange(200.0)[:, None] / rate_hz
        one, other = (Curves(("x",), rate_hz, by * ramp) for by in (1.0, 3.0))
        read = found(row_differences(one, other))
        assert read["velocity_difference", "x"] == pytest.approx(2.0)


def test_regions_of_channels_and_of_joints():
    assert region("left_elbow") == region("right_elbow") == "arms"
    assert groups(("jaw", "neck")) == {"all": [0, 1]}
    assert groups(("browInnerUp", "head_yaw", "jawOpen")) == {
        "brows": [0],
        "face": [0, 2],
        "head": [1],
        "mouth": [2],
        "all": [0, 1, 2],
    }


def test_two_streams_of_one_clock_are_cut_to_the_moments_of_both():
    one = Curves(("x",), 10.0, np.arange(10.0)[:, None], begin_s=-0.2)
    other = Curves(("x",), 10.0, np.arange(10.0)[:, None], begin_s=0.1)
    first, second = together(one, other)
    assert (first.begin_s, first.values[0, 0]) == (0.1, 3.0)
    assert (second.begin_s, second.values[0, 0]) == (0.1, 0.0)
    with pytest.raises(RecordError, match="one ends before the other begins"):
        together(one, Curves(("x",), 10.0, np.zeros((9, 1)), begin_s=5.0))
