"""What is written for other programs reads back as the channels that it was made of."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.affect.facs import ACTIONS, action_vector, channels_of
from kinesics.gesture.importers.limbs import ANGLES
from kinesics.measures.curves import Curves
from kinesics.motion import channels
from kinesics.motion.channels import NAMES
from kinesics.record.curves_file import read_curves
from kinesics.record.export import EXPORTS
from kinesics.record.export.face import BLENDSHAPES

RATE_HZ = 60.0
ROWS = 61
EYES = tuple(name for name in BLENDSHAPES if name.startswith("eyeLook"))
FACE = tuple(name for name in BLENDSHAPES if name not in EYES)
GAZE = ("gaze_yaw", "gaze_pitch")
HEAD = ("head_yaw", "head_pitch", "head_roll")


def smooth(names, seed, low, high):
    """Curves that begin at 0, each a wave of its own within low..high (K,)."""
    rng = np.random.default_rng(seed)
    t_s = np.arange(ROWS)[:, None] / RATE_HZ
    wave = np.sin(2 * np.pi * rng.uniform(0.3, 1.5, len(names)) * t_s) * rng.choice(
        [-1, 1], len(names)
    )
    values = np.where(wave > 0.0, wave * high, -wave * np.asarray(low))
    return Curves(names, RATE_HZ, values)


def back(kind, curves, folder):
    name, made_of = EXPORTS[kind]
    file = folder / name
    file.write_bytes(made_of(curves))
    return read_curves(file)[0]


def assert_like(found, wanted, atol):
    for name in wanted.names:
        own = wanted.values[:, wanted.names.index(name)]
        np.testing.assert_allclose(
            found.values[:, found.names.index(name)], own, atol=atol, err_msg=name
        )


@pytest.fixture
def face():
    names = (*FACE, *GAZE)
    low = np.concatenate((np.zeros(len(FACE)), [-0.55, -0.55]))
    return smooth(names, 1, low, np.concatenate((np.ones(len(FACE)), [0.55, 0.55])))


@pytest.mark.parametrize("kind", ["live-link-face", "arkit-json"])
def test_a_face_comes_back_with_its_gaze(kind, face, tmp_path):
    found = back(kind, face, tmp_path)
    assert found.rate_hz == pytest.approx(RATE_HZ, abs=0.01)
    assert_like(found, face, 2e-6)
    eyes = found.only(EYES).values  # all of what they say is gaze
    assert np.abs(eyes).max() < 5e-6
    assert back(kind, found, tmp_path).only(FACE).values == pytest.approx(
        found.only(FACE).values, abs=2e-6
    )


def test_a_face_recorder_tells_the_head_too(tmp_path):
    head = smooth(HEAD, 2, (-0.8,) * 3, (0.8,) * 3)
    assert_like(back("live-link-face", head, tmp_path), head, 2e-6)


def test_eyes_that_do_not_agree_keep_the_rest(tmp_path):
    """Crossed eyes look nowhere: their shapes stay theirs."""
    crossed = {name: [0.0] * ROWS for name in EYES}
    crossed |= {"eyeLookInLeft": [0.4] * ROWS, "eyeLookInRight": [0.4] * ROWS}
    file = tmp_path / "face.json"
    rows = np.array([*crossed.values()]).T.tolist()
    file.write_text(json.dumps({"facsNames": [*crossed], "weightMat": rows, "exportFps": 60}))
    found, _ = read_curves(file)
    assert np.abs(found.only(GAZE).values).max() == 0.0
    assert found.only(("eyeLookInLeft", "eyeLookInRight")).values == pytest.approx(0.4)


@given(
    st.dictionaries(
        st.sampled_from([one.name for one in ACTIONS if one.read]), st.floats(0.0, 1.0), min_size=1
    )
)
def test_every_action_unit_comes_back(tmp_path_factory, strengths):
    """Of units whose channels another unit does not move: else what is read is of both."""
    alone = {}
    for name, strength in strengths.items():
        own = {n for one in ACTIONS if one.name == name for n in one.gains}
        if not any(own & set(one.gains) for one in ACTIONS if one.name in alone):
            alone[name] = strength
    values = np.tile(channels_of(action_vector(alone)), (ROWS, 1))
    folder = tmp_path_factory.mktemp("facs")
    found = back("facs", Curves(NAMES, RATE_HZ, values), folder)
    again = back("facs", found, folder)
    moved = [NAMES[n] for n in np.flatnonzero(np.abs(values).max(axis=0) > 1e-9)]
    first = [next(iter(one.gains)) for one in ACTIONS if one.name in alone]
    for name in set(first) & set(moved):
        assert found.values[:, found.names.index(name)] == pytest.approx(
            values[0, channels.index(name)], abs=2e-3
        )
    assert again.values == pytest.approx(found.values, abs=5e-2)


def test_openface_s_action_units_are_read(tmp_path):
    header = "frame, face_id, timestamp, confidence, success, AU01_r, AU12_r, AU26_r, AU12_c"
    rows = [f"{n}, 0, {n / 30:.3f}, 0.98, 1, 0.0, {n / 10:.2f}, 2.5, 1" for n in range(31)]
    file = tmp_path / "openface.csv"
    file.write_text("\n".join([header, *rows]) + "\n")
    found, _ = read_curves(file)
    assert found.rate_hz == pytest.approx(30.0, abs=0.1)
    for side in ("Left", "Right"):
        smile = found.values[:, found.names.index(f"mouthSmile{side}")]
        assert smile[0] < 1e-9
        assert smile[-1] > 0.5
    assert found.values[5, found.names.index("jawOpen")] > 0.1
    assert not any(name.startswith("AU") for name in found.names)


ARMS = tuple(f"{side}_{name}" for side in ("left", "right") for name in ANGLES)
LOW = {"shoulder_pitch": -1.5, "shoulder_roll": -0.1, "shoulder_yaw": -0.8, "elbow": -1.5}
HIGH = {"shoulder_pitch": 0.5, "shoulder_roll": 1.2, "shoulder_yaw": 0.8, "elbow": 0.0}


def arm_limits(table, other):
    """Of the left arm; the right one's rolls and yaws are mirrored."""
    right = {n: -other[n] if n.endswith(("roll", "yaw")) else table[n] for n in ANGLES}
    return [table[n] for n in ANGLES] + [right[n] for n in ANGLES]


def test_a_body_comes_back_from_bvh(tmp_path):
    trunk = ("torso_yaw", "torso_pitch", "torso_roll")
    low = [*arm_limits(LOW, HIGH), *[-0.4] * 6]
    high = [*arm_limits(HIGH, LOW), *[0.4] * 6]
    body = smooth((*ARMS, *trunk, *HEAD), 5, low, high)
    found = back("bvh", body, tmp_path)
    assert found.rate_hz == pytest.approx(30.0, abs=0.01)
    thinned = Curves(body.names, 30.0, body.values[::2])
    assert_like(found, thinned, 1e-5)


def test_a_bvh_file_is_one_skeleton_with_a_number_for_each_channel(tmp_path):
    still = Curves(("head_yaw",), RATE_HZ, np.linspace(0.0, 0.5, ROWS)[:, None])
    text = EXPORTS["bvh"][1](still).decode()
    head, motion = text.split("MOTION\n")
    assert head.count("{") == head.count("}")
    counts = [int(line.split()[1]) for line in head.splitlines() if "CHANNELS" in line]
    frames = motion.splitlines()
    assert frames[0] == f"Frames: {ROWS}"
    assert float(frames[1].split(":")[1]) == pytest.approx(1 / 60)
    assert {len(line.split()) for line in frames[2:]} == {sum(counts)}
    elbow = float(frames[2].split()[6 + 3 + 3 + 3])  # behind hips, spine, head, shoulder
    assert elbow == pytest.approx(np.degrees(-0.25), abs=1e-4)  # at rest


def test_channels_of_any_file_are_ours(face, tmp_path):
    name, made_of = EXPORTS["arkit-json"]
    (tmp_path / name).write_bytes(made_of(face))
    curves, _ = read_curves(tmp_path / name)
    found = back("channels", curves, tmp_path)
    assert set(found.names) <= set(NAMES)
    assert_like(found, face, 5e-6)
