"""Which way a joint turns: moved, judged by its encoder and by a person, and turned around."""

import re
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

from kinesics.errors import BridgeError, RigError
from kinesics.rig.bus import Seat
from kinesics.rig.load import load_rig
from kinesics_app.cli.main import main
from kinesics_app.clock import VirtualClock
from kinesics_app.device.device import Device
from kinesics_app.device.limits_table import joint_table
from kinesics_app.device.opening import open_device
from kinesics_app.device.servos import servos_of
from kinesics_app.rigging.direction import nudge, nudge_of, positive_side
from kinesics_app.rigging.edit import negated, with_joint_turned
from kinesics_app.rigging.turning import turn_around, turned
from kinesics_bridge.bridges.firmware_bridge import FirmwareBridge
from kinesics_bridge.twin import Twin, TwinPort


def calibrate(*arguments, answer="", wanted_code=0):
    result = CliRunner().invoke(
        main, ["calibrate", "direction", *map(str, arguments)], input=answer
    )
    assert result.exit_code == wanted_code, result.output
    return result.output


class ReversedEncoder:
    """A bridge to a robot one of whose encoders counts the other way, from its first place."""

    def __init__(self, bridge, column):
        self._bridge, self._column, self._first = bridge, column, None

    def __getattr__(self, name):
        return getattr(self._bridge, name)

    def poll(self):
        told = self._bridge.poll()
        if told is None:
            return None
        measured = told.measured.copy()
        self._first = measured[self._column] if self._first is None else self._first
        measured[self._column] = 2 * self._first - measured[self._column]
        return replace(told, measured=measured)


def test_a_joint_goes_to_its_positive_side_slowly_and_inside_its_limits(humanoid, assert_limits):
    column = humanoid.index("neck_yaw")
    with open_device("twin", humanoid, live=False) as device:
        went = nudge(device, humanoid, "neck_yaw")
        begin_ns = next(t_ns for t_ns, _, _, after in device.bridge.events if after == "ACTIVE")
        played = device.playback(begin_ns, device.clock.now_ns())
    assert went.played == pytest.approx(0.25, abs=1e-3)
    assert went.measured == pytest.approx(0.25, abs=0.01)
    assert_limits(played)
    assert np.abs(np.diff(played.played[:, column])).max() * 1000 < 0.51  # rad/s
    others = np.delete(played.played, column, axis=1)
    assert np.ptp(others, axis=0).max() < 5e-3  # noise of the pose


def test_a_joint_at_its_upper_end_makes_room_first(humanoid):
    joint = humanoid.joints[humanoid.index("neck_yaw")]
    with open_device("twin", humanoid, live=False) as device:
        device._twin.place(humanoid.index("neck_yaw"), joint.position_max)
        went = nudge(device, humanoid, "neck_yaw")
    assert went.played == pytest.approx(0.25, abs=0.01)


def test_a_joint_without_feedback_is_left_to_the_eyes(humanoid):
    column = humanoid.index("jaw")
    joints = list(humanoid.joints)
    joints[column] = replace(joints[column], feedback="none")
    rig = replace(humanoid, joints=tuple(joints))
    with open_device("twin", rig, live=False) as device:
        went = nudge(device, rig, "jaw")
    assert went.played > 0
    assert np.isnan(went.measured)


def test_a_reversed_encoder_is_named(humanoid):
    column = humanoid.index("neck_yaw")
    twin = Twin(len(humanoid.joints), servos_of(humanoid))
    bridge = ReversedEncoder(FirmwareBridge(TwinPort(twin), joint_table(humanoid)), column)
    device = Device(bridge, VirtualClock(twin), humanoid, twin)
    with pytest.raises(BridgeError, match=r"neck_yaw: \+0.25 was played and -0.2.* encoder counts"):
        nudge(device, humanoid, "neck_yaw")


def test_a_joint_that_does_not_move_has_no_direction(humanoid):
    still = np.array(servos_of(humanoid).velocity_max)
    still[humanoid.index("jaw")] = 1e-6
    servos = replace(servos_of(humanoid), velocity_max=still)
    with (
        open_device("twin", humanoid, live=False, servos=servos) as device,
        pytest.raises(BridgeError, match="it does not move; check power"),
    ):
        nudge(device, humanoid, "jaw")


def test_the_positive_side_is_said_as_far_as_the_rig_knows(humanoid):
    said = {joint.name: positive_side(joint) for joint in humanoid.joints}
    assert said["neck_yaw"] == "where it goes when head_yaw rises: it turns to the robot's left"
    assert said["neck_pitch"].endswith("head_pitch rises: it bows down")
    assert said["waist_roll"].endswith("torso_roll rises: it leans to the robot's right")
    assert said["jaw"] == "where it goes when jawOpen rises"
    yaw = humanoid.joints[humanoid.index("neck_yaw")]
    assert positive_side(turned(yaw)).endswith("head_yaw falls: it turns to the robot's right")
    assert "only you know" in positive_side(replace(yaw, drives=()))
    assert nudge_of(yaw) == 0.25
    assert nudge_of(replace(yaw, position_min=0.0, position_max=0.2)) == pytest.approx(0.03)


def test_a_right_direction_writes_nothing(my_rig):
    before = my_rig.read_text()
    said = calibrate("neck_yaw", "--robot", my_rig, "--write", answer="\ny\n")
    assert "its direction is right; nothing to write" in said
    assert my_rig.read_text() == before


def test_a_wrong_one_without_write_says_what_would_be_right():
    said = calibrate("neck_yaw", answer="\nn\n")
    assert "wanted: the signs of its positions and drives changed" in said
    assert "nothing was written; --write does that" in said


def test_a_joint_behind_a_firmware_gets_other_signs_and_the_file_keeps_every_other_line(my_rig):
    before, column = my_rig.read_text(), load_rig(str(my_rig)).index("jaw")
    old = load_rig(str(my_rig)).joints[column]
    said = calibrate("jaw", "--robot", my_rig, "--write", answer="\nn\n")
    assert "kinesics firmware provision --erase" in said
    assert "[view] draws jaw" in said
    lines = zip(before.split("\n"), my_rig.read_text().split("\n"), strict=True)
    changed = [(a.strip(), b.strip()) for a, b in lines if a != b]
    assert changed == [
        ("position = [0.0, 0.42]", "position = [-0.42, 0.0]"),
        ('{ channel = "jawOpen", by = 0.4 },', '{ channel = "jawOpen", by = -0.4 },'),
    ]
    new = load_rig(str(my_rig)).joints[column]
    assert new == turned(old)
    assert turned(new) == old
    assert (new.position_min, new.position_max) == (-0.42, 0.0)


def test_a_symmetric_joint_keeps_its_table(my_rig):
    said = calibrate("neck_yaw", "--robot", my_rig, "--write", answer="\nn\n")
    assert "provision" not in said
    rig, shipped = load_rig(str(my_rig)), load_rig("humanoid")
    assert joint_table(rig).hash == joint_table(shipped).hash
    assert rig.joints[rig.index("neck_yaw")].drives[0].gain == -1.0


def test_every_joint_of_the_humanoid_can_be_turned_and_turned_back(my_rig):
    before = my_rig.read_text()
    rig = load_rig(str(my_rig))
    for name in rig.names:
        turn_around(load_rig(str(my_rig)), str(my_rig), name)
    turned_rig = load_rig(str(my_rig))
    assert turned_rig.joints == tuple(map(turned, rig.joints))
    for name in rig.names:
        turn_around(load_rig(str(my_rig)), str(my_rig), name)
    assert my_rig.read_text() == before


def test_on_a_bus_of_servos_the_ratio_changes_its_sign(tmp_path):
    path = tmp_path / "desk.toml"
    path.write_text(DESK)
    rig = load_rig(str(path))
    assert rig.joints[0].seat == Seat("face", 3, -0.1)
    (said,) = turn_around(rig, str(path), "jaw")
    assert said.endswith("ratio = -1.0")
    assert path.read_text() == DESK.replace("ratio = 1.0", "ratio = -1.0")
    turn_around(load_rig(str(path)), str(path), "jaw")
    assert path.read_text() == DESK


def test_curves_and_drives_in_tables_of_their_own_are_turned_too():
    text = (
        '[[joints]]\nname = "a"\nneutral = 0.1 # by = 3\nposition = [-0.2, 1] # ends\n'
        '[[joints.drives]]\nchannel = "jawOpen"\ncurve = [\n  [0.0, 0.0], [0.5, -0.01],\n'
        '  [1.0, 2e-1],\n]\n[[joints.drives]]\nchannel = "x"\ngain = +3\n'
        '[[joints]]\nname = "b"\nneutral = 0.5\n[view]\nby = 7\n'
    )
    expected = (
        text.replace("neutral = 0.1", "neutral = -0.1")
        .replace("[-0.2, 1]", "[-1, 0.2]")
        .replace("-0.01", "0.01")
        .replace("2e-1", "-2e-1")
        .replace("+3", "-3")
    )
    assert with_joint_turned(text, "a") == expected
    assert negated("0.0") == "0.0"


def test_a_file_that_cannot_be_edited_stays_as_it_is(tmp_path):
    path = tmp_path / "desk.toml"
    odd = SEATED.sub("", DESK)
    odd = odd.replace("by = 0.35", "'by' = 0.35")
    path.write_text(odd)
    with pytest.raises(RigError, match="cannot edit; it is unchanged"):
        turn_around(load_rig(str(path)), str(path), "jaw")
    assert path.read_text() == odd


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("jawbone",), "nearest: jaw"),
        (("jaw", "--write"), "copy its file"),
        (("jaw", "--robot", "nowhere.toml"), "no robot 'nowhere.toml'"),
        (("jaw", "--port", "/dev/nowhere"), "no such port"),
    ],
)
def test_what_cannot_be_done_is_one_line(arguments, told):
    assert told in calibrate(*arguments, answer="\ny\n", wanted_code=2)


SEATED = re.compile(r"\[\[buses\]\](\n.+)+\n\n|bus = .*\naddress = .*\nzero_rad = .*\n")
DESK = """\
schema = 1
name = "desk"
summary = "a jaw on a desk"

[[buses]]
name = "face"
kind = "dynamixel"
port = "/dev/ttyUSB0"

[[joints]]
name = "jaw"  # the only one
unit = "rad"
actuator = "xl330-m288"
ratio = 1.0
neutral = 0.02
safe = 0.0
position = [0.0, 0.42]
velocity = 9.18
acceleration = 255.0
jerk = 25500.0
lag_ms = 32.6
feedback = "position"
drives = [{ channel = "jawOpen", by = 0.35 }]
bus = "face"
address = 3
zero_rad = -0.1
"""
