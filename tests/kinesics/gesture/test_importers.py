"""Other people's motion becomes channels; what is wrong or left out is said."""

import json
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.errors import GestureError
from kinesics.gesture.clip import ENTER_S, Clip, is_clip, load_clip, write_clip
from kinesics.gesture.importers import bvh
from kinesics.gesture.importers.limbs import arm_angles, rest_rad
from kinesics.gesture.importers.read import import_motion
from kinesics.motion.channels import columns
from kinesics.rig.arm import arms_of

FURHAT = {
    "name": "Nod",
    "frames": [
        {"time": [0.3, 0.5], "params": {"NECK_TILT": 10, "SMILE_CLOSED": 0.5, "JAW_OPEN": 0.2}},
        {"time": [0.9], "params": {"reset": True, "EARS": 1}},
    ],
    "class": "furhatos.gestures.Gesture",
}


def _reachy(count=50):
    turned, still = np.eye(4), np.eye(4).tolist()
    turned[:2, :2] = [[0.0, -1.0], [1.0, 0.0]]
    turned[0, 3] = 0.01
    targets = [
        {"head": turned.tolist() if n > 25 else still, "antennas": [0.1, 0.2], "body_yaw": 0.01 * n}
        for n in range(count)
    ]
    times = [0.01 * n for n in range(count)]
    return {"description": "look", "time": times, "set_target_data": targets}


def _laban(*poses):
    limbs = ("head", "right elbow", "right wrist", "left elbow", "left wrist")
    ways = {
        f"Position{n}": {
            "start time": [str(1000 * n)],
            "rotation": ["ToLeft", "30"],
            **dict(zip(limbs, pose, strict=True)),
        }
        for n, pose in enumerate(poses)
    }
    return {"test": ways}


HANG = [["Forward", "Normal"], *[["Place", "Low"]] * 4]
REACH = [["Left", "Normal"], ["Forward", "Normal"], ["Forward", "Normal"], *[["Place", "High"]] * 2]


def _import(tmp_path, document, name="motion.json"):
    path = tmp_path / name
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return import_motion(path)


def _column(clip, channel):
    return clip.values[:, clip.channels.index(channel)]


def test_a_furhat_gesture_keeps_times_and_says_what_is_not_known(tmp_path):
    kind, clip = _import(tmp_path, FURHAT)
    assert kind == "furhat"
    assert clip.times_s.tolist() == [0.0, 0.3, 0.5, 0.9]
    assert np.allclose(_column(clip, "head_pitch"), np.radians([0, 10, 10, 0]), atol=1e-4)
    assert np.allclose(_column(clip, "mouthSmileLeft"), [0, 0.4, 0.4, 0])
    assert np.allclose(_column(clip, "jawOpen"), [0, 0.2, 0.2, 0])
    assert clip.notes == ("not known: EARS",)


def test_a_reachy_move_becomes_head_and_torso(tmp_path):
    kind, clip = _import(tmp_path, _reachy())
    assert kind == "reachy"
    assert _column(clip, "head_yaw")[[0, -1]].tolist() == pytest.approx([0.0, np.pi / 2])
    assert _column(clip, "head_x")[-1] == pytest.approx(0.01)
    assert _column(clip, "torso_yaw")[-1] == pytest.approx(0.49)
    assert np.diff(clip.times_s).min() >= 1.0 / 25.0 - 1e-9 or len(clip.times_s) < 3
    assert "antennas" in clip.notes[0]


def test_labanotation_points_limbs_where_it_says(tmp_path, rig):
    kind, clip = _import(tmp_path, _laban(HANG, REACH))
    assert kind == "labanotation"
    arms = arms_of(rig)
    for side, way in (("right", [1.0, 0.0, 0.0]), ("left", [0.0, 0.0, 1.0])):
        values = np.zeros(7)
        values[:4] = clip.values[1, [clip.channels.index(f"{side}_{n}") for n in _FOUR]]
        place = arms[side].at(values)[0] - arms[side].shoulder
        assert place @ way / np.linalg.norm(place) > np.cos(np.radians(12))  # an elbow never locks
    assert _column(clip, "torso_yaw")[0] == pytest.approx(np.radians(30))
    assert _column(clip, "head_yaw")[1] == pytest.approx(np.pi / 2)


_FOUR = ("shoulder_pitch", "shoulder_roll", "shoulder_yaw", "elbow")


def test_arm_angles_undo_the_arm(rig):
    draw = np.random.default_rng(1)
    arms = arms_of(rig)
    for side, arm in arms.items():
        for _ in range(20):
            values = np.zeros(7)
            values[:4] = draw.uniform([-1.5, -0.2, -1.0, -1.8], [0.5, 1.0, 1.0, -0.3])
            values[1:3] *= arm.sign
            shoulder, elbow, wrist = _points(rig, arm, values)
            upper = (elbow - shoulder) / np.linalg.norm(elbow - shoulder)
            fore = (wrist - elbow) / np.linalg.norm(wrist - elbow)
            assert np.allclose(arm_angles(upper[None], fore[None], side)[0], values[:4], atol=1e-6)


def _points(rig, arm, values):
    mix = np.zeros((1, 81))
    mix[0, arm.columns] = values
    frames = rig.skeleton.frames(rig.poses(mix))
    names = (f"{arm.side}_{name}_link" for name in ("shoulder_pitch", "elbow", "wrist_yaw"))
    trunk = frames[rig.skeleton.index[arm.trunk], 0]
    return [
        trunk[:3, :3].T @ (frames[rig.skeleton.index[name], 0, :3, 3] - trunk[:3, 3])
        for name in names
    ]


TURNS = "CHANNELS 3 Zrotation Xrotation Yrotation\n"


def bvh_text(degrees, frames=4):
    """A man, y up, who faces z, hands down, and raises his left arm sideways."""

    def arm(side, sign):
        return (
            f"JOINT {side}Arm\n{{\nOFFSET {15 * sign} 40 0\n{TURNS}"
            f"JOINT {side}ForeArm\n{{\nOFFSET 0 -25 0\n{TURNS}"
            f"JOINT {side}Hand\n{{\nOFFSET 0 -22 0\n{TURNS}"
            "End Site\n{\nOFFSET 0 -8 0\n}\n}\n}\n}\n"
        )

    head = (
        "HIERARCHY\nROOT Hips\n{\nOFFSET 0 0 0\n"
        "CHANNELS 6 Xposition Yposition Zposition Zrotation Xrotation Yrotation\n"
        + arm("Left", 1)
        + arm("Right", -1)
        + f"JOINT Neck\n{{\nOFFSET 0 45 0\n{TURNS}"
        + f"JOINT Head\n{{\nOFFSET 0 10 0\n{TURNS}"
        + "End Site\n{\nOFFSET 0 15 0\n}\n}\n}\n}\n"
    )
    rows = []
    for n in range(frames):
        row = [0.0] * 30
        row[6] = degrees * n / (frames - 1)  # left arm about z: outward
        rows.append(" ".join(map(str, row)))
    return f"{head}MOTION\nFrames: {frames}\nFrame Time: 0.0333333\n" + "\n".join(rows) + "\n"


def test_bvh_arms_go_by_the_directions_of_their_bones(tmp_path):
    kind, clip = _import(tmp_path, bvh_text(60.0), "man.bvh")
    assert kind == "bvh"
    assert clip.name == "man"
    roll = _column(clip, "left_shoulder_roll")
    assert np.degrees(roll[-1] - roll[0]) == pytest.approx(60.0, abs=0.1)
    right = _column(clip, "right_shoulder_roll")
    assert np.allclose(right, right[0])
    assert np.allclose(_column(clip, "torso_yaw"), 0.0, atol=1e-9)


def test_an_arm_raised_past_its_side_goes_on_with_its_roll(rig):
    clip = bvh.read(bvh_text(140.0, frames=45))
    roll, pitch = (_column(clip, f"left_shoulder_{one}") for one in ("roll", "pitch"))
    assert np.degrees(roll[-1] - roll[0]) == pytest.approx(140.0, abs=0.1)
    assert np.allclose(pitch, pitch[0], atol=1e-3)
    assert clip.score(rig).length_s < 4.5  # it is told in 1.5, and comes back from far


def test_arms_straight_out_are_not_turned_back_to_front():
    side = np.array([[0.0, 1.0, 0.0]])
    left, right = arm_angles(side, side, "left")[0], arm_angles(-side, -side, "right")[0]
    assert left == pytest.approx([0.0, np.pi / 2 - 0.12, 0.0, 0.25])
    assert right == pytest.approx([0.0, 0.12 - np.pi / 2, 0.0, 0.25])


def _directions(angles, side):
    """Of upper arm and forearm (T, 3): turns about y, x, z, y, as channels.toml has them."""
    pitch, roll, yaw, elbow = (angles + rest_rad(side)).T
    zero, one = np.zeros_like(pitch), np.ones_like(pitch)

    def about(axis, angle):
        turn = np.stack([np.eye(3)] * len(angle))
        a, b = (axis + 1) % 3, (axis + 2) % 3
        turn[:, a, a] = turn[:, b, b] = np.cos(angle)
        turn[:, a, b], turn[:, b, a] = -np.sin(angle), np.sin(angle)
        return turn

    shoulder = about(1, pitch) @ about(0, roll) @ about(2, yaw)
    down = np.stack((zero, zero, -one), axis=1)[..., None]
    return (shoulder @ down)[..., 0], (shoulder @ about(1, elbow) @ down)[..., 0]


@given(
    seed=st.integers(0, 10_000),
    side=st.sampled_from(["left", "right"]),
    start=st.sampled_from(["hanging", "straight out"]),
)
def test_however_an_arm_swings_its_bones_are_followed_without_a_jump(seed, side, start):
    draw, sign = np.random.default_rng(seed), 1.0 if side == "left" else -1.0
    t = np.linspace(0.0, 4.0, 121)[:, None]
    waves = np.sin(draw.uniform(0.3, 1.5, 4) * t + draw.uniform(0.0, 6.0, 4))
    middle = np.array([-0.5, sign * (1.4 if start == "straight out" else 0.4), 0.0, -0.7])
    angles = middle + waves * [0.8, 0.6, 0.5, 0.65] - rest_rad(side)
    ways = _directions(angles, side)
    found = arm_angles(*ways, side)
    again = _directions(found, side)
    told = np.hypot(ways[0][:, 0], ways[0][:, 2]) > 0.2
    told &= np.sin(-found[:, 3] - rest_rad(side)[3]) > 0.2
    for way, other in zip(ways, again, strict=True):
        assert (way[told] * other[told]).sum(axis=1).min(initial=1.0) > np.cos(np.radians(0.1))
        assert (way * other).sum(axis=1).min() > np.cos(np.radians(25.0))
    assert np.abs(np.diff(found, axis=0)).max() < 0.5


def test_a_flick_is_slowed_alone_and_what_is_out_of_reach_not_at_all(rig):
    times = np.arange(90) / 30.0
    slow = 0.4 * np.sin(2.0 * times)
    flick = slow + np.where(times > 1.5, 1.2, 0.0)
    lengths = {}
    for name, values in (("slow", slow), ("flick", flick), ("far", 6.0 * slow)):
        clip = Clip(name, "", ("left_shoulder_yaw",), times, values[:, None])
        score = clip.score(rig)
        lengths[name] = score.length_s
        rows = np.zeros((round(score.length_s * 100), 81))
        rows[:, columns(clip.channels)] = score.at(np.arange(len(rows)) * 0.01)
        joints = rig.poses(rows)
        assert (np.abs(np.diff(joints, axis=0)) * 100.0 <= rig.limits.velocity).all()
    assert lengths["slow"] < 1.2 * (times[-1] + 2 * ENTER_S)
    assert lengths["flick"] < 3.0 * lengths["slow"]
    assert lengths["far"] < 2.5 * lengths["slow"]


def test_a_bvh_that_was_cut_short_says_so():
    whole = bvh_text(60.0, frames=8)
    clip = bvh.read("\n".join(whole.splitlines()[:-4]))
    assert clip.notes[1] == "it tells of 8 frames; 4 were read"
    assert len(bvh.read(whole).notes) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("HIERARCHY\nROOT Hips\n{\n", "wanted HIERARCHY, then MOTION"),
        (bvh_text(10.0).replace("LeftForeArm", "Tentacle"), "no joint that may be the left elbow"),
        (bvh_text(10.0).replace("OFFSET 0 -25 0", "OFFSET 0 x 0"), "no numbers"),
        (bvh_text(10.0).replace("0.0333333", "0"), "Frame Time"),
        (
            re.sub(r"0333333\n\S+", "0333333\nnan", bvh_text(10.0)),
            "frame 0 has a number that is not",
        ),
    ],
)
def test_what_is_wrong_with_a_bvh_is_said(text, said):
    with pytest.raises(GestureError, match=said):
        bvh.read(text)


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"frames": [{"time": ["soon"], "params": {"SURPRISE": 1}}]}, "wanted seconds"),
        ({"frames": [{"time": [0.5], "params": {"EARS": 1}}]}, "nothing that is known of EARS"),
        ({"time": [0.0, 0.1], "set_target_data": [{"head": [[1.0]]}] * 2}, "4 by 4"),
        ({"time": [0.0, 0.1], "set_target_data": [{"head": [[0.0] * 4] * 4}] * 2}, "a rotation"),
        ({"time": [0.0], "set_target_data": []}, "1 times for 0 targets"),
        ({"frames": [{"time": [1e9], "params": {"SURPRISE": 1}}]}, "lasts 1e.09 s; wanted 1800"),
        (_laban(HANG, [["Up", "High"], *HANG[1:]]), "head goes 'Up'"),
        ({"something": "else"}, "of no format that is known"),
        ("not JSON", "of no format that is known"),
    ],
)
def test_what_is_wrong_with_a_document_is_said(tmp_path, document, said):
    with pytest.raises(GestureError, match=said):
        _import(tmp_path, document)


def test_a_clip_comes_back_from_its_file(tmp_path):
    _, clip = _import(tmp_path, FURHAT)
    path = tmp_path / "clip.toml"
    path.write_text(write_clip(clip))
    again = load_clip(path)
    assert is_clip(path)
    assert again.channels == clip.channels
    assert np.allclose(again.values, clip.values, atol=1e-4)
    assert again.notes == clip.notes


def test_a_clip_is_slowed_to_what_the_servos_do(tmp_path, rig):
    _, clip = _import(tmp_path, _laban(HANG, REACH, HANG))
    score = clip.score(rig)
    assert score.length_s > clip.times_s[-1]
    times = np.arange(0.0, score.length_s, 0.01)
    mixes = np.zeros((len(times), 81))
    mixes[:, columns(clip.channels)] = score.at(times)
    joints = rig.poses(mixes)
    assert (np.abs(np.diff(joints, axis=0)) * 100.0 <= rig.limits.velocity).all()


def test_rows_of_the_wrong_length_are_refused(tmp_path):
    path = tmp_path / "clip.toml"
    path.write_text(
        'schema = 1\nname = "a"\nsummary = "a"\nchannels = ["jawOpen"]\nrows = [[0, 1], [1]]\n'
    )
    with pytest.raises(GestureError, match="lists of 2 finite numbers"):
        load_clip(path)
