from dataclasses import replace

import numpy as np
import pytest

from kinesics.errors import RecordError
from kinesics.motion.limits import LimitTable
from kinesics.record.take import delayed, resampled


def test_time_zero_is_when_the_first_sample_is_heard(take):
    assert take.t_s[0] == pytest.approx(-0.3)
    assert take.t_s[30] == 0.0
    assert take.trace_t_s[300] == 0.0
    assert take.audio_s == 3.0


def test_a_joint_is_found_by_name_and_an_unknown_one_lists_those_that_exist(take):
    assert take.joint_names[take.joint("jaw")] == "jaw"
    with pytest.raises(RecordError, match=r"no joint 'jaws'.*waist_yaw"):
        take.joint("jaws")


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"asked": np.zeros((3, 41))}, r"asked has shape \(3, 41\)"),
        ({"channels": np.zeros((380, 2))}, r"channels has shape"),
        ({"trace_measured": np.zeros((5, 41))}, r"trace_measured has shape"),
        ({"joint_units": ("rad",)}, "joint_units has shape"),
        ({"rate_hz": 0.0}, "rate_hz is 0.0; wanted a positive rate"),
        ({"t_ns": np.arange(380.0)}, "wanted .* of int64"),
        ({"t_ns": np.zeros(380, np.int64)}, "does not increase at row 1: 0, 0"),
        ({"speech": np.zeros((8, 2), np.float32)}, "mono"),
    ],
)
def test_arrays_that_contradict_each_other_are_refused(take, change, text):
    with pytest.raises(RecordError, match=text):
        replace(take, **change)


def test_limits_of_another_robot_are_refused(take):
    one = np.ones(1)
    with pytest.raises(RecordError, match="limits has shape"):
        replace(take, limits=LimitTable(-one, one, one, one, one))


def test_a_wish_dated_by_execution_becomes_the_wish_at_its_time():
    t_ns = np.arange(5, dtype=np.int64) * 10_000_000
    ramp = np.arange(5.0)[:, None] * [1.0, 1.0]
    later = delayed(t_ns, ramp, np.array([0.0, 0.015]))
    np.testing.assert_allclose(later[:, 0], ramp[:, 0])
    np.testing.assert_allclose(later[:, 1], [0.0, 0.0, 0.5, 1.5, 2.5], atol=1e-12)


def test_resampling_is_linear_and_knows_nothing_outside_its_source():
    source_ns = np.array([10, 20], np.int64)
    values = np.array([[0.0, 1.0], [2.0, 1.0]])
    rows = resampled(source_ns, values, np.array([9, 10, 15, 20, 21], np.int64))
    np.testing.assert_allclose(rows[:, 0], [np.nan, 0.0, 1.0, 2.0, np.nan])
    np.testing.assert_allclose(rows[1:4, 1], 1.0)


def test_resampling_nothing_gives_unknown_values():
    rows = resampled(np.empty(0, np.int64), np.empty((0, 2)), np.arange(3, dtype=np.int64))
    assert np.isnan(rows).all()
    assert rows.shape == (3, 2)
