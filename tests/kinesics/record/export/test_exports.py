"""What other programs read: the names and order they expect, and the values that were expressed."""

import json

import numpy as np
import pytest

from kinesics.errors import RecordError
from kinesics.measures.curves import Curves
from kinesics.motion.channels import NAMES
from kinesics.record.curves_file import read_curves
from kinesics.record.export import EXPORTS
from kinesics.record.export.face import BLENDSHAPES


@pytest.fixture
def curves():
    """A second and a half of a jaw that opens and eyes that turn left."""
    ramp = np.linspace(0.0, 1.0, 151)
    names = ("jawOpen", "gaze_yaw", "mouthSmileLeft", "head_pitch")
    return Curves(names, 100.0, np.stack((ramp, 0.3 * ramp, 0.5 * ramp, -0.2 * ramp), axis=1))


def exported(kind, curves):
    return EXPORTS[kind][1](curves)


def test_blendshapes_are_the_52_of_arkit():
    assert len(set(BLENDSHAPES)) == 52
    assert (BLENDSHAPES[0], BLENDSHAPES[17], BLENDSHAPES[51]) == (
        "eyeBlinkLeft",
        "jawOpen",
        "tongueOut",
    )


def test_a_live_link_file_has_its_61_columns_and_reads_back(curves, tmp_path):
    file = tmp_path / "face.csv"
    file.write_bytes(exported("live-link-face", curves))
    header, first, *_ = file.read_text().splitlines()
    columns = header.split(",")
    assert columns[:3] == ["Timecode", "BlendShapeCount", "EyeBlinkLeft"]
    assert (columns.index("MouthClose") - 2, columns[-1], len(columns)) == (18, "RightEyeRoll", 63)
    assert {name[0].lower() + name[1:] for name in columns[2:54]} == set(BLENDSHAPES)
    assert first.startswith("00:00:00:00.000,61,")
    back, _ = read_curves(file)
    assert back.rate_hz == pytest.approx(60.0, abs=0.01)
    jaw = back.values[:, back.names.index("jawOpen")]
    np.testing.assert_allclose(jaw, np.arange(91) / 90.0, atol=1e-5)
    pitch = back.values[:, back.names.index("head_pitch")]
    assert pitch[-1] == pytest.approx(-0.2, abs=1e-5)


def test_timecodes_count_sixty_frames_a_second(curves):
    lines = exported("live-link-face", curves).decode().splitlines()
    assert lines[1 + 60].startswith("00:00:01:00.000,")
    assert lines[1 + 90].startswith("00:00:01:30.000,")


def test_eyes_look_where_the_gaze_goes(curves):
    content = json.loads(exported("arkit-json", curves))
    last = dict(zip(content["facsNames"], content["weightMat"][-1], strict=True))
    assert last["eyeLookOutLeft"] == last["eyeLookInRight"] == pytest.approx(0.5)
    assert last["eyeLookInLeft"] == last["eyeLookUpLeft"] == 0.0
    assert last["jawOpen"] == pytest.approx(1.0)


def test_arkit_json_has_the_keys_that_importers_ask_for(curves):
    content = json.loads(exported("arkit-json", curves))
    assert content["exportFps"] == 60
    assert content["numPoses"] == len(content["facsNames"]) == 52
    assert content["numFrames"] == len(content["weightMat"]) == 91
    assert {len(row) for row in content["weightMat"]} == {52}


def test_action_units_are_of_sides_and_up_to_five(curves):
    header, *rows = exported("facs", curves).decode().splitlines()
    last = dict(zip(header.split(","), rows[-1].split(","), strict=True))
    assert float(last["AU26"]) > 4.0
    assert float(last["AU12L"]) > float(last["AU12R"]) == 0.0
    values = [float(value) for row in rows for value in row.split(",")[1:]]
    assert 0.0 <= min(values) <= max(values) <= 5.0


@pytest.mark.parametrize("kind", EXPORTS)
def test_what_holds_no_channel_is_refused(kind):
    joints = Curves(("left_knee",), 100.0, np.zeros((20, 1)))
    with pytest.raises(
        RecordError, match=r"left_knee and the others (are no channels|move neither)"
    ):
        exported(kind, joints)


def test_every_channel_may_be_there():
    whole = Curves(NAMES, 100.0, np.zeros((20, len(NAMES))))
    assert all(exported(kind, whole) for kind in EXPORTS)
