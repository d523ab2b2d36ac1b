"""Nods, shakes and tilts: at rest at both ends, smooth where they meet, as large as asked."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.behaviours.head_signs import HeadSigns, sign_lasts_s
from kinesics.motion.channels import NAMES
from kinesics.signals import Cease, HeadCue, Horizon

KINDS = ("nod", "shake", "tilt")
CHANNEL = {"nod": "head_pitch", "shake": "head_yaw", "tilt": "head_roll"}


def cue(kind, t_s=0.0, size=0.5, times=2):
    return HeadCue(round(t_s * 1e9), f"{kind}-{t_s}", kind, size, times)


def speeds(track):
    return np.diff(track.values, axis=0) * track.rate_hz


@pytest.mark.parametrize("kind", KINDS)
def test_a_sign_moves_its_own_axis_and_ends_where_it_began(kind):
    track = HeadSigns().feed(cue(kind))
    moved = np.abs(track.values).max(axis=0)
    names = [NAMES[column] for column in track.columns]
    assert [name for name, most in zip(names, moved, strict=True) if most > 1e-9] == [CHANNEL[kind]]
    assert np.abs(track.values[[0, -1]]).max() < 1e-9
    assert np.abs(speeds(track)[[0, -1]]).max() < 0.15
    assert len(track.values) / track.rate_hz >= sign_lasts_s(cue(kind))


@pytest.mark.parametrize("kind", KINDS)
def test_size_scales_it(kind):
    small, large = (HeadSigns().feed(cue(kind, size=size)).values for size in (0.25, 1.0))
    np.testing.assert_allclose(4.0 * small, large, atol=1e-12)
    assert 0.2 < np.abs(large).max() < 0.5


@pytest.mark.parametrize("kind", KINDS)
def test_the_smallest_is_still_seen(kind):
    least = np.abs(HeadSigns().feed(cue(kind, size=0.0)).values).max()
    assert np.deg2rad(1.0) < least < np.deg2rad(3.0)


def test_a_head_goes_down_in_a_nod_as_often_as_asked():
    pitch = HeadSigns().feed(cue("nod", times=3)).values[:, 1]
    tops = np.flatnonzero((pitch[1:-1] > pitch[:-2]) & (pitch[1:-1] >= pitch[2:]))
    assert len(tops) == 3
    assert pitch.min() >= 0.0


def test_a_shake_goes_to_both_sides():
    yaw = HeadSigns().feed(cue("shake")).values[:, 0]
    assert yaw.max() > 0.15
    assert yaw.min() < -0.15


@given(st.sampled_from(KINDS), st.sampled_from(KINDS), st.floats(0.0, 4.0), st.floats(0.0, 1.0))
def test_one_that_cuts_across_another_takes_over_without_a_jump(one, other, at_s, size):
    signs = HeadSigns()
    first = signs.feed(cue(one, size=size))
    second = signs.feed(cue(other, t_s=at_s))
    rows = np.arange(len(first.values))
    was = [np.interp(at_s * first.rate_hz, rows, column) for column in first.values.T]
    np.testing.assert_allclose(second.values[0], was, atol=1e-9)
    assert np.abs(np.diff(second.values, axis=0)).max() < 0.1


@given(st.sampled_from(KINDS), st.floats(0.0, 4.0))
def test_one_that_is_cancelled_leaves_within_a_third_of_a_second(kind, at_s):
    signs = HeadSigns()
    signs.feed(cue(kind))
    assert signs.feed(Cease(round(at_s * 1e9), "somebody else's")) is None
    rest = signs.feed(Cease(round(at_s * 1e9), cue(kind).intent))
    assert len(rest.values) <= 0.34 * rest.rate_hz
    assert np.abs(rest.values[-1]).max() < 1e-9


def test_a_nod_that_nobody_asked_for_waits_for_no_sign_and_cuts_none_short():
    signs, own = HeadSigns(), HeadCue(10**9, "", "nod", 0.4, 1)
    assert signs.feed(own) is not None
    assert signs.feed(cue("shake", 1.2)) is not None  # what is asked for cuts across it
    assert signs.feed(HeadCue(2 * 10**9, "", "nod", 0.4, 1)) is None
    assert signs.feed(HeadCue(4 * 10**9, "", "nod", 0.4, 1)) is not None


def test_nothing_else_moves_it():
    assert HeadSigns().feed(Horizon(0)) is None
    assert HeadSigns().feed(Cease(10**9, "nothing")) is None
