"""Which /f v/ touches and rounded lips reached the joints, and which something took away."""

from dataclasses import replace

import numpy as np
import pytest

from kinesics.motion.channels import NAMES, index
from kinesics.record.lip_shapes import lip_shapes
from kinesics.record.moved import Shown
from kinesics.rig.load import load_rig

AT_S = (0.5, 1.0, 1.5, 2.0)


@pytest.fixture(scope="module")
def humanoid():
    return load_rig("humanoid")


def bumps(t_s, at_s, width_s=0.08):
    return sum(np.clip(1.0 - np.abs(t_s - at) / width_s, 0.0, 1.0) for at in at_s)


@pytest.fixture
def spoken(take, humanoid):
    """A take of the humanoid in which each of its joints does what the speech asks for."""

    def make(channel, height, late_s=0.0, added=None):
        rows = np.zeros((len(take.t_ns), len(NAMES)))
        rows[:, index(channel)] = height * bumps(take.t_s, AT_S)
        shown = Shown(take.t_ns, rows)
        rest, lag_s = humanoid.neutral, np.full(len(humanoid.joints), 0.03)
        mixed = rows + (0.0 if added is None else added(take.t_s))
        pose = humanoid.poses(mixed)
        trace = np.zeros((len(take.trace_t_ns), len(NAMES)))
        trace[:, index(channel)] = height * bumps(take.trace_t_s - late_s, AT_S)
        early = np.zeros_like(trace)
        early[:, index(channel)] = height * bumps(take.trace_t_s + 0.03, AT_S)
        sent = np.array([np.interp(take.t_s + 0.03, take.t_s, one) for one in pose.T]).T
        whole = replace(
            take, channels=mixed, channel_names=NAMES, joint_names=humanoid.names,
            joint_units=("1",) * len(rest), asked=pose, sent=sent, played=sent, measured=pose,
            trace_played=humanoid.poses(early), trace_measured=humanoid.poses(trace),
            limits=humanoid.limits, lag_s=lag_s,
        )  # fmt: skip
        return lip_shapes(whole, shown, humanoid)

    return make


ALL = {"wanted": 4, "asked": 4, "sent": 4, "played": 4, "measured": 4}
NONE = dict.fromkeys(ALL, 0)


@pytest.mark.parametrize(
    ("channel", "shape", "other"),
    [
        ("mouthRollLower", "labiodentals", "rounding"),
        ("mouthPucker", "rounding", "labiodentals"),
    ],
)
def test_joints_that_do_as_asked_keep_every_one(spoken, channel, shape, other):
    told = spoken(channel, 0.7)
    assert told[shape] == ALL
    assert told[other] == NONE


def test_a_servo_that_comes_too_late_loses_them(spoken):
    assert spoken("mouthPucker", 0.7, late_s=0.12)["rounding"] == {**ALL, "measured": 0}


def test_what_pulls_the_corners_apart_is_told(spoken):
    def smile(t_s):
        added = np.zeros((len(t_s), len(NAMES)))
        added[:, [index("mouthSmileLeft"), index("mouthSmileRight")]] = 0.8 * (t_s > 1.2)[:, None]
        return added

    told = spoken("mouthPucker", 0.7, added=smile)["rounding"]
    assert (told["asked"], told["sent"], told["measured"]) == (2, 2, 4)


def test_a_faint_shape_is_not_asked_for(spoken):
    assert spoken("mouthPucker", 0.2)["rounding"]["wanted"] == 0


def test_of_a_robot_without_lips_nothing_is_told(take, humanoid):
    still = replace(humanoid, joints=humanoid.joints[:6], lips=None)
    told = lip_shapes(take, Shown(take.t_ns, np.zeros((len(take.t_ns), len(NAMES)))), still)
    assert told["labiodentals"] is None
    assert told["rounding"] is None
