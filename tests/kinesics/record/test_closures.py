"""Which lip closures reached the robot's lips, stage by stage."""

from dataclasses import replace

import numpy as np
import pytest

from kinesics.motion.channels import NAMES, index
from kinesics.record.closures import Closures, closures, near

CLOSED_AT_S = (0.5, 1.0, 1.5, 2.0, 2.5)


def opening(t_s, shut_at_s, width_s=0.06):
    """(T,) 0..1: open, but for these moments."""
    dips = sum(np.clip(1.0 - np.abs(t_s - at) / width_s, 0.0, 1.0) for at in shut_at_s)
    return 1.0 - np.clip(1.5 * dips, 0.0, 1.0)


@pytest.fixture
def talk(take):
    """A take whose channels close five times; lips of one joint, the jaw, late by 30 ms."""
    jaw = take.joint("jaw")
    by_joint = np.zeros(len(take.joint_names))
    by_joint[jaw] = 1.0

    def make(asked, played, measured):
        channels = np.zeros((len(take.t_ns), len(NAMES)))
        channels[:, index("jawOpen")] = opening(take.t_s, CLOSED_AT_S)
        lag_s = np.full(len(take.joint_names), 0.03)
        arrays = {name: getattr(take, name).copy() for name in ("asked", "sent")}
        traces = {name: getattr(take, name).copy() for name in ("trace_played", "trace_measured")}
        arrays["asked"][:, jaw] = opening(take.t_s, asked)
        arrays["sent"][:, jaw] = opening(take.t_s + 0.03, asked)
        traces["trace_played"][:, jaw] = opening(take.trace_t_s + 0.03, played)
        traces["trace_measured"][:, jaw] = opening(take.trace_t_s, measured)
        return replace(
            take, channels=channels, channel_names=NAMES, lag_s=lag_s, **arrays, **traces
        ), by_joint

    return make


def test_every_stage_is_judged_at_its_own_lead(talk):
    one, by_joint = talk(CLOSED_AT_S, CLOSED_AT_S, CLOSED_AT_S)
    assert closures(one, by_joint) == Closures(5, 5, 5, 5, 5)


def test_what_a_stage_lost_shows_there_and_later(talk):
    one, by_joint = talk(CLOSED_AT_S, CLOSED_AT_S[1:], np.array(CLOSED_AT_S[2:]) + 0.02)
    assert closures(one, by_joint) == Closures(5, 5, 5, 4, 3)


def test_a_closure_that_comes_too_late_is_none(talk):
    one, by_joint = talk(CLOSED_AT_S, CLOSED_AT_S, np.array(CLOSED_AT_S) + 0.12)
    assert closures(one, by_joint).measured == 0


def test_joints_that_tell_nothing_are_not_judged(talk):
    one, by_joint = talk(CLOSED_AT_S, CLOSED_AT_S, CLOSED_AT_S)
    blind = replace(one, trace_measured=np.full_like(one.trace_measured, np.nan))
    assert closures(blind, by_joint) == Closures(5, 5, 5, 5, None)


def test_a_mouth_that_stays_shut_closes_never(talk):
    one, by_joint = talk((), (), ())
    shut = replace(one, channels=np.zeros_like(one.channels))
    assert closures(shut, by_joint).wanted == 0


def test_what_silence_and_breath_move_is_no_closure(talk):
    one, by_joint = talk(CLOSED_AT_S, CLOSED_AT_S, CLOSED_AT_S)
    faint = replace(one, channels=0.02 * one.channels)
    assert closures(faint, by_joint).wanted == 0


@pytest.mark.parametrize("rate_hz", [100, 1000])
def test_what_is_near_is_as_near_for_rows_as_for_a_trace(rate_hz):
    t_s = np.arange(3 * rate_hz) / rate_hz
    first, last = np.searchsorted(t_s, near(np.array([0.55, 1.0, 2.31])))
    assert t_s[first] == pytest.approx([0.52, 0.97, 2.28])
    assert t_s[last - 1] == pytest.approx([0.58, 1.03, 2.34])
