"""Quiet mode of a robot that lives: as it is played, asked for and left."""

import numpy as np
import pytest

from kinesics.rig.hush import Hush
from kinesics.rig.load import load_rig
from kinesics_app.robot import Robot

RIG = load_rig("humanoid")


def loudest_db(robot, begin_ns):
    device = robot.link.device
    played = device.playback(begin_ns, device.clock.now_ns())
    velocity = np.diff(played.played, axis=0) * played.rate_hz
    return float(Hush(RIG, 100.0).level_db(velocity).max()), played


@pytest.mark.parametrize("quiet", [False, True])
def test_a_robot_that_is_asked_to_be_quiet_stays_within_its_budget(quiet, assert_limits):
    with Robot.twin(seed=3) as robot:
        robot.wait(0.5)
        if quiet:
            robot.quiet()
        robot.wait(1.0)
        begin_ns = robot.link.now_ns()
        for yaw in (0.7, -0.6, 0.5):
            robot.look_at(yaw, 0.0)
            robot.nod()
            robot.wait(1.3)
        loud_db, played = loudest_db(robot, begin_ns)
        assert_limits(played)
        if quiet:
            assert loud_db <= RIG.acoustics.budget_db + 0.5
        else:
            assert loud_db > RIG.acoustics.budget_db + 6.0


def test_it_is_as_lively_as_before_once_it_need_not_be_quiet():
    with Robot.twin(seed=3) as robot:
        hush = robot.quiet()
        robot.wait(1.0)
        robot.cancel(hush)
        robot.wait(1.0)
        begin_ns = robot.link.now_ns()
        robot.look_at(0.8, 0.0)
        robot.wait(1.5)
        assert loudest_db(robot, begin_ns)[0] > RIG.acoustics.budget_db + 3.0


def test_a_robot_that_listens_is_quiet_without_being_asked(assert_limits):
    with Robot.twin(seed=3) as robot:
        robot.be("listening")
        robot.wait(1.5)
        begin_ns = robot.link.now_ns()
        for yaw in (0.7, -0.6):
            robot.look_at(yaw, 0.0)
            robot.wait(1.3)
        loud_db, played = loudest_db(robot, begin_ns)
        assert_limits(played)
        assert loud_db <= RIG.acoustics.budget_db + 0.5
