"""Recordings of kinesics and of face recorders become the same kind of curves."""

import numpy as np
import pytest

from kinesics.errors import RecordError
from kinesics.record.csv_file import write_csv
from kinesics.record.curves_file import read_curves
from kinesics.record.mcap_file import write_mcap


def test_a_take_reads_alike_from_mcap_and_csv(take, tmp_path):
    write_mcap(take, tmp_path / "motion.mcap")
    write_csv(take, tmp_path)
    for stream, file, values in (
        ("channels", "channels.csv", take.channels),
        ("asked", "joints.csv", take.asked),
        ("played", "joints.csv", take.played),
    ):
        one, unknown = read_curves(tmp_path / "motion.mcap", stream)
        other, _ = read_curves(tmp_path / file, stream)
        known = np.isfinite(values).all(axis=0)
        assert one.names == other.names
        assert len(unknown) == np.count_nonzero(~known)
        assert one.rate_hz == other.rate_hz == take.rate_hz
        np.testing.assert_allclose(one.values, values[:, known], atol=1e-9)
        np.testing.assert_allclose(other.values, values[:, known], atol=1e-6)


def test_a_face_recorder_s_blendshapes_get_the_names_of_channels(tmp_path):
    rows = [f"00:00:{n // 60:02d}:{n % 60:02d}.000,52,{n / 100:.2f},0.5" for n in range(90)]
    file = tmp_path / "face.csv"
    file.write_text("Timecode,BlendshapeCount,JawOpen,LeftEyeYaw\n" + "\n".join(rows) + "\n")
    curves, unknown = read_curves(file)
    assert curves.names == ("jawOpen", "gaze_yaw")
    assert (curves.rate_hz, unknown) == (60.0, ())
    np.testing.assert_allclose(curves.values[:, 0], np.arange(90) / 100, atol=1e-9)


def test_uneven_rows_are_brought_to_their_median_rate(tmp_path):
    t_s = np.concatenate((np.arange(50) / 50, 1.0 + np.arange(1, 20) / 25))
    file = tmp_path / "motion.csv"
    file.write_text("t_s,x,y\n" + "".join(f"{t:.6f},{2 * t:.6f},\n" for t in t_s))
    curves, unknown = read_curves(file)
    assert (curves.names, curves.rate_hz, unknown) == (("x",), 50.0, ("y",))
    np.testing.assert_allclose(curves.values[:, 0], 2.0 * np.arange(len(curves.values)) / 50)


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("none.csv", None, "cannot read"),
        ("none.mcap", None, "cannot read"),
        ("empty.csv", "", "it is empty; wanted a .mcap or .csv of motion"),
        ("other.csv", "a,b\n1,2\n", "its first column is 'a'; wanted t_s or Timecode"),
        ("short.csv", "t_s,x\n0,1\n1,2\n", "2 rows; wanted 8 or more"),
        ("text.csv", "t_s,x\n" + "0,yes\n" * 9, "wanted numbers below the first line"),
        ("wide.csv", "t_s,x\n0,1\n1,2,3\n", "line 3 has another number of fields"),
        ("back.csv", "t_s,x\n" + "".join(f"{n % 5},1\n" for n in range(9)), "time does not rise"),
        ("code.csv", "Timecode,x\n" + "00:01,1\n" * 9, "wanted hh:mm:ss:ff.fff"),
        ("none.json", None, "cannot read"),
        ("none.bvh", None, "cannot read"),
        ("empty.json", "{}", "wanted JSON with facsNames, weightMat and exportFps"),
        ("text.json", "jawOpen", "wanted JSON with facsNames"),
        ("flat.json", '{"facsNames": ["a"], "weightMat": [1], "exportFps": 60}', "wanted .frames"),
        ("empty.bvh", "MOTION", "wanted HIERARCHY, then MOTION"),
        ("nothing.csv", "Timecode\n" + "00:00:00:01.0\n" * 9, "no signals in it"),
        ("unit.csv", "t_s,AU99\n" + "0,1\n" * 9, "no action '99'"),
        ("much.csv", "t_s,AU12\n" + "0,6\n" * 9, "wanted 0..5"),
        ("gap.csv", "t_s,AU12,AU4\n" + "0,1,\n" * 9, "wanted 0..5"),
        ("nan.csv", "t_s,x\n" + "".join(f"{n},\n" for n in range(9)), "every signal has unknown"),
    ],
)
def test_what_cannot_be_read_says_what_was_wanted(tmp_path, name, text, sentence):
    if text is not None:
        (tmp_path / name).write_text(text)
    with pytest.raises(RecordError, match=sentence):
        read_curves(tmp_path / name)


def test_joints_have_no_channels(take, tmp_path):
    write_csv(take, tmp_path)
    with pytest.raises(RecordError, match="wanted asked, played, measured"):
        read_curves(tmp_path / "joints.csv", "channels")
