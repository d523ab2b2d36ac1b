"""A robot with weight behind the same bridge: `--device mujoco`."""

import numpy as np
import pytest
from tests.kinesics_app.performance.test_shipped_robots import HELLO

from kinesics.errors import BridgeError
from kinesics.rig.load import load_rig
from kinesics_app.device.opening import open_device
from kinesics_app.performance.perform import perform
from kinesics_app.performance.request import Request
from kinesics_app.performance.results import summary_of
from kinesics_bridge.twin.physical import PhysicalTwin

pytest.importorskip("mujoco", reason="MuJoCo is the extra `sim`")


def test_it_performs_as_on_the_twin_and_the_same_bytes_come_out_again():
    takes = [perform(Request(HELLO, device="mujoco", gestures=("wave@1.0",))) for _ in range(2)]
    told = summary_of(takes[0])
    assert told["setpoints"]["late"] == told["underruns"] == 0
    assert max(one["share"] for one in told["as_played"]["largest"].values()) <= 1.0
    assert told["closures"]["measured"] >= told["closures"]["asked"] - 1 > 10
    one, other = (take.take for take in takes)
    np.testing.assert_array_equal(one.measured, other.measured)
    on_the_twin = perform(Request(HELLO, gestures=("wave@1.0",))).take
    begun = 10  # ticks: it begins from where its servos say that it is
    np.testing.assert_array_equal(one.sent[begun:], on_the_twin.sent[begun:])
    assert not np.array_equal(one.measured, on_the_twin.measured)


def test_a_robot_that_is_let_go_hangs():
    rig = load_rig("humanoid")
    elbow, shoulder = rig.index("left_elbow"), rig.index("left_shoulder_pitch")
    with open_device("mujoco", rig, live=False) as device:
        pose = device.bring_up(110_000_000, 10_000_000)
        device.finish()
        device.clock.wait_until(device.clock.now_ns() + 3_000_000_000)
        trace = device.trace()
    assert pose.shape == (len(rig.joints),)
    assert trace.torque[-1] == 0
    moved = np.abs(trace.measured[-1] - pose)
    assert moved[[elbow, shoulder]].max() > 0.01  # at rest it does not hang quite straight
    assert moved.max() < 1.5


def test_a_robot_without_a_model_says_what_it_wants():
    with (
        pytest.raises(BridgeError, match="MJCF beside its rig"),
        open_device("mujoco", load_rig("desk"), live=False),
    ):
        pass
    with (
        pytest.raises(BridgeError, match=r"no model nowhere\.xml"),
        open_device("mujoco:nowhere.xml", load_rig("desk"), live=False),
    ):
        pass


def test_physics_are_stepped_with_every_tick_however_long_the_wait():
    with open_device("mujoco", load_rig("humanoid"), live=False) as device:
        twin = device._twin
        assert isinstance(twin, PhysicalTwin)
        device.bring_up(110_000_000, 10_000_000)
        before = len(twin.trace().t_ns)
        device.clock.wait_until(device.clock.now_ns() + 777_000_000)
        assert before > 0
        assert len(twin.trace().t_ns) == pytest.approx(777, abs=1)
