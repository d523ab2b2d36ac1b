"""A rig drafted from a URDF: the same joints and limits, and guesses that say so."""

import re

import numpy as np
import pytest

from kinesics.errors import RigError
from kinesics.rig import load
from kinesics.rig.actuators import ACTUATORS
from kinesics.rig.draft import draft_of
from kinesics.rig.load import load_rig
from kinesics.rig.urdf import Urdf, UrdfJoint, read_urdf

HUMANOID = load._ROBOTS / "humanoid" / "humanoid.urdf"
X, Y, Z = np.eye(3)


def one(name, unit="rad", low=-1.0, high=1.0, velocity=2.0, effort=0.1, axis=Z):
    return UrdfJoint(name, unit, low, high, velocity, effort, np.array(axis))


@pytest.fixture
def drafted(tmp_path):
    """Drafts and loads: (draft, rig)."""

    def draft(*joints, name="foreign", left_out=None):
        found = draft_of(Urdf(name, joints, left_out or {}), "robot.urdf")
        path = tmp_path / "robot.toml"
        path.write_text(found.text, encoding="utf-8")
        return found, load_rig(str(path))

    return draft


def test_the_humanoid_comes_back_with_its_joints_limits_and_servos(drafted):
    urdf = read_urdf(HUMANOID)
    draft, rig = drafted(*urdf.joints)
    own = load_rig("humanoid")
    assert rig.names == own.names
    assert draft.driven == draft.joints == 41
    assert draft.notes == ()
    for name in ("position_min", "position_max", "velocity", "lag_s", "ratio", "actuator"):
        assert [getattr(j, name) for j in rig.joints] == [getattr(j, name) for j in own.joints]
    for joint, theirs in zip(rig.joints, own.joints, strict=True):
        assert joint.drives[0].channel in {drive.channel for drive in theirs.drives}
        assert joint.acceleration < theirs.acceleration


def test_the_humanoid_comes_back_drawn_by_the_same_joints(drafted):
    _, rig = drafted(*read_urdf(HUMANOID).joints)
    own = load_rig("humanoid")
    assert set(rig.view) == set(own.view) - {"curves"}
    for part, roles in rig.view.items():
        for role, source in roles.items():
            theirs = own.view[part][role]
            assert _source(source)[0] == _source(theirs)[0]
            assert np.sign(_source(source)[1]) == np.sign(_source(theirs)[1])


def _source(entry):
    return (entry, 1.0) if isinstance(entry, str) else (entry["joint"], entry["scale"])


def test_every_value_that_was_not_in_the_urdf_is_marked(drafted):
    draft, _ = drafted(one("head_yaw"), one("wheel", low=None, high=None, velocity=None))
    bare = {
        line.split(" = ")[0] for line in draft.text.splitlines() if re.match(r"\w+ = [^#]*$", line)
    }
    assert bare == {"schema", "name", "summary", "unit", "position", "velocity", "yaw"}
    assert "velocity = 8.4  # guessed: what the class allows" in draft.text
    assert re.search(r"position = \[-3.14\d+, 3.14\d+\]  # guessed", draft.text)


def test_a_joint_that_turns_the_other_way_gets_a_negative_gain(drafted):
    _, rig = drafted(one("head_yaw", axis=-Z), one("neck_pitch", axis=Y))
    assert [joint.drives[0].gain for joint in rig.joints] == [-1.0, 1.0]
    assert rig.view["head"]["yaw"] == {"joint": "head_yaw", "scale": -1.0}


def test_an_axis_that_does_not_fit_the_name_is_told(drafted):
    draft, _ = drafted(one("head_yaw", axis=X))
    assert draft.notes == (
        "its axis is not its channel's, so check the sign of its gain: head_yaw",
    )


@pytest.mark.parametrize(
    ("low", "high", "by"), [(0.0, 0.4, 0.4), (-0.5, 0.0, -0.5), (-0.1, 0.6, 0.6), (0.2, 0.6, 0.2)]
)
def test_a_jaw_opens_to_its_more_distant_end(drafted, low, high, by):
    _, rig = drafted(one("jaw", low=low, high=high))
    (drive,) = rig.joints[0].drives
    assert (drive.channel, drive.gain) == ("jawOpen", pytest.approx(by))


def test_lips_close_towards_each_other(drafted):
    lips = [one(f"{lip}_lip", "m", -0.01, 0.01, 0.1, 1.0, Z) for lip in ("upper", "lower")]
    _, rig = drafted(*lips, one("lip_upper", "m", -0.01, 0.01, 0.1, 1.0, -Z))
    assert [joint.drives[0].gain for joint in rig.joints] == [-0.01, 0.01, 0.01]
    assert rig.view["mouth"] == {"upper_lip": "upper_lip", "lower_lip": "lower_lip"}


def test_what_is_not_understood_is_in_the_file_and_in_the_notes(drafted):
    draft, rig = drafted(
        one("AntennaLeft"), one("wheel"), left_out={"tail": "no servo is floating"}
    )
    assert rig.joints[0].drives == ()
    assert draft.notes == (
        "left out, no servo is floating: tail",
        "no channel is known by the name, and nothing moves it without drives: antenna_left, wheel",
    )
    told = re.sub(r"\n#   ", " ", draft.text)
    for note in draft.notes:
        assert f"# - {note}" in told
    assert "name = \"antenna_left\"  # 'AntennaLeft' in the URDF" in draft.text


def test_joints_that_make_an_angle_together_share_it(drafted):
    neck = [one("NeckPitch", axis=Y), one("HeadPitch", axis=-Y)]
    draft, rig = drafted(*neck, one("l_eye_yaw"), one("r_eye_yaw"))
    assert [joint.drives[0].gain for joint in rig.joints] == [0.5, -0.5, 1.0, 1.0]
    assert "several joints of a channel, each takes its part: neck_pitch, head_pitch" in draft.notes


def test_a_joint_faster_than_any_servo_is_slowed_down_and_told(drafted):
    draft, rig = drafted(one("head_yaw", velocity=60.0))
    joint = rig.joints[0]
    servo = ACTUATORS[joint.actuator]
    assert joint.velocity <= servo.velocity * servo.load_share < 60
    assert draft.notes == ("faster than any class of servo: head_yaw (60 rad/s, taken 28)",)


def test_a_joint_stronger_than_any_servo_of_its_speed_is_told(drafted):
    draft, _ = drafted(one("head_yaw", velocity=9.0, effort=5.0), one("neck_roll", axis=X))
    assert draft.notes == ("stronger than any class of servo of that speed: head_yaw",)


def test_neutral_is_the_middle_where_zero_is_out_of_reach(drafted):
    _, rig = drafted(one("head_yaw", low=0.5, high=1.5))
    assert rig.joints[0].neutral == rig.joints[0].safe == 1.0


def test_a_joints_name_cannot_write_into_the_file(drafted):
    name = 'head\nneutral = 9.0 # "'
    draft, rig = drafted(one(name), left_out={name + "2": "no servo is floating"})
    assert rig.joints[0].neutral == 0.0
    assert "\nneutral = 9.0" not in draft.text


def test_names_that_would_be_the_same_are_refused():
    urdf = Urdf("foreign", (one("HeadYaw"), one("head_yaw")), {})
    with pytest.raises(RigError, match="'HeadYaw' and 'head_yaw' would both be 'head_yaw'"):
        draft_of(urdf, "robot.urdf")


@pytest.mark.parametrize("name", ['say "hi"\\', "é" * 40, "x" * 80, "", "two\nlines"])
def test_any_robots_name_makes_a_file_that_loads(drafted, name):
    _, rig = drafted(one("head_yaw"), name=name)
    assert 1 <= len(rig.name) <= 32
