"""What the URDF and the MJCF of the humanoid look like when its rig moves them."""

from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from kinesics.motion import channels
from kinesics.rig import load
from kinesics.rig.actuators import ACTUATORS
from kinesics.rig.load import load_rig

RIG = load_rig("humanoid")
FOLDER = Path(load.__file__).parent / "robots" / "humanoid"
URDF = ET.parse(FOLDER / "humanoid.urdf").getroot()
JOINTS = {joint.get("name"): joint for joint in URDF.iter("joint")}
LINKS = {link.get("name"): link for link in URDF.iter("link")}


def pose(**given: float) -> dict[str, float]:
    values = np.zeros(len(channels.NAMES))
    for name, value in given.items():
        values[channels.index(name)] = value
    return dict(zip(RIG.names, RIG.pose(values).tolist(), strict=True))


def numbers(text: str) -> np.ndarray:
    return np.array([float(word) for word in text.split()])


def turn(axis: np.ndarray, angle: float) -> np.ndarray:
    x, y, z = axis
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross


def frame(link: str, positions: dict[str, float]) -> tuple[np.ndarray, np.ndarray]:
    """Rotation and origin of `link` in the base, by the URDF's own joints."""
    rotation, origin = np.eye(3), np.zeros(3)
    by_child = {joint.find("child").get("link"): joint for joint in JOINTS.values()}
    while link != "base_link":
        joint = by_child[link]
        axis, at = numbers(joint.find("axis").get("xyz")), joint.find("origin").get("xyz")
        value = positions[joint.get("name")]
        slides = joint.get("type") == "prismatic"
        inner = np.eye(3) if slides else turn(axis, value)
        rotation, origin = (
            inner @ rotation,
            numbers(at) + (axis * value if slides else 0.0) + inner @ origin,
        )
        link = joint.find("parent").get("link")
    return rotation, origin


def place(link: str, point=(0.0, 0.0, 0.0), **given: float) -> np.ndarray:
    rotation, origin = frame(link, pose(**given))
    return origin + rotation @ np.array(point)


def test_the_urdf_is_one_tree_from_base_link():
    parents = {j.find("child").get("link"): j.find("parent").get("link") for j in JOINTS.values()}
    assert len(parents) == len(JOINTS)
    assert set(LINKS) - set(parents) == {"base_link"}
    for leaf in parents:
        path = [leaf]
        while path[-1] != "base_link":
            path.append(parents.get(path[-1], "nowhere"))
            assert len(path) <= len(LINKS)


def test_the_urdf_has_the_rigs_joints_in_its_order():
    assert tuple(JOINTS) == RIG.names


@pytest.mark.parametrize("joint", RIG.joints, ids=lambda joint: joint.name)
def test_urdf_limits_are_the_rigs(joint):
    limit = {key: float(value) for key, value in JOINTS[joint.name].find("limit").items()}
    torque = ACTUATORS[joint.actuator].stall_torque_nm
    assert limit["lower"] == joint.position_min
    assert limit["upper"] == joint.position_max
    assert limit["velocity"] == joint.velocity
    assert limit["effort"] == pytest.approx(torque / joint.ratio, rel=1e-4)
    assert JOINTS[joint.name].get("type") == ("prismatic" if joint.unit == "m" else "revolute")


def test_urdf_joints_have_unit_axes_and_unturned_frames():
    for joint in JOINTS.values():
        assert np.linalg.norm(numbers(joint.find("axis").get("xyz"))) == pytest.approx(1, abs=1e-4)
        assert joint.find("origin").get("rpy") == "0 0 0"


def test_urdf_shapes_are_primitives_of_known_materials():
    materials = {material.get("name") for material in URDF.findall("material")}
    assert {shape.tag for geometry in URDF.iter("geometry") for shape in geometry} == {
        *("box", "cylinder", "sphere"),
    }
    for visual in URDF.iter("visual"):
        assert visual.find("material").get("name") in materials


def test_every_urdf_link_has_a_mass_and_a_possible_inertia():
    for link in LINKS.values():
        assert float(link.find("inertial/mass").get("value")) > 0
        inertia = link.find("inertial/inertia")
        x, y, z = sorted(float(inertia.get(key)) for key in ("ixx", "iyy", "izz"))
        assert x > 0
        assert z <= (x + y) * (1 + 1e-4)


def test_left_and_right_links_mirror_each_other():
    for name, link in LINKS.items():
        if not name.startswith("left_"):
            continue
        other = LINKS[name.replace("left_", "right_")]
        np.testing.assert_allclose(place(name) * [1, -1, 1], place(other.get("name")), atol=1e-9)
        assert len(link.findall("visual")) == len(other.findall("visual"))


def test_mirrored_joint_positions_put_the_links_in_mirrored_places():
    rng, limits = np.random.default_rng(0), RIG.limits
    here = dict(zip(RIG.names, rng.uniform(limits.position_min, limits.position_max), strict=True))
    swap = {"left": "right", "right": "left"}
    there = {}
    for name, value in here.items():
        side, _, rest = name.partition("_")
        other = f"{swap[side]}_{rest}" if side in swap else name
        there[other] = -value if name.endswith(("_yaw", "_roll")) else value
    for link in LINKS:
        side, _, rest = link.partition("_")
        other = f"{swap[side]}_{rest}" if side in swap else link
        np.testing.assert_allclose(
            frame(link, here)[1] * [1, -1, 1], frame(other, there)[1], atol=1e-5
        )


HAND = "left_wrist_roll_link"


def test_arms_hang_and_rise_as_the_signs_promise():
    hanging = place(HAND)
    assert place(HAND, left_shoulder_pitch=-0.5)[0] > hanging[0] + 0.1
    assert place(HAND, left_elbow=-1.0)[0] > hanging[0] + 0.1
    assert place(HAND, left_shoulder_roll=0.5)[1] > hanging[1] + 0.1
    outwards = place("right_wrist_roll_link", right_shoulder_roll=-0.5)
    assert outwards[1] < place("right_wrist_roll_link")[1] - 0.1


def test_fingers_open_outwards():
    tip = (0.0, 0.0, -0.03)
    for side, sign in (("left", 1), ("right", -1)):
        closed, opened = (place(f"{side}_grip_link", tip, **{f"{side}_hand": h}) for h in (0, 1))
        assert sign * (opened[1] - closed[1]) > 0.015


def test_head_and_torso_turn_as_the_signs_promise():
    nose, top = (0.1, 0.0, 0.1), (0.0, 0.0, 0.2)
    assert place("head", nose, head_yaw=0.3)[1] > 0.02
    assert place("head", nose, head_pitch=0.3)[2] < place("head", nose)[2] - 0.02
    assert place("head", top, head_roll=0.3)[1] < -0.02
    assert place("head", nose, torso_yaw=0.3)[1] > 0.02
    assert place("head", nose, torso_pitch=0.3)[0] > place("head", nose)[0] + 0.05
    assert place("head", top, torso_roll=0.3)[1] < -0.05


def test_leaning_carries_the_head_as_far_as_asked_and_level():
    start = place("head")
    for given, direction in (
        ({"head_x": 0.05}, (1, 0)),
        ({"head_x": -0.05}, (-1, 0)),
        ({"head_y": 0.05}, (0, 1)),
    ):
        rotation, origin = frame("head", pose(**given))
        np.testing.assert_allclose((origin - start)[:2], np.array(direction) * 0.05, atol=0.004)
        np.testing.assert_allclose(rotation, np.eye(3), atol=1e-9)


def test_eyes_look_where_the_gaze_says():
    for side in ("left", "right"):
        rotation, _ = frame(f"{side}_eye_pitch_link", pose(gaze_yaw=0.3, gaze_pitch=0.2))
        sight = rotation[:, 0]
        expected = [np.cos(0.2) * np.cos(0.3), np.cos(0.2) * np.sin(0.3), -np.sin(0.2)]
        np.testing.assert_allclose(sight, expected, atol=1e-9)
    left, right = (frame(f"{s}_eye_pitch_link", pose(vergence=0.3))[0] for s in ("left", "right"))
    assert left[1, 0] < 0 < right[1, 0]


def test_a_blink_brings_the_lids_together():
    def edge(link: str, elevation: float, **given: float) -> float:
        point = (0.025 * np.cos(elevation), 0.0, 0.025 * np.sin(elevation))
        return float(place(link, point, **given)[2])

    def opening(**given: float) -> float:
        upper = edge("left_upper_lid_link", 0.42, **given)
        return upper - edge("left_lower_lid_link", -0.38, **given)

    assert opening() > 0.015
    assert opening(eyeBlinkLeft=1.0) < 0
    assert opening(eyeWideLeft=1.0) > opening() + 0.002
    assert opening(eyeSquintLeft=1.0) < opening() - 0.004


def test_brows_tilt_their_inner_end_up():
    for side, sign in (("left", -1), ("right", 1)):
        inner = (0.0, sign * 0.016, 0.0)
        link = f"{side}_brow_tilt_link"
        assert place(link, inner, browInnerUp=1.0)[2] > place(link, browInnerUp=1.0)[2] + 0.004


LIP_M = 0.0076
"""Both lips' radii: their centres' distance when they touch."""


def lip_gap(**given: float) -> float:
    return float((place("upper_lip_link", **given) - place("lower_lip_link", **given))[2]) - LIP_M


@pytest.mark.parametrize("opening", [0.0, 0.25, 0.5, 1.0])
def test_the_drawn_lips_open_and_close_as_the_rig_says(opening):
    assert lip_gap(jawOpen=opening) == pytest.approx(0.012 * opening, abs=0.0007)
    assert lip_gap(jawOpen=opening, mouthClose=opening) == pytest.approx(0.0, abs=0.0001)


def test_corners_rise_and_widen_with_a_smile():
    rest = place("left_corner_stretch_link")
    smile = place("left_corner_stretch_link", mouthSmileLeft=1.0)
    assert smile[2] > rest[2] + 0.008
    assert smile[1] > rest[1] + 0.004


def test_mjcf_and_urdf_put_every_link_in_the_same_place():
    mujoco = pytest.importorskip(
        "mujoco", reason="mujoco is not installed; it is no dependency of kinesics"
    )
    model = mujoco.MjModel.from_xml_path(str(FOLDER / "humanoid.xml"))
    data, limits = mujoco.MjData(model), RIG.limits
    rng = np.random.default_rng(0)
    for _ in range(5):
        positions = dict(
            zip(RIG.names, rng.uniform(limits.position_min, limits.position_max), strict=True)
        )
        for name, position in positions.items():
            data.joint(name).qpos[0] = position
        mujoco.mj_kinematics(model, data)
        for link in LINKS:
            rotation, origin = frame(link, positions)
            np.testing.assert_allclose(data.body(link).xpos, origin, atol=1e-6)
            np.testing.assert_allclose(data.body(link).xmat.reshape(3, 3), rotation, atol=1e-6)
