"""Asked for from outside: postures, sleep and waking, as the twin plays them."""

import numpy as np
import pytest

from kinesics.errors import IntentError
from kinesics.gesture.read import postures
from kinesics.rig.load import load_rig
from kinesics_app.robot import Robot

RIG = load_rig("humanoid")
NECK, LID, ELBOW = (RIG.index(n) for n in ("neck_pitch", "left_upper_lid", "right_elbow"))


def played(robot, begin_ns):
    device = robot.link.device
    return device.playback(begin_ns, device.clock.now_ns())


def test_a_posture_is_asked_for_and_what_there_is_none_of_is_refused():
    with Robot.twin() as robot:
        begin_ns = robot.link.now_ns()
        akimbo = robot.posture("akimbo")
        with pytest.raises(IntentError, match="nearest: akimbo"):
            robot.posture("akimbow")
        robot.wait(4.0)
        assert akimbo.state == "started"
        rows = played(robot, begin_ns).played
        assert abs(rows[-1, ELBOW] - rows[0, ELBOW]) > 0.5
        tools = {one["name"]: one for one in robot.tools()}
        assert set(postures()) == set(
            tools["posture"]["input_schema"]["properties"]["name"]["enum"]
        )
        robot.cancel(akimbo)
        robot.wait(4.0)
        assert abs(played(robot, begin_ns).played[-1, ELBOW] - rows[0, ELBOW]) < 0.02


def test_it_falls_asleep_and_wakes_without_a_jump(assert_limits):
    with Robot.twin() as robot:
        robot.wait(1.0)
        begin_ns = robot.link.now_ns()
        robot.be("asleep")
        robot.wait(7.0)
        asleep = played(robot, begin_ns)
        robot.be("idle")
        robot.wait(4.0)
        waking = played(robot, begin_ns)  # what was not told before
        assert_limits(asleep)
        assert_limits(waking)
        shut = asleep.played[-1000:, LID]
        assert np.ptp(shut) < 1e-3
        assert abs(shut[0] - RIG.joints[LID].neutral) > 0.3
        down, up = (np.degrees(one.played[:, NECK]) for one in (asleep, waking))
        assert down[-500] > down[0] + 10.0
        assert up[-1] < down[-500] - 8.0
        assert max(np.abs(np.diff(one)).max() * 1e3 for one in (down, up)) < 100.0
