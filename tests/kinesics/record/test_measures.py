from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.measures.lag import correlation_lag_ms, strokes
from kinesics.record.measures import actuation_error, as_played


def with_jaw(take, asked, measured):
    """The take with other curves for its jaw: functions of t_s."""
    jaw = take.joint("jaw")
    wanted, trace = take.asked.copy(), take.trace_measured.copy()
    wanted[:, jaw] = asked(take.t_s)
    trace[:, jaw] = measured(take.trace_t_s)
    return replace(take, asked=wanted, trace_measured=trace)


def chew(t_s):
    return 0.2 + 0.15 * np.sin(2 * np.pi * 3.0 * t_s)


@given(late_ms=st.integers(-60, 60))
def test_a_delayed_joint_is_late_by_that_delay(take, late_ms):
    late = with_jaw(take, chew, lambda t_s: chew(t_s - late_ms / 1e3))
    error = actuation_error(late, "jaw")
    assert error.strokes >= 20
    assert error.missed == 0
    assert error.p50_ms == pytest.approx(abs(late_ms), abs=1.0)
    assert error.p95_ms == pytest.approx(abs(late_ms), abs=1.0)
    assert error.bias_ms == pytest.approx(late_ms, abs=1.0)
    assert error.correlation_lag_ms == pytest.approx(late_ms, abs=1.5)


def test_an_attenuated_joint_still_crosses_the_middle_in_time(take):
    weak = with_jaw(take, chew, lambda t_s: 0.2 + 0.5 * (chew(t_s - 0.01) - 0.2))
    error = actuation_error(weak, "jaw")
    assert error.missed == 0
    assert error.p95_ms == pytest.approx(10.0, abs=1.0)


def test_strokes_that_the_joint_never_follows_are_counted(take):
    shifted = with_jaw(take, chew, lambda t_s: np.full_like(t_s, 0.4))
    error = actuation_error(shifted, "jaw")
    assert error.missed == error.strokes > 0
    assert error.p50_ms is None
    assert error.p95_ms is None


def test_one_late_stroke_in_ten_shows_in_the_95th_percentile_only(take):
    def sometimes(t_s):
        return chew(t_s - np.where((t_s > 0.5) & (t_s < 0.9), 0.04, 0.0))

    error = actuation_error(with_jaw(take, chew, sometimes), "jaw")
    assert error.p50_ms < 1.0
    assert error.p95_ms > 30.0


def test_a_joint_without_feedback_has_no_error_to_tell(take):
    blind = with_jaw(take, chew, lambda t_s: np.full_like(t_s, np.nan))
    error = actuation_error(blind, "jaw")
    assert (error.strokes, error.p50_ms, error.correlation_lag_ms) == (0, None, None)


def test_a_joint_that_is_not_asked_to_move_has_no_strokes(take):
    error = actuation_error(with_jaw(take, np.zeros_like, np.zeros_like), "jaw")
    assert (error.strokes, error.missed, error.p95_ms) == (0, 0, None)
    assert error.correlation_lag_ms is None


def test_strokes_join_the_extrema_and_ignore_small_motion():
    t_s = np.arange(200) / 100
    curve = np.sin(2 * np.pi * t_s) + 0.02 * np.sin(2 * np.pi * 21 * t_s)
    found = strokes(curve, 0.1)
    assert len(found) == 5
    assert np.all(np.abs(t_s[found[1]] - [0.25, 0.75]) < 0.03)


def test_small_strokes_beside_large_ones_do_not_count():
    t_s = np.arange(1000) / 100
    curve = np.sin(np.pi * t_s) * np.where(t_s < 8, 1.0, 0.1)
    everything = strokes(curve / 10, 0.01)
    assert everything[-1, 1] < 860


@given(st.lists(st.floats(-1, 1), min_size=0, max_size=60), st.floats(0.01, 0.5))
def test_strokes_alternate_and_reach_their_floor(values, floor):
    curve = np.array(values)
    found = strokes(curve, floor)
    excursions = curve[found[:, 1]] - curve[found[:, 0]]
    assert (np.abs(excursions) >= floor - 1e-12).all()
    assert (np.sign(excursions[1:]) == -np.sign(excursions[:-1])).all()
    assert (found[1:, 0] == found[:-1, 1]).all()


def test_correlation_needs_a_second_of_both():
    t_s = np.arange(20) / 100
    assert correlation_lag_ms(t_s, np.sin(t_s), t_s, np.sin(t_s)) is None


def test_shares_of_a_known_motion_are_exact(take):
    trace = np.zeros_like(take.trace_played)
    jaw = take.joint("jaw")
    t_s = take.trace_t_s
    trace[:, jaw] = 0.21 + 0.1 * np.sin(10.0 * t_s)  # peak 1 rad/s, 10 rad/s2, 100 rad/s3
    shares = as_played(replace(take, trace_played=trace))
    assert shares.position[jaw] == pytest.approx(0.1 / 0.21, rel=1e-3)
    assert shares.velocity[jaw] == pytest.approx(1 / 12, rel=1e-3)
    assert shares.acceleration[jaw] == pytest.approx(10 / 400, rel=1e-3)
    assert shares.jerk[jaw] == pytest.approx(100 / 4e4, rel=1e-3)
    assert shares.velocity[take.joint("neck_yaw")] == 0.0


def test_rows_at_uneven_times_claim_no_more_than_there_was(take):
    jaw, uneven = take.joint("jaw"), np.random.default_rng(0).integers(2, 40, 300).cumsum()
    trace = np.zeros((300, len(take.joint_names)))
    trace[:, jaw] = 0.21 + 0.1 * np.sin(10.0 * uneven * 1e-3)
    t_ns = uneven * 1_000_000
    shares = as_played(
        replace(take, trace_t_ns=t_ns, trace_played=trace, trace_measured=trace, trace_rate_hz=50.0)
    )
    assert 0.9 * 10 / 400 < shares.acceleration[jaw] <= 10 / 400
    assert 0.8 * 100 / 4e4 < shares.jerk[jaw] <= 100 / 4e4


def test_a_trace_in_nanoradians_adds_no_more_jerk_than_stated(take):
    slow = 1e-3 * np.sin(take.trace_t_s)[:, None] * np.ones(len(take.joint_names))
    steps = replace(take, trace_played=np.rint(slow * 1e9) / 1e9)
    assert as_played(steps).jerk.max() * 4e4 < 4.1


def test_a_take_too_short_for_differences_uses_no_limit(take):
    short = replace(
        take,
        trace_t_ns=take.trace_t_ns[:1],
        trace_played=take.trace_played[:1],
        trace_measured=take.trace_measured[:1],
    )
    assert as_played(short).jerk.max() == 0.0
