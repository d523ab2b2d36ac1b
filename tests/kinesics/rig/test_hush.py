"""Quiet mode: within its budget once it has braked, nothing else changes, and it comes and goes."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinesics.errors import RigError
from kinesics.motion.limits import Limiter
from kinesics.motion.ramp import smoothstep
from kinesics.rig.acoustics import Acoustics, read_acoustics
from kinesics.rig.hush import Hush
from kinesics.rig.load import load_rig
from kinesics.table import Table

RIG = load_rig("humanoid")
NECK, WAIST, EYE, LID, JAW = (
    RIG.index(n) for n in ("neck_yaw", "waist_yaw", "left_eye_yaw", "left_upper_lid", "jaw")
)
LOUD = [NECK, WAIST, RIG.index("right_elbow")]


def wish(t_s, size=0.5):
    """Large fast turns of neck, waist and elbow, with eyes, lid and jaw that move too."""
    row = RIG.neutral.copy()
    size *= smoothstep(t_s)
    row[NECK] += size * np.sin(3.0 * t_s)
    row[WAIST] += 0.5 * size * np.sin(2.0 * t_s)
    row[LOUD[2]] -= size * (1.0 - np.cos(2.5 * t_s))
    row[[EYE, LID, JAW]] += 0.05 * np.sin(9.0 * t_s)
    return row


def hushed(quiet, seconds=6.0, rig=RIG, size=0.5):
    """Wishes and rows (T, J) at 100 Hz; `quiet` of a time [s]."""
    hush, times = Hush(rig, 100.0), np.arange(round(100 * seconds)) / 100
    asked = np.array([wish(t_s, size) for t_s in times])
    rows = [hush.step(row, quiet=quiet(t_s)) for t_s, row in zip(times, asked, strict=True)]
    return hush, asked, np.array(rows)


def test_off_it_changes_no_bit():
    _, asked, rows = hushed(lambda t_s: False)
    np.testing.assert_array_equal(rows, asked)


def test_all_joints_together_stay_within_the_budget_once_they_have_braked():
    """But for half a decibel, where some set off while others brake."""
    hush, asked, rows = hushed(lambda t_s: t_s >= 1.0)
    levels = hush.level_db(np.diff(rows, axis=0) * 100)
    free = hush.level_db(np.diff(asked, axis=0) * 100)
    assert free[150:].max() > RIG.acoustics.budget_db + 6.0
    assert levels[150:].max() <= RIG.acoustics.budget_db + 0.5
    assert np.abs(np.diff(rows[150:], axis=0)).max() > 0.001


def test_it_turns_round_with_a_share_of_its_acceleration():
    _, _, rows = hushed(lambda t_s: True)
    acceleration = np.abs(np.diff(rows, n=2, axis=0))[:, LOUD].max(axis=0) * 1e4
    assert (acceleration <= 0.3 * RIG.limits.acceleration[LOUD] + 1e-6).all()


def test_eyes_make_good_what_the_head_lags_and_the_face_goes_on():
    _, asked, rows = hushed(lambda t_s: True)
    np.testing.assert_array_equal(rows[:, [LID, JAW]], asked[:, [LID, JAW]])
    lag = (asked - rows)[:, NECK] + (asked - rows)[:, WAIST]
    assert np.abs(lag).max() > 0.1
    np.testing.assert_allclose((rows - asked)[:, EYE], lag, atol=1e-9)


def test_slow_motion_passes_as_it_is():
    _, asked, rows = hushed(lambda t_s: t_s >= 1.0, size=0.02)
    assert np.abs(rows - asked).max() < 2e-3


@settings(max_examples=10, deadline=None)
@given(switches=st.lists(st.floats(0.0, 6.0), max_size=8))
def test_however_often_it_is_switched_nothing_jumps(switches):
    def quiet(t_s):
        return sum(one <= t_s for one in switches) % 2 == 1

    _, _, rows = hushed(quiet)
    limiter = Limiter(RIG.limits, 100.0)
    limiter.start(rows[0])
    sent = np.array([limiter.step(row) for row in rows])
    np.testing.assert_allclose(sent[:, LOUD], rows[:, LOUD], atol=2e-3)


def test_after_quiet_it_catches_up_and_is_out_of_the_way():
    hush, asked, rows = hushed(lambda t_s: 1.0 <= t_s < 3.0, 9.0)
    np.testing.assert_array_equal(rows[-200:], asked[-200:])
    assert not hush.state()[0]


def test_rows_that_are_taken_back_are_made_again_to_the_bit():
    hush = Hush(RIG, 100.0)
    for n in range(150):
        hush.step(wish(n / 100), quiet=n > 50)
    state = hush.state()
    once = [hush.step(wish(n / 100), quiet=n < 180) for n in range(150, 260)]
    hush.restore(state)
    again = [hush.step(wish(n / 100), quiet=n < 180) for n in range(150, 260)]
    np.testing.assert_array_equal(once, again)


def test_a_rig_says_how_loud_it_is_and_may_be():
    louder = replace(RIG, acoustics=Acoustics(30.0, 0.2, (("neck_yaw", 70.0),)))
    hush, _, rows = hushed(lambda t_s: True, rig=louder)
    assert hush.level_db(np.diff(rows, axis=0) * 100).max() <= 30.5
    speeds = [
        np.abs(np.diff(hushed(lambda t_s: True, rig=one)[2][:, NECK])).max()
        for one in (RIG, louder)
    ]
    assert speeds[1] < 0.3 * speeds[0]


@pytest.mark.parametrize(
    ("quiet", "said"),
    [
        ({"budget_db": 200}, "budget_db"),
        ({"acceleration": 0.0}, "acceleration"),
        ({"joints_db": {"tail": 40.0}}, "tail"),
        ({"budgt_db": 30.0}, "did you mean 'budget_db'"),
    ],
)
def test_what_cannot_be_in_it_is_said(quiet, said):
    with pytest.raises(RigError, match=said):
        read_acoustics(Table("r: ", {"quiet": quiet}, RigError), ("neck_yaw",))
