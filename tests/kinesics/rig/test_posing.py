"""Poses that C makes are the rig's own, but for the last bits of sums in another order."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.motion.channels import CHANNELS, HIGH, LOW, columns
from kinesics.motion.lips import closing
from kinesics.rig.load import load_rig
from kinesics.rig.posing import Posing

RIGS = {name: load_rig(name) for name in ("humanoid", "desk", "matrix")}
POSINGS = {name: Posing(rig, (True, False, True)) for name, rig in RIGS.items()}
CLOSED = columns(["mouthClose", "mouthPressLeft", "mouthPressRight", "jawOpen"])


@pytest.mark.parametrize("robot", sorted(RIGS))
@given(seed=st.integers(0, 2**32 - 1), wide=st.floats(0.0, 1.5), shut=st.floats(0.0, 1.0))
def test_every_pose_is_the_rigs(robot, seed, wide, shut):
    rig, draw = RIGS[robot], np.random.default_rng(seed)
    values = wide * draw.uniform(np.maximum(LOW, -2.0), np.minimum(HIGH, 2.0), (3, len(CHANNELS)))
    values[:, CLOSED] = draw.uniform(0.0, 0.3, (3, 4)) + shut * np.array((0.2, 0.5, 0.5, 0.2))
    poses = POSINGS[robot](values)
    wanted = rig.pose(values[0]), rig.poses(values)[1], rig.pose(values[2])
    np.testing.assert_allclose(poses, wanted, rtol=0.0, atol=1e-12)


def test_lips_were_closed_in_that():
    rig, values = RIGS["humanoid"], np.zeros((3, len(CHANNELS)))
    values[:, columns(["jawOpen", "mouthClose", "mouthFunnel"])] = 0.3, 0.3, 0.8
    poses = POSINGS["humanoid"](values)
    assert closing(values[0]) > 0.99
    assert rig.lips.of(poses[1]) > 0.003
    assert rig.lips.of(poses[0]) == pytest.approx(0.0, abs=1e-12)
