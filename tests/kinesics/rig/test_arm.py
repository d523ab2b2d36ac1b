"""An arm gets its hand where it is wanted, within its limits, alike on both sides."""

from math import pi

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.rig.arm import Wish, arms_of
from kinesics.rig.arm_chain import ARM_CHANNELS
from kinesics.rig.hand_target import HandTarget
from kinesics.rig.load import load_rig
from kinesics.rig.reach import Sought

MIRRORED = np.array([-1.0 if name.endswith(("yaw", "roll")) else 1.0 for name in ARM_CHANNELS])


@pytest.fixture(scope="module")
def arms():
    return arms_of(load_rig("humanoid"))


def test_places_within_reach_are_reached(arms):
    arm, draw = arms["left"], np.random.default_rng(2)
    for _ in range(30):
        place = np.array([draw.uniform(0.35, 0.6), draw.uniform(0.0, 0.5), draw.uniform(-0.5, 0.5)])
        reached = arm.reach(HandTarget(arm.shoulder + arm.length_m * place))
        assert reached.error_m < 0.01
        assert np.allclose(
            arm.at(reached.values)[0], arm.shoulder + arm.length_m * place, atol=0.01
        )


def test_the_right_arm_mirrors_the_left(arms):
    left, right = arms["left"], arms["right"]
    over, fingers, palm = (
        np.array([1.0, -1.0, 1.0]),
        np.array([0.6, 0.0, 0.8]),
        np.array([0, -1, 0]),
    )
    for way in ([0.4, 0.2, 0.4], [0.5, -0.1, -0.2], [0.2, 0.6, 0.1]):
        place = left.shoulder + left.length_m * np.array(way)
        one = left.reach(HandTarget(place, fingers, palm))
        two = right.reach(HandTarget(over * place, over * fingers, over * palm))
        assert np.allclose(one.values, two.values * MIRRORED, atol=1e-6)


def test_a_place_out_of_reach_is_missed_by_what_is_told(arms):
    arm = arms["right"]
    far = arm.shoulder + np.array([2.0 * arm.length_m, 0.0, 0.0])
    reached = arm.reach(HandTarget(far))
    assert reached.error_m == pytest.approx(np.linalg.norm(arm.at(reached.values)[0] - far))
    assert reached.error_m > 0.9 * arm.length_m


def test_a_reach_stays_within_the_joints(arms):
    rig = load_rig("humanoid")
    draw = np.random.default_rng(3)
    for arm in arms.values():
        for _ in range(20):
            reached = arm.reach(HandTarget(arm.shoulder + draw.normal(0.0, 0.4, 3)))
            mix = np.zeros((1, 81))
            mix[0, arm.columns] = reached.values
            place = arm.at(reached.values)[0]
            frames = rig.skeleton.frames(rig.poses(mix))  # clipped to the limits
            seen = frames[rig.skeleton.index[arm.hand.link], 0] @ [*arm.hand.palm, 1.0]
            trunk = frames[rig.skeleton.index[arm.trunk], 0]
            assert np.allclose(trunk[:3, :3].T @ (seen - trunk[:, 3])[:3], place, atol=1e-6)


def drawn(arm, draw):
    """A wish that may be out of reach, with or without directions."""
    fingers, palm = (
        None if draw.random() < 0.3 else one / np.linalg.norm(one)
        for one in draw.normal(0.0, 1.0, (2, 3))
    )
    place = arm.shoulder + arm.length_m * draw.normal(0.0, 0.5, 3)
    target = HandTarget(place, fingers, palm, draw.uniform(0.3, 3.0))
    return Wish(arm, Sought(target, draw.normal(0.0, 1.0, 7), draw.choice([pi, 0.25, 0.0])))


@given(seed=st.integers(0, 2**32 - 1), count=st.integers(2, 30))
def test_what_is_reached_beside_others_is_what_is_reached_alone(arms, seed, count):
    draw = np.random.default_rng(seed)
    arm = arms[draw.choice(["left", "right"])]
    wishes = [drawn(arm, draw) for _ in range(count)]
    for wish, found in zip(wishes, arm.answers(wishes), strict=True):
        (alone,) = arm.answers([wish])
        assert np.array_equal(found.values, alone.values)
        assert found[1:] == alone[1:]
