"""Each assertion passes what is right, fails what is wrong, and does not guess."""

from dataclasses import replace

import numpy as np
import pytest

from kinesics_app.hil import (
    Run,
    assert_lip_sync,
    assert_no_jump,
    assert_nothing_late,
    assert_within_limits,
)
from kinesics_app.performance.perform import Request, perform


@pytest.fixture(scope="module")
def performance(short_speech):
    return perform(Request(short_speech))


@pytest.fixture
def run(performance):
    return Run(performance, performance.take)


def altered(run, **changes):
    return Run(run.performance, replace(run.take, **changes))


def test_a_sound_performance_passes_all_and_leaves_its_figures(run):
    assert_within_limits(run)
    assert_no_jump(run)
    assert_lip_sync(run)
    assert_nothing_late(run)
    assert 0.1 < run.figures["velocity_share"] <= 1.0
    assert 0.0 < run.figures["lip_sync_p95_ms.jaw"] < 30.0
    assert run.figures["underruns"] == 0


def test_a_limit_that_was_broken_names_the_joint(run):
    played = run.take.trace_played.copy()
    played[500, 0] += 0.3
    with pytest.raises(AssertionError, match=f"{run.rig.names[0]} used .* of its limit of"):
        assert_within_limits(altered(run, trace_played=played))
    with pytest.raises(AssertionError, match=f"{run.rig.names[0]} jumped at .*: as played"):
        assert_no_jump(altered(run, trace_played=played))


def test_a_row_that_jumps_is_found_in_what_was_sent(run):
    sent = run.take.sent.copy()
    sent[60:, 2] += 0.2
    with pytest.raises(AssertionError, match=f"{run.rig.names[2]} jumped at .*: as sent"):
        assert_no_jump(altered(run, sent=sent))


def test_rows_that_a_busy_host_left_out_are_no_jump_but_one_far_from_the_last_is(run):
    take, later = run.take, run.take.t_ns.copy()
    quick = np.abs(np.diff(take.sent, axis=0)) / take.limits.acceleration
    row = int(quick.max(axis=1).argmax())
    later[row:] += 300_000_000  # the next row follows the last that was made, and comes later
    assert_no_jump(altered(run, t_ns=later))
    far = take.sent.copy()
    far[row:, 2] += 5.0
    with pytest.raises(AssertionError, match=f"{run.rig.names[2]} jumped at .*: as sent"):
        assert_no_jump(altered(run, t_ns=later, sent=far))


def test_limits_are_inconclusive_when_milliseconds_are_not_told(run):
    take, coarse = run.take, slice(None, None, 40)
    few = altered(
        run,
        trace_rate_hz=25.0,
        trace_t_ns=take.trace_t_ns[coarse],
        trace_played=take.trace_played[coarse],
        trace_measured=take.trace_measured[coarse],
    )
    with pytest.raises(pytest.skip.Exception, match=r"inconclusive: the firmware .* 25 times"):
        assert_within_limits(few)


def test_lips_that_are_late_fail_with_how_much(run):
    late = np.roll(run.take.trace_measured, 60, axis=0)
    with pytest.raises(AssertionError, match="ms off in one stroke of twenty"):
        assert_lip_sync(altered(run, trace_measured=late))


def test_lips_that_do_not_follow_fail(run):
    jaw = run.take.joint("jaw")
    blocked = run.take.trace_measured.copy()
    blocked[:, jaw] = blocked[0, jaw]
    with pytest.raises(AssertionError, match="jaw did not follow"):
        assert_lip_sync(altered(run, trace_measured=blocked))


def test_lips_that_nobody_measures_are_inconclusive(run):
    blind = np.full_like(run.take.trace_measured, np.nan)
    with pytest.raises(pytest.skip.Exception, match="no joint of the mouth tells where it is"):
        assert_lip_sync(altered(run, trace_measured=blind))
