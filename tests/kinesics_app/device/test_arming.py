"""Arming: an ARM that was refused, lost or overtaken is given again; in vain, it says why."""

from contextlib import contextmanager
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest

from kinesics.errors import BridgeError
from kinesics.rig.load import load_rig
from kinesics_app.device.arming import Arming
from kinesics_app.device.opening import open_device

TICK_NS, S = 10_000_000, 1_000_000_000
AHEAD_NS = 1_010_000_000  # of the longest lead that there may be
POSE = "Arm refused: its row is too far from where left_elbow is"


class Robot:
    """Takes the ARM whose number it is told, and refuses those before."""

    def __init__(self, takes, refusal=None, state="DISARMED"):
        self.asked_ns, self.arm_refusal, self.state = [], None, state
        self._takes, self._refusal = takes, refusal
        self.now_ns = 0

    def arm(self):
        self.asked_ns.append(self.now_ns)
        taken = len(self.asked_ns) == self._takes
        self.state = "ACTIVE" if taken else self.state
        self.arm_refusal = None if taken else self._refusal


def asked(robot, moves_until_s=0.0, changes=()):
    """Why the robot was not armed, and when that was told [s]; `changes`: its state, by tick."""
    arming, told = Arming(robot, 0), dict(changes)
    for tick in range(1, 2000):
        robot.now_ns = tick * TICK_NS
        robot.state = told.get(tick, robot.state)
        if robot.state == "ACTIVE":
            return "", robot.now_ns / S
        if why := arming.in_vain(robot.now_ns):
            return why, robot.now_ns / S
        arming.turn(robot.now_ns, moved=robot.now_ns < moves_until_s * S)
    raise AssertionError("it waits for ever")


def test_an_arm_that_nobody_answers_is_given_again():
    robot = Robot(takes=3)
    assert asked(robot)[0] == ""
    assert robot.asked_ns == [0, 250_000_000, 500_000_000]


def test_one_that_is_refused_is_given_again_twenty_times_a_second_at_most():
    robot = Robot(takes=9, refusal=POSE)
    why, at_s = asked(robot)
    assert (why, at_s) == ("", pytest.approx(0.41))
    assert min(b - a for a, b in pairwise(robot.asked_ns)) == 50_000_000


def test_a_firmware_that_gave_up_while_its_joints_got_their_torque_is_asked_again():
    robot = Robot(takes=2)
    why, at_s = asked(robot, changes=[(1, "ARMING"), (40, "STANDBY")])
    assert (why, at_s) == ("", pytest.approx(0.41))


def test_one_that_stays_where_it_is_is_told_of_after_three_seconds():
    assert asked(Robot(takes=0)) == ("it stays in state DISARMED", pytest.approx(3.01))
    assert asked(Robot(takes=0, state="ARMING"))[0] == "it stays in state ARMING"
    assert asked(Robot(takes=0, refusal=POSE)) == (POSE, pytest.approx(3.01))


def test_a_limp_robot_that_moves_is_waited_for_and_not_for_ever():
    assert asked(Robot(takes=0, refusal=POSE), moves_until_s=5.0) == (POSE, pytest.approx(5.99))
    why, at_s = asked(Robot(takes=0, refusal=POSE), moves_until_s=99.0)
    assert why == f"{POSE}; it moves, though it is limp: hold it still"
    assert at_s == pytest.approx(12.01)
    assert asked(Robot(takes=150, refusal=POSE), moves_until_s=7.0) == ("", pytest.approx(7.46))


def test_a_link_that_is_down_says_so_itself():
    robot = SimpleNamespace(state=None, arm_refusal="Arm refused: the cable", arm=lambda: None)
    assert asked(robot)[0] == "Arm refused: the cable"


def test_a_link_that_is_silent_now_and_then_is_waited_for_and_one_that_is_gone_is_not():
    flickers = [(tick, None if tick // 100 % 2 else "DISARMED") for tick in range(1, 2000)]
    why, at_s = asked(Robot(takes=0), changes=flickers)
    assert (why, at_s) == ("it stays in state DISARMED", pytest.approx(12.01))
    assert asked(Robot(takes=0), changes=[(50, None)]) == ("it stays in state None", 3.01)
    steady = [*flickers[:400], (401, "DISARMED")]  # the last silence ended at 4 s
    assert asked(Robot(takes=0), changes=steady)[1] == pytest.approx(6.99)


@pytest.fixture
def late_twin():
    """A twin of whose computer every turn is so much late [ns], in virtual time."""

    @contextmanager
    def late(by_ns):
        with open_device("twin", load_rig("humanoid"), live=False) as device:
            in_time = device.clock.wait_until
            device.clock.wait_until = lambda t_ns: in_time(t_ns + by_ns)
            yield device

    return late


@pytest.mark.parametrize("late_ms", [0, 9, 30, 60])
def test_a_computer_whose_every_turn_is_late_arms_its_robot(late_twin, late_ms):
    with late_twin(late_ms * 1_000_000) as device:
        device.bring_up(100_000_000, TICK_NS)
        assert device.bridge.state == "ACTIVE"
        assert device.clock.now_ns() < 3 * S
        assert device.next_tick_ns > device.clock.now_ns() - 2 * TICK_NS - late_ms * 1_000_000


def test_a_computer_that_is_too_late_for_all_rows_is_told_as_that(late_twin):
    with late_twin(300_000_000) as device, pytest.raises(BridgeError, match="is too busy: it was"):
        device.bring_up(100_000_000, TICK_NS)


def test_a_computer_that_stood_still_for_long_arms_its_robot_afterwards(late_twin):
    with late_twin(0) as device:
        in_time, sent = device.clock.wait_until, []
        device.clock.wait_until = lambda t_ns: in_time(t_ns + (5 * S if len(sent) == 2 else 0))
        send = device.bridge.send
        device.bridge.send = lambda row: (sent.append(row), send(row))
        device.bring_up(100_000_000, TICK_NS)
        assert device.bridge.state == "ACTIVE"
        assert sent[2].t_ns - sent[1].t_ns > 5 * S


@pytest.mark.parametrize("limp_s", [0.0, 0.5, 1.0, 2.5])
def test_a_body_with_weight_is_armed_wherever_its_torso_is_while_it_tips_over(limp_s):
    pytest.importorskip("mujoco", reason="MuJoCo is the extra `sim`")
    rig = load_rig("humanoid")
    with open_device("mujoco", rig, live=False) as device:
        device.watch(AHEAD_NS, TICK_NS)
        device.clock.wait_until(device.clock.now_ns() + round(limp_s * S))
        device.poll()
        armed = device.arm_again()
        assert device.bridge.state == "ACTIVE"
        device.poll()
        measured = device.latest.measured
    tolerance = 0.05 * (rig.limits.position_max - rig.limits.position_min)
    assert (np.abs(armed - measured) <= tolerance).all()
