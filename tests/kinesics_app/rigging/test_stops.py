"""Mechanical stops that a twin hides are found by pushing against them, and written to the rig."""

from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

from kinesics.errors import BridgeError, RigError
from kinesics.rig.load import load_rig
from kinesics_app.cli.main import main
from kinesics_app.clock import VirtualClock
from kinesics_app.device.device import Device
from kinesics_app.device.limits_table import joint_table
from kinesics_app.device.opening import open_device
from kinesics_app.device.servos import servos_of
from kinesics_app.rigging.stops import find_stops, usual_amps
from kinesics_bridge.bridges.firmware_bridge import FirmwareBridge
from kinesics_bridge.joints.rule import Rule
from kinesics_bridge.twin import Twin, TwinPort
from kinesics_bridge.twin.pty_twin import PtyTwin


def stopped(rig, name, low, high):
    """Servos of which this one meets stops."""
    lows, highs = np.full((2, len(rig.joints)), [[-np.inf], [np.inf]])
    lows[rig.index(name)], highs[rig.index(name)] = low, high
    return replace(servos_of(rig), stop_low=lows, stop_high=highs)


def found(rig, name, low, high, amps=None):
    servos = stopped(rig, name, low, high)
    joint = rig.joints[rig.index(name)]
    with open_device("twin", rig, live=False, servos=servos) as device:
        stops = find_stops(device, rig, name, usual_amps(joint) if amps is None else amps)
        return stops, device


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [("neck_yaw", -0.9, 0.7), ("waist_roll", -0.2, 0.25), ("left_shoulder_pitch", -2.2, 0.6)],
)
@pytest.mark.parametrize("amps", [None, 50.0])
def test_both_stops_are_found_by_current_or_because_it_follows_no_longer(
    humanoid, name, low, high, amps
):
    stops, device = found(humanoid, name, low, high, amps)
    span = high - low
    assert stops.low.place == pytest.approx(low, abs=0.003 * span)
    assert stops.high.place == pytest.approx(high, abs=0.003 * span)
    assert stops.low.met
    assert stops.high.met
    assert stops.limits() == pytest.approx((low + 0.02 * span, high - 0.02 * span), abs=0.005)
    if amps is not None:
        assert {end.why for end in stops} == {"it followed no longer"}
    assert device.bridge.state == "DISARMED"
    assert device._twin.temperatures().max() < 30.0


def test_it_pushes_slowly_and_no_longer_than_it_must(humanoid, assert_limits):
    _, device = found(humanoid, "neck_yaw", -0.9, 0.7)
    begin_ns = next(t_ns for t_ns, _, _, after in device.bridge.events if after == "ACTIVE")
    played = device.playback(begin_ns, device.clock.now_ns())
    assert_limits(played)
    column = humanoid.index("neck_yaw")
    assert np.abs(np.diff(played.played[:, column])).max() * 1000 < 0.17  # rad/s: 2.4 rad in 15 s
    pushed = np.abs(played.played[:, column] - played.measured[:, column]) > 0.02
    assert pushed.sum() < 2 * 600  # ms: found after 0.5 s, and then it turns back at once
    assert np.abs(played.played[:, column] - played.measured[:, column]).max() < 0.1
    assert abs(played.measured[-1, column]) < 0.02  # back where it was


def test_without_a_stop_the_limit_of_the_table_stays(humanoid):
    stops, _ = found(humanoid, "neck_yaw", -np.inf, 0.7)
    assert stops.low == (-1.2, False, "the end of its table")
    assert stops.limits()[0] == -1.2
    assert stops.limits()[1] == pytest.approx(0.7 - 0.02 * 1.9, abs=0.002)


@pytest.mark.parametrize("releases", [True, False])
def test_a_rule_that_makes_it_give_way_tells_of_the_stop_too(humanoid, releases):
    count = len(humanoid.joints)
    rule = Rule("CURRENT", "neck_yaw", high=0.4, time_ms=30)
    table = replace(joint_table(humanoid), releases=np.full(count, releases), rules=(rule,))
    twin = Twin(count, stopped(humanoid, "neck_yaw", -0.9, 0.7))
    device = Device(FirmwareBridge(TwinPort(twin), table), VirtualClock(twin), humanoid, twin)
    stops = find_stops(device, humanoid, "neck_yaw", 2.0)
    assert {end.why for end in stops} == {"a rule of the firmware made it give way"}
    assert (stops.low.place, stops.high.place) == pytest.approx((-0.9, 0.7), abs=0.005)
    assert device.bridge.servo_health.over_current == ()  # armed again since


def test_a_hot_joint_has_met_no_stop(humanoid):
    rule = Rule("TEMPERATURE", "neck_yaw", high=20.0)
    table = replace(joint_table(humanoid), rules=(rule,))
    twin = Twin(len(humanoid.joints), servos_of(humanoid))
    device = Device(FirmwareBridge(TwinPort(twin), table), VirtualClock(twin), humanoid, twin)
    with pytest.raises(BridgeError, match="neck_yaw gave way to its heat"):
        find_stops(device, humanoid, "neck_yaw", 2.0)


def test_a_joint_that_is_held_is_no_joint_with_narrow_limits(humanoid):
    with pytest.raises(BridgeError, match=r"stopped at -0.0.* and 0.0.* rad: it is not free"):
        found(humanoid, "neck_yaw", -0.01, 0.01)


def test_a_robot_that_tells_no_current_is_not_pushed(humanoid):
    twin = Twin(len(humanoid.joints), servos_of(humanoid))
    device = Device(
        Silent(FirmwareBridge(TwinPort(twin), joint_table(humanoid))),
        VirtualClock(twin),
        humanoid,
        twin,
    )
    with pytest.raises(BridgeError, match="tells no current of neck_yaw: move it by hand instead"):
        find_stops(device, humanoid, "neck_yaw", 1.0)
    assert np.abs(twin.trace().played[:, humanoid.index("neck_yaw")]).max() < 0.01


class Silent:
    """A bridge to a firmware that tells nothing of its servos."""

    servo_health = None

    def __init__(self, bridge):
        self._bridge = bridge

    def __getattr__(self, name):
        return getattr(self._bridge, name)


def test_joints_without_current_are_refused_with_the_way_out(humanoid):
    jaw = humanoid.joints[humanoid.index("jaw")]
    assert jaw.feedback == "position"
    with pytest.raises(RigError, match=r"no current: move it by hand instead, .*limits jaw`"):
        found(humanoid, "jaw", 0.0, 0.3)
    joints = tuple(replace(joint, feedback="none") for joint in humanoid.joints)
    with pytest.raises(RigError, match=r"no feedback: move it with `kinesics joint`"):
        found(replace(humanoid, joints=joints), "jaw", 0.0, 0.3)
    for amps in (0.0, -1.0, float("nan"), 70.0):
        with pytest.raises(RigError, match="wanted a current of more than 0"):
            found(humanoid, "neck_yaw", -1.0, 1.0, amps)


def calibrate(*arguments):
    return CliRunner().invoke(main, ["calibrate", "limits", *map(str, arguments)])


def test_the_command_on_a_twin_without_stops_leaves_the_file_as_it_was(my_rig):
    before = my_rig.read_bytes()
    result = calibrate("neck_yaw", "--by-current", "--robot", my_rig, "--write")
    assert result.exit_code == 0, result.output
    assert "neck_yaw: upper end at 1.2000 rad: the end of its table" in result.output
    assert "it can only be narrowed here" in result.output
    assert "has position = [-1.2, 1.2] already; the file is as it was" in result.output
    assert "firmware provision" not in result.output
    assert my_rig.read_bytes() == before


def test_a_limit_that_stays_is_not_rounded_outwards(my_rig):
    text = my_rig.read_text().replace("position = [-1.2, 1.2]", "position = [-1.19996, 1.19996]", 1)
    my_rig.write_text(text)
    result = calibrate("neck_yaw", "--by-current", "--robot", my_rig, "--write")
    assert result.exit_code == 0, result.output
    assert my_rig.read_text() == text


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("jaw", "--by-current"), "reports its position and no current"),
        (("neck_yaw", "--by-current", "--amps", "-2"), "wanted a current of more than 0"),
        (("neck_yaw", "--by-current", "--write"), "copy its file"),
        (("neckyaw", "--by-current"), "nearest: neck_yaw"),
        (("neck_yaw", "--amps", "2"), "--amps goes with --by-current"),
    ],
)
def test_what_cannot_be_done_is_said(arguments, told):
    result = calibrate(*arguments)
    assert result.exit_code == 2
    assert told in result.output


@pytest.mark.slow
@pytest.mark.paced
def test_behind_a_port_the_found_limits_are_written_and_every_other_line_stays(
    humanoid, my_rig, living
):
    before = my_rig.read_text()
    with living(PtyTwin(joint_table(humanoid), stopped(humanoid, "neck_yaw", -0.9, 0.7))) as robot:
        result = calibrate(
            "neck_yaw", "--by-current", "--port", robot.device, "--robot", my_rig, "--write"
        )
    assert result.exit_code == 0, result.output
    lines = zip(before.split("\n"), my_rig.read_text().split("\n"), strict=True)
    ((_, after),) = [(old, new) for old, new in lines if old != new]
    low, high = load_rig(str(my_rig)).limits.position_min, load_rig(str(my_rig)).limits.position_max
    column = humanoid.index("neck_yaw")
    assert after.startswith("position = [-0.8")
    assert (low[column], high[column]) == pytest.approx((-0.868, 0.668), abs=0.01)
