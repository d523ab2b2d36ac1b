"""Slow lips begin to close earlier; fast ones, and vowels, are left as they are."""

import numpy as np
import pytest

from kinesics.errors import RigError
from kinesics.motion.channels import CHANNELS, index
from kinesics.motion.limits import Limiter
from kinesics.rig.foresight import Foresight, foresight_ticks
from kinesics.rig.load import load_rig, read_document, read_rig
from kinesics.table import Table

TICK_S = 0.01
MOUTH = ("jaw", "upper_lip", "lower_lip")


def humanoid(share):
    """The humanoid with servos of this share of their speed and acceleration at the mouth."""
    document = dict(read_document("humanoid").whole())
    document["joints"] = [
        {**joint, **{key: share * joint[key] for key in ("velocity", "acceleration")}}
        if joint["name"] in MOUTH
        else joint
        for joint in document["joints"]
    ]
    return read_rig(Table("slow: ", document, RigError))


def mix(**values):
    row = np.zeros(len(CHANNELS))
    for name, value in values.items():
        row[index(name)] = value
    return row


OPEN = mix(jawOpen=0.6, mouthLowerDownLeft=0.5, mouthLowerDownRight=0.5)
SHUT = mix(jawOpen=0.2, mouthClose=0.2, mouthPressLeft=0.5, mouthPressRight=0.5)


def shown(rig, mixes):
    """Poses (T, J) that leave, each at the tick it is for."""
    mouth = Foresight(rig, np.arange(len(rig.joints)), TICK_S)
    poses = [mouth.step(one, rig.pose(one))[1] for one in [*mixes, *[mixes[-1]] * mouth.ticks]]
    return np.array(poses)[mouth.ticks :]


def test_the_slower_the_servos_the_earlier_they_must_know():
    ticks = [foresight_ticks(humanoid(share), TICK_S) for share in (1.0, 0.5, 0.3, 0.2, 0.01)]
    assert ticks[0] == 0
    assert ticks == sorted(ticks)
    assert ticks[-1] == 20  # no sound waits longer


def test_fast_lips_are_left_as_they_are():
    rig = load_rig("humanoid")
    mixes = [OPEN, OPEN, SHUT, OPEN]
    np.testing.assert_array_equal(shown(rig, mixes), [rig.pose(one) for one in mixes])


def test_without_a_closure_nothing_changes():
    rig = humanoid(0.2)
    mixes = [mix(jawOpen=jaw) for jaw in (0.6, 0.1, 0.5, 0.0, 0.3)] * 6
    np.testing.assert_array_equal(shown(rig, mixes), [rig.pose(one) for one in mixes])


def test_a_slow_mouth_arrives_with_its_closure_and_no_other_joint_is_touched():
    rig = humanoid(0.2)
    mixes = [OPEN] * 30 + [SHUT] * 4 + [OPEN] * 30
    poses, plain = shown(rig, mixes), np.array([rig.pose(one) for one in mixes])
    others = rig.lips.gap == 0.0
    np.testing.assert_array_equal(poses[:, others], plain[:, others])
    np.testing.assert_array_equal(poses[30:34], plain[30:34])
    assert (rig.lips.of(poses) <= rig.lips.of(plain) + 1e-12).all()
    gaps = {name: sent_gaps(rig, rows) for name, rows in (("early", poses), ("plain", plain))}
    assert gaps["early"][30:34].min() < 1e-4
    assert gaps["plain"][30:34].min() > 2e-3


@pytest.mark.parametrize("share", [0.2, 0.1])
def test_a_slow_mouth_that_is_asked_to_open_twice_as_wide_still_closes(share):
    """Without a limit to how wide it opens, 13 of 21 closures of the shipped sentence were left."""
    rig = humanoid(share)
    wide = mix(jawOpen=1.0, mouthLowerDownLeft=1.0, mouthLowerDownRight=1.0)
    falling = [mix(jawOpen=1.0 - 0.08 * n) for n in range(11)]  # 110 ms, as lips close in speech
    mixes = [wide] * 60 + falling + [SHUT] * 4 + [wide] * 30
    poses = shown(rig, mixes)
    closed = slice(71, 75)
    gaps = sent_gaps(rig, poses)
    assert gaps[closed].min() < 0.1 * gaps[30:50].max()
    plain = sent_gaps(rig, np.array([rig.pose(one) for one in mixes]))
    assert plain[closed].min() > 0.2 * plain[30:50].max()


def test_fast_lips_open_as_wide_as_they_are_asked():
    rig = load_rig("humanoid")
    wide = mix(jawOpen=1.0, mouthLowerDownLeft=1.0, mouthLowerDownRight=1.0)
    np.testing.assert_array_equal(shown(rig, [wide])[0], rig.pose(wide))


def sent_gaps(rig, poses):
    limiter = Limiter(rig.limits, 1 / TICK_S)
    limiter.start(poses[0])
    return np.array([rig.lips.of(limiter.step(pose)) for pose in poses])


@pytest.mark.parametrize("joints", [["neck_yaw", "left_brow_lift"], []])
def test_a_group_without_lips_needs_no_foresight(joints):
    rig = humanoid(0.2)
    columns = np.array([rig.index(name) for name in joints], dtype=np.intp)
    assert Foresight(rig, columns, TICK_S).ticks == 0
