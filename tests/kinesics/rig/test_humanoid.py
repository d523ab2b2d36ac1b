import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinesics.motion import channels
from kinesics.motion.channels import CHANNELS
from kinesics.rig.actuators import ACTUATORS
from kinesics.rig.description.__main__ import main
from kinesics.rig.description.joints import LIP_LEVER_M
from kinesics.rig.load import load_rig

RIG = load_rig("humanoid")
TURNED_BY_A_MIRROR = ("_yaw", "_roll", "head_y")
SIDES = {"Left": "Right", "Right": "Left", "left_": "right_", "right_": "left_"}


def values(**given: float) -> np.ndarray:
    array = np.zeros(len(CHANNELS))
    for name, value in given.items():
        array[channels.index(name)] = value
    return array


def both(**given: float) -> dict[str, float]:
    return {name + side: value for name, value in given.items() for side in ("Left", "Right")}


def moved(**given: float) -> dict[str, float]:
    """Joints that leave neutral, and by how much."""
    change = RIG.pose(values(**given)) - RIG.neutral
    return {name: float(by) for name, by in zip(RIG.names, change, strict=True) if abs(by) > 1e-9}


def lip_gap(pose: np.ndarray) -> float:
    jaw, upper, lower = (pose[RIG.index(name)] for name in ("jaw", "upper_lip", "lower_lip"))
    return float(LIP_LEVER_M * jaw + upper - lower)


def mirrored_name(name: str) -> str:
    for side, other in SIDES.items():
        if name.startswith(side) or name.endswith(side):
            return name.replace(side, other)
    return name


def mirrored(names: tuple[str, ...], array: np.ndarray) -> np.ndarray:
    swapped = array[[names.index(mirrored_name(name)) for name in names]]
    return np.where([name.endswith(TURNED_BY_A_MIRROR) for name in names], -swapped, swapped)


@st.composite
def channel_values(draw):
    seed = draw(st.integers(0, 2**32 - 1))
    outside = draw(st.sampled_from([0.0, 0.5, 2.0]))
    rng = np.random.default_rng(seed)
    margin = outside * (channels.HIGH - channels.LOW)
    active = rng.random(len(CHANNELS)) < draw(st.sampled_from([0.1, 0.5, 1.0]))
    return np.where(active, rng.uniform(channels.LOW - margin, channels.HIGH + margin), 0.0)


def test_generated_files_are_current():
    assert main(["--check"]) == 0, "run `python -m kinesics.rig.description`"


def test_the_command_writes_what_it_checks(tmp_path, capsys):
    assert main(["--check"], tmp_path) == 1
    assert "differs: humanoid.urdf" in capsys.readouterr().out
    assert main([], tmp_path) == 0
    assert main(["--check"], tmp_path) == 0
    (tmp_path / "humanoid" / "humanoid.xml").write_text("changed")
    capsys.readouterr()
    assert main(["--check"], tmp_path) == 1
    assert capsys.readouterr().out == "differs: humanoid.xml\n"


def test_it_has_41_joints_in_the_agreed_order():
    assert len(RIG.names) == 41
    assert RIG.names[:6] == tuple(
        f"{part}_{axis}" for part in ("waist", "neck") for axis in ("yaw", "pitch", "roll")
    )
    assert RIG.names[18:25] == (
        *("jaw", "upper_lip", "lower_lip", "left_corner_lift", "left_corner_stretch"),
        *("right_corner_lift", "right_corner_stretch"),
    )
    assert RIG.names[25] == "left_shoulder_pitch"
    assert RIG.names[32:34] == ("left_grip", "right_shoulder_pitch")
    assert RIG.names[40] == "right_grip"


@pytest.mark.parametrize("joint", RIG.joints, ids=lambda joint: joint.name)
def test_limits_are_those_of_the_servo_behind_its_linkage(joint):
    servo = ACTUATORS[joint.actuator]
    share = servo.load_share * joint.ratio
    assert 0.98 * servo.velocity * share <= joint.velocity <= servo.velocity * share * (1 + 1e-9)
    assert joint.acceleration <= servo.acceleration * share * (1 + 1e-9)
    assert joint.jerk == pytest.approx(100 * joint.acceleration)
    assert joint.lag_s == pytest.approx(servo.lag_s, abs=51e-6)
    assert joint.feedback == servo.feedback
    assert joint.safe == joint.neutral


@pytest.mark.parametrize("joint", RIG.joints, ids=lambda joint: joint.name)
def test_every_joint_crosses_its_travel_in_less_than_two_and_a_half_seconds(joint):
    travel = joint.position_max - joint.position_min
    assert travel / joint.velocity + joint.velocity / joint.acceleration < 2.5


def test_channels_at_rest_are_the_neutral_pose():
    np.testing.assert_array_equal(RIG.pose(values()), RIG.neutral)


@given(channel_values())
@settings(deadline=None)
def test_no_channels_drive_a_joint_out_of_its_travel(array):
    pose = RIG.pose(array)
    assert np.all(pose >= RIG.limits.position_min)
    assert np.all(pose <= RIG.limits.position_max)


@given(channel_values())
@settings(deadline=None)
def test_mirrored_channels_show_the_mirrored_pose(array):
    expected = mirrored(RIG.names, RIG.pose(array))
    np.testing.assert_allclose(RIG.pose(mirrored(channels.NAMES, array)), expected, atol=1e-12)


def test_the_mirror_is_its_own_inverse_and_keeps_the_limits():
    array = np.random.default_rng(0).normal(size=len(CHANNELS))
    twice = mirrored(channels.NAMES, mirrored(channels.NAMES, array))
    np.testing.assert_array_equal(twice, array)
    limits = RIG.limits
    np.testing.assert_array_equal(mirrored(RIG.names, RIG.neutral), RIG.neutral)
    turned = np.array([name.endswith(TURNED_BY_A_MIRROR) for name in RIG.names])
    low, high = mirrored(RIG.names, limits.position_min), mirrored(RIG.names, limits.position_max)
    np.testing.assert_array_equal(np.where(turned, high, low), limits.position_min)


def test_it_says_what_it_cannot_show():
    hidden = [name for name in channels.NAMES if not RIG.shows(name)]
    assert hidden == ["jawForward", "jawLeft", "jawRight", "cheekPuff", "tongueOut", "head_z"]


ARM = (
    *("shoulder_pitch", "shoulder_roll", "shoulder_yaw", "elbow"),
    *("wrist_yaw", "wrist_pitch", "wrist_roll"),
)
GAINS_OF_ONE = {
    "head_yaw": "neck_yaw",
    "head_pitch": "neck_pitch",
    "head_roll": "neck_roll",
    "torso_yaw": "waist_yaw",
    "torso_pitch": "waist_pitch",
    "torso_roll": "waist_roll",
    **{f"{side}_{joint}": f"{side}_{joint}" for side in ("left", "right") for joint in ARM},
}


@pytest.mark.parametrize("channel", GAINS_OF_ONE)
def test_body_channels_turn_their_joint_one_to_one(channel):
    assert moved(**{channel: -0.1}) == pytest.approx({GAINS_OF_ONE[channel]: -0.1})


def test_a_hand_opens_its_grip():
    assert moved(left_hand=1.0) == {"left_grip": 1.0}


def test_gaze_turns_both_eyes_and_vergence_turns_them_inwards():
    assert moved(gaze_yaw=0.2) == pytest.approx({"left_eye_yaw": 0.2, "right_eye_yaw": 0.2})
    assert moved(vergence=0.2) == pytest.approx({"left_eye_yaw": -0.1, "right_eye_yaw": 0.1})


def test_lids_follow_the_gaze():
    down, up = moved(gaze_pitch=0.3), moved(gaze_pitch=-0.3)
    assert down["left_eye_pitch"] == pytest.approx(0.3)
    assert down["left_upper_lid"] > 0 > up["left_upper_lid"]


EYE_LOOKS = {
    "eyeLookUpLeft": ("left_eye_pitch", -1),
    "eyeLookDownLeft": ("left_eye_pitch", 1),
    "eyeLookInLeft": ("left_eye_yaw", -1),
    "eyeLookOutLeft": ("left_eye_yaw", 1),
    "eyeLookInRight": ("right_eye_yaw", 1),
    "eyeLookOutRight": ("right_eye_yaw", -1),
}


@pytest.mark.parametrize("channel", EYE_LOOKS)
def test_arkit_looks_turn_one_eye_a_little(channel):
    joint, sign = EYE_LOOKS[channel]
    assert moved(**{channel: 1.0}) == pytest.approx({joint: 0.1 * sign})


@pytest.mark.parametrize("gaze_pitch", [-0.8, -0.3, 0.0, 0.8])
@pytest.mark.parametrize("wide", [0.0, 1.0])
@pytest.mark.parametrize("squint", [0.0, 1.0])
def test_a_blink_closes_whatever_else_the_eyes_do(gaze_pitch, wide, squint):
    face = {**both(eyeBlink=1.0, eyeWide=wide, eyeSquint=squint), "gaze_pitch": gaze_pitch}
    pose = RIG.pose(values(**face))
    assert pose[RIG.index("left_upper_lid")] == pytest.approx(0.75)
    assert pose[RIG.index("right_lower_lid")] >= 0.05 - 1e-9


def test_lids_close_with_a_squint_and_open_wide():
    assert moved(eyeSquintLeft=1.0)["left_upper_lid"] > 0.1
    assert moved(eyeSquintLeft=1.0)["left_lower_lid"] > 0.1
    assert moved(eyeWideRight=1.0)["right_upper_lid"] == pytest.approx(-0.2)
    assert moved(eyeWideRight=1.0)["right_lower_lid"] < 0
    assert moved(cheekSquintLeft=1.0)["left_lower_lid"] > 0.1


def test_brows_show_anger_sorrow_and_surprise_apart():
    angry, sad = moved(**both(browDown=1.0)), moved(browInnerUp=1.0)
    surprised = moved(**both(browOuterUp=1.0), browInnerUp=1.0)
    assert angry["left_brow_lift"] < 0
    assert angry["left_brow_tilt"] < 0
    assert sad["left_brow_tilt"] > 0.3
    assert surprised["left_brow_lift"] == pytest.approx(0.010)


def test_jaw_open_opens_the_lips_by_12_mm():
    assert lip_gap(RIG.pose(values())) == 0.0
    assert lip_gap(RIG.pose(values(jawOpen=1.0))) == pytest.approx(0.012)


@pytest.mark.parametrize("opening", [0.1, 0.4, 0.7, 1.0])
def test_mouth_close_closes_the_lips_over_any_jaw(opening):
    pose = RIG.pose(values(jawOpen=opening, mouthClose=opening))
    assert lip_gap(pose) == pytest.approx(0.0, abs=1e-12)
    assert pose[RIG.index("jaw")] == pytest.approx(0.4 * opening)


@pytest.mark.parametrize("channel", [channel for channel in CHANNELS if channel.region != "mouth"])
def test_only_the_mouth_moves_the_lips(channel):
    for value in (channel.low, channel.high):
        assert lip_gap(RIG.pose(values(**{channel.name: value}))) == 0.0


@pytest.mark.parametrize("channel", ["mouthLowerDown", "mouthUpperUp"])
def test_lips_part(channel):
    assert lip_gap(RIG.pose(values(**both(**{channel: 1.0})))) >= 0.006 - 1e-12


@pytest.mark.parametrize("channel", ["mouthPressLeft", "mouthRollLower", "mouthRollUpper"])
def test_lips_press(channel):
    assert lip_gap(RIG.pose(values(**{channel: 1.0}))) < 0


@pytest.mark.parametrize(
    "channel", ["mouthSmile", "mouthFrown", "mouthDimple", "mouthStretch", "mouthPress"]
)
def test_no_corner_costs_a_closure(channel):
    pose = RIG.pose(values(jawOpen=0.5, mouthClose=0.5, **both(**{channel: 1.0})))
    assert lip_gap(pose) <= 1e-12


def test_shrugging_lips_rise():
    rise = moved(mouthShrugLower=1.0, mouthShrugUpper=1.0)
    assert rise["upper_lip"] > 0
    assert rise["lower_lip"] > 0


def test_corners_tell_a_smile_from_a_frown():
    smile, frown = moved(**both(mouthSmile=1.0)), moved(**both(mouthFrown=1.0))
    assert smile["left_corner_lift"] > 0.008
    assert smile["right_corner_stretch"] > 0
    assert frown["right_corner_lift"] < -0.006


def test_rounding_narrows_the_mouth_and_stretching_widens_it():
    assert moved(mouthPucker=1.0)["left_corner_stretch"] == pytest.approx(-0.008)
    assert moved(mouthFunnel=1.0)["right_corner_stretch"] < 0
    assert lip_gap(RIG.pose(values(mouthFunnel=1.0))) == pytest.approx(0.004)
    assert moved(mouthStretchLeft=1.0)["left_corner_stretch"] > 0.005


def test_the_mouth_shifts_to_the_robots_own_left():
    shift = moved(mouthLeft=1.0)
    assert shift["left_corner_stretch"] > 0 > shift["right_corner_stretch"]


def test_leaning_moves_the_head_and_keeps_it_level():
    forward, left = moved(head_x=0.05), moved(head_y=0.05)
    assert forward["waist_pitch"] == pytest.approx(-forward["neck_pitch"])
    assert forward["waist_pitch"] > 0
    assert left["waist_roll"] == pytest.approx(-left["neck_roll"])
    assert left["waist_roll"] < 0


def test_breathing_in_lifts_chest_and_shoulders():
    assert moved(breath=1.0) == pytest.approx(
        {"waist_pitch": -0.012, "left_shoulder_roll": 0.02, "right_shoulder_roll": -0.02}
    )
