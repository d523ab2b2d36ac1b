"""Which emotions a body can show follows from its joints and what drives them."""

import re

import pytest
from click.testing import CliRunner

from kinesics.affect.vad import BASIC
from kinesics.rig.load import load_rig
from kinesics_app.cli.main import main
from kinesics_app.rigging.emotions import rig_emotions, shown_emotions

HEAD = ("neck_pitch", "neck_yaw", "neck_roll")
MOUTH = ("jaw", "upper_lip", "lower_lip", "left_corner", "right_corner")
BROWS = ("left_brow", "right_brow")

ANTENNA = """
[[joints]]
name = "{side}_antenna"
unit = "rad"
actuator = "xl330-m288"
ratio = 1.0
neutral = 0.0
safe = 0.0
position = [-1.0, 1.0]
velocity = 9.18
acceleration = 255.0
jerk = 25500.0
lag_ms = 32.6
feedback = "position"
drives = [{drives}]
"""


@pytest.fixture
def rig_of(my_rig, tmp_path):
    """A robot with those joints of the humanoid whose names begin so, and what else is given."""
    text = my_rig.read_text()

    def make(keep=(), drop=(), more=""):
        head, *joints = re.split(r"(?=^\[\[joints\]\])", text, flags=re.MULTILINE)
        joints[-1] = re.split(r"(?=^\[(?!\[joints))", joints[-1], flags=re.MULTILINE)[0]
        names = [re.search('name = "(.*)"', joint)[1] for joint in joints]
        kept = [
            joint
            for name, joint in zip(names, joints, strict=True)
            if (not keep or name.startswith(keep)) and not (drop and name.startswith(drop))
        ]
        path = tmp_path / "some.toml"
        path.write_text(head + "".join(kept) + more)
        return load_rig(str(path))

    return make


def clear(rig):
    return {one.emotion for one in shown_emotions(rig) if one.clear}


def test_the_humanoid_shows_all_eight(humanoid):
    assert clear(humanoid) == set(BASIC)
    assert next(rig_emotions(humanoid)) == f"8 of 8 emotions: {', '.join(BASIC)}"


def test_less_is_left_of_a_face_without_brows(rig_of, humanoid):
    whole = {one.emotion: one.left for one in shown_emotions(humanoid)}
    left = {one.emotion: one.left for one in shown_emotions(rig_of(drop=BROWS))}
    for emotion in ("sad", "angry", "fearful", "surprised"):
        assert left[emotion] < whole[emotion] - 0.05
    assert left["happy"] == pytest.approx(whole["happy"], abs=0.05)


def test_without_a_mouth_contempt_and_disgust_are_lost_and_the_report_says_for_want_of_what(rig_of):
    rig = rig_of(drop=MOUTH)
    assert {"contemptuous", "disgusted"}.isdisjoint(clear(rig))
    assert "surprised" in clear(rig)
    lines = "\n".join(rig_emotions(rig))
    assert re.search(
        r"contemptuous: \d+% of its face is left, too little to be seen; "
        "nothing moves with .*mouthDimple",
        lines,
    )
    assert re.search(r"disgusted: looks \w+; \d+% of its face is left; nothing moves with", lines)


def test_a_head_alone_shows_no_emotion_for_certain(rig_of):
    assert clear(rig_of(keep=HEAD)) == {"neutral"}


def test_antennas_that_the_face_drives_carry_what_the_head_cannot(rig_of):
    """A substitute is a drive: what brows and corners would do, antennas do."""
    antennas = ""
    for side in ("Left", "Right"):
        brow, down, smile = "browInnerUp", f"browDown{side}", f"mouthSmile{side}"
        upper = f'{{ channel = "{brow}", by = 0.8 }}, {{ channel = "{smile}", by = -0.8 }}'
        lower = f'{{ channel = "{down}", by = 0.8 }}'
        antennas += ANTENNA.format(side=side.lower(), drives=upper)
        antennas += ANTENNA.format(side=f"{side.lower()}_lower", drives=lower)
    plain = {one.emotion: one.left for one in shown_emotions(rig_of(keep=HEAD))}
    rig = rig_of(keep=HEAD, more=antennas)
    helped = {one.emotion: one for one in shown_emotions(rig)}
    for emotion in ("happy", "sad", "angry"):
        assert helped[emotion].taken_for == emotion
        assert helped[emotion].left > plain[emotion] + 0.15


def test_the_report_ends_with_its_method(my_rig):
    result = CliRunner().invoke(main, ["rig", "report", str(my_rig)])
    assert result.exit_code == 0, result.output
    assert "8 of 8 emotions: neutral, happy" in result.output
    assert "no person was asked" in result.output


def test_each_emotion_is_told_with_the_joints_that_carry_it(humanoid, rig_of):
    lines = {line.split(":")[0].strip(): line for line in rig_emotions(humanoid)}
    assert "on left_brow_lift, right_brow_lift, " in lines["angry"]
    assert "neutral" not in lines
    (angry,) = [line for line in rig_emotions(rig_of(drop=BROWS)) if "  angry:" in line]
    assert "brow" not in angry.partition(";")[0]


def test_a_drawing_of_joints_that_are_not_there_is_an_error_of_check_and_report(rig_of, my_rig):
    rig_of(drop=BROWS)
    path = my_rig.with_name("some.toml")
    view = my_rig.read_text().partition("[view.left_eye]")
    path.write_text(path.read_text() + "\n[view.left_eye]" + view[2].partition("\n[")[0])
    checked, reported = (
        CliRunner().invoke(main, ["rig", verb, str(path)]) for verb in ("check", "report")
    )
    assert (checked.exit_code, reported.exit_code) == (2, 1)
    for result in (checked, reported):
        assert "view.left_eye.brow_lift names the joint 'left_brow_lift'" in result.output
    assert "`kinesics perform` refuses this rig until that is mended" in reported.output


def test_no_robot_shows_more_of_a_face_than_there_is():
    for robot in ("humanoid", "desk", "matrix"):
        assert all(0.0 <= one.left <= 1.0 for one in shown_emotions(load_rig(robot)))


def test_a_face_of_which_too_little_is_left_says_so():
    lines = [*rig_emotions(load_rig("desk"))]
    assert [one for one in lines if one.endswith("% of its face is left, too little to be seen")]
