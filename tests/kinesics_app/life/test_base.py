"""A base that leans and turns, as a robot on the twin is told of it, and what is played."""

from dataclasses import replace
from math import cos, pi, radians, sin

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kinesics.conversation.message import read_message
from kinesics.errors import IntentError
from kinesics.motion.direction import from_head
from kinesics.signals import BaseTilt
from kinesics_app.device.limits_table import joint_table
from kinesics_app.life.base_tilt import checked_tilt
from kinesics_app.robot import Robot
from kinesics_bridge.twin.limit_use import limit_use

MS = 1_000_000
EYES = ("left_eye_yaw", "left_eye_pitch")
NECK = ("neck_yaw", "neck_pitch", "neck_roll")


def rock(robot, seconds, lean, *, told=True):
    """Time passes, and the base leans by `lean(t_s)`, roll and pitch, told 25 times a second.

    When it began, by robot time.
    """
    begun_ns = robot.link.now_ns()
    for ms in range(0, round(seconds * 1000), 40):
        if told:
            before, now, after = (lean(one / 1000) for one in (ms - 1, ms, ms + 1))
            rates = [(b - a) * 500 for a, b in zip(before, after, strict=True)]
            robot.base(*now, turns_rad_s=[*rates, 0.0])
        robot.wait(0.04)
    return begun_ns


def seen(robot, begun_ns, lean, from_s):
    """Where its eyes are turned in the world (N, 2), and its neck (N, 3), as played, at 1 kHz."""
    rig, trace = robot.link.life.rig, robot.link.device.trace()
    played = {}
    for name in (*EYES, *NECK, "waist_yaw", "waist_pitch", "waist_roll"):
        joint = rig.index(name)
        played[name] = np.roll(trace.played[:, joint], round(1000 * rig.joints[joint].lag_s))
    t_s = (trace.t_ns - begun_ns) * 1e-9
    ways = []
    for row in np.flatnonzero(t_s > from_s)[::10]:
        eyes, neck, waist = (
            [played[name][row] for name in names]
            for names in (EYES, NECK, ("waist_yaw", "waist_pitch", "waist_roll"))
        )
        way = from_head(
            from_head(tuple(eyes), tuple(neck[:2]), neck[2]), tuple(waist[:2]), waist[2]
        )
        roll, pitch = lean(t_s[row])
        ways.append(from_head(way, (0.0, pitch), roll))
    necks = np.array([played[name][t_s > from_s] for name in NECK]).T
    return np.array(ways), necks


def test_gaze_as_played_is_steadier_in_the_world_when_the_base_is_told():
    lean = lambda t_s: (0.0, 0.12 * sin(2 * pi * 0.3 * t_s))  # noqa: E731
    spread = {}
    for told in (False, True):
        with Robot.twin() as robot:
            robot.look_at(1.5, 0.0, 0.975)
            begun_ns = rock(robot, 10.0, lean, told=told)
            ways, _ = seen(robot, begun_ns, lean, 3.5)
            spread[told] = np.std(ways[:, 1])
    assert spread[False] > radians(4.0)
    assert spread[True] < 0.35 * spread[False]


def test_head_is_level_on_a_slope_and_upright_again_when_nothing_is_heard():
    with Robot.twin() as robot:
        robot.look_at(1.5, 0.0, 0.975)
        slope = lambda t_s: (0.1, 0.15)  # noqa: E731
        begun_ns = rock(robot, 5.0, slope)
        _, necks = seen(robot, begun_ns, slope, 4.0)
        assert necks[:, 1].mean() == pytest.approx(-0.15, abs=0.05)
        assert necks[:, 2].mean() == pytest.approx(-0.1, abs=0.05)
        robot.wait(4.0)
        _, necks = seen(robot, begun_ns, slope, 8.0)
        assert np.abs(necks.mean(axis=0)[1:]).max() < 0.05


TURNS = st.none() | st.tuples(*3 * [st.floats(-20.0, 20.0)])
TOLD = st.tuples(st.integers(1, 60), st.floats(-pi, pi), st.floats(-1.5, 1.5), TURNS, st.booleans())


@pytest.fixture(scope="module")
def robot():
    with Robot.twin() as one:
        yield one


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(TOLD, min_size=1, max_size=12))
def test_whatever_is_told_of_the_base_no_joint_as_played_leaves_its_limits(robot, many):
    for ticks, roll_rad, pitch_rad, turns, falls in many:
        if falls:
            up = (-sin(pitch_rad), cos(pitch_rad) * sin(roll_rad), cos(pitch_rad) * cos(roll_rad))
            robot.base(acceleration_m_s2=[9.81 * one for one in up], turns_rad_s=turns)
        else:
            robot.base(roll_rad, pitch_rad, turns_rad_s=turns)
        robot.wait(0.01 * ticks)
    device = robot.link.device
    assert limit_use(joint_table(robot.link.life.rig), device.trace()).kept
    assert device.counters["clamped_ticks"] == 0
    assert robot.status()["died"] == {}


def test_what_is_said_does_not_depend_on_how_the_base_leans():
    jaws = []
    for told in (False, True):
        with Robot.twin() as one:
            hum = np.float32(0.2) * np.sin(np.arange(16_000) * 0.06).astype(np.float32)
            one.say(hum)
            rock(one, 2.5, lambda t_s: (0.2 * sin(5 * t_s), 0.2 * cos(3 * t_s)), told=told)
            rows, index = one.link.life.loop.rows, one.link.life.rig.index("jaw")
            jaws.append([row.sent[index] for row in rows])
    assert np.ptp(jaws[0]) > 0.02
    assert jaws[0] == jaws[1]


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({}, "roll_rad"),
        ({"roll_rad": 0.0}, "pitch_rad"),
        ({"roll_rad": float("nan"), "pitch_rad": 0.0}, "base: roll_rad is nan; wanted"),
        ({"roll_rad": 0.0, "pitch_rad": 2.0}, "base: pitch_rad is 2.0; wanted"),
        ({"roll_rad": 0.0, "pitch_rad": 0.0, "turns_rad_s": [0.0, 1.0]}, "a list of 3"),
        ({"roll_rad": 0.0, "pitch_rad": 0.0, "yaw_rad": 0.0}, "yaw_rad"),
        ({"acceleration_m_s2": [0.0, 0.0, 40.0]}, "5 to 15 in all, or it tells nothing of what"),
        ({"acceleration_m_s2": [0.0, 0.0, 9.8], "roll_rad": 0.0}, "roll_rad"),
    ],
)
def test_what_tells_nothing_of_a_base_is_refused(told, reason):
    with pytest.raises(IntentError) as caught:
        read_message({"base": told}, 0)
    assert reason in str(caught.value)


def test_it_is_read_with_its_date_or_that_of_its_coming():
    lean = {"roll_rad": 0.1, "pitch_rad": -0.2}
    assert read_message({"base": lean}, 7) == BaseTilt(7, 0.1, -0.2, None, False)
    pulled = {"acceleration_m_s2": [0.0, 9.81 * sin(0.1), 9.81 * cos(0.1)], "t_ns": 5}
    told = read_message({"base": {**pulled, "turns_rad_s": [1, 2, 3]}}, 7)
    assert told.roll_rad == pytest.approx(0.1)
    assert told == BaseTilt(5, told.roll_rad, 0.0, (1.0, 2.0, 3.0), True)


def test_what_is_old_or_yet_to_come_or_not_wanted_is_refused():
    now_ns = 10_000 * MS
    tilt = BaseTilt(now_ns, 0.0, 0.0, None, False)
    for late_ms in (-40, 0, 400):
        one = replace(tilt, t_ns=now_ns - late_ms * MS)
        assert checked_tilt(one, now_ns, level=True) == one
    for late_ms in (-100, 600):
        with pytest.raises(IntentError, match="ago by this computer's CLOCK_MONOTONIC"):
            checked_tilt(replace(tilt, t_ns=now_ns - late_ms * MS), now_ns, level=True)
    with pytest.raises(IntentError, match="wanted the setting `level` on"):
        checked_tilt(tilt, now_ns, level=False)
