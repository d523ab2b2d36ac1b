"""Motion of people: strokes of a made-up BVH are found, and become lessons beside its sound."""

import itertools

import numpy as np
import pytest
import soundfile

from kinesics.errors import GestureError
from kinesics.gesture.importers import bvh
from kinesics_training.gesture import laban, lessons, recordings
from kinesics_training.gesture.labels import HOLD, RETRACTION, STROKE
from kinesics_training.gesture.motion import labels_of, moves, ways

RATE_HZ, FRAMES_HZ = 16_000, 30
STROKES_S = (2.0, 2.8, 6.0)


def eased(times_s, knots):
    """A minimum-jerk way through (time, value) knots."""
    way = np.full(len(times_s), knots[0][1], float)
    for (a_s, a), (b_s, b) in itertools.pairwise(knots):
        x = np.clip((times_s - a_s) / (b_s - a_s), 0.0, 1.0)
        way += (b - a) * (x**3 * (10.0 - 15.0 * x + 6.0 * x * x))
    return way


def swing(seconds=9.0):
    """Degrees of a right elbow that beats at `STROKES_S`: ready, down, ready, down, back."""
    at_s = np.arange(round(seconds * FRAMES_HZ)) / FRAMES_HZ
    knots = [
        *((0.6, 0), (1.4, 95), (1.75, 95), (2.0, 55), (2.1, 55), (2.45, 95)),
        *((2.55, 95), (2.8, 55), (3.1, 55), (3.9, 0)),
        *((4.4, 0), (5.4, 95), (5.75, 95), (6.0, 55), (6.4, 55), (7.2, 0)),
    ]
    return eased(at_s, knots)


def text(degrees):
    """A man, y up, who faces z, hands down; his right forearm rises to the front."""

    def arm(side, sign):
        return (
            f"JOINT {side}Arm\n{{\nOFFSET {18 * sign} 50 0\n"
            "CHANNELS 3 Zrotation Xrotation Yrotation\n"
            f"JOINT {side}ForeArm\n{{\nOFFSET 0 -28 0\nCHANNELS 3 Zrotation Xrotation Yrotation\n"
            f"JOINT {side}Hand\n{{\nOFFSET 0 -25 0\nCHANNELS 3 Zrotation Xrotation Yrotation\n"
            "End Site\n{\nOFFSET 0 -10 0\n}\n}\n}\n}\n"
        )

    head = (
        "HIERARCHY\nROOT Hips\n{\nOFFSET 0 0 0\n"
        "CHANNELS 6 Xposition Yposition Zposition Zrotation Xrotation Yrotation\n"
        + arm("Left", 1)
        + arm("Right", -1)
        + "JOINT Neck\n{\nOFFSET 0 55 0\nCHANNELS 3 Zrotation Xrotation Yrotation\n"
        "JOINT Head\n{\nOFFSET 0 10 0\nCHANNELS 3 Zrotation Xrotation Yrotation\n"
        "End Site\n{\nOFFSET 0 15 0\n}\n}\n}\n}\n"
    )
    rows = []
    for angle in degrees:
        numbers = [0.0] * 30
        numbers[6 + 9 + 3 + 1] = -angle  # x rotation of the right forearm
        rows.append(" ".join(f"{one:.4f}" for one in numbers))
    period = f"{1.0 / FRAMES_HZ:.7f}"
    return f"{head}MOTION\nFrames: {len(rows)}\nFrame Time: {period}\n" + "\n".join(rows) + "\n"


def sound(seconds=9.0):
    """A buzz with a peak on each stroke, and a pause between units."""
    at_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    peak = sum(np.exp(-0.5 * ((at_s - one) / 0.06) ** 2) for one in STROKES_S)
    hz = 110.0 * 2.0 ** (0.4 * peak)
    speaks = ((at_s > 1.0) & (at_s < 3.6)) | ((at_s > 5.0) & (at_s < 7.0))
    buzz = sum(np.sin(k * 2.0 * np.pi * np.cumsum(hz) / RATE_HZ) / k for k in range(1, 12))
    return (0.1 * (1.0 + peak) * buzz * speaks).astype(np.float32)


@pytest.fixture(scope="module")
def clip():
    return bvh.read(text(swing()))


def test_strokes_end_where_the_hand_did(clip):
    right = [one for one in moves(ways(clip)[1], 0.1) if one.phase == STROKE]
    ends_s = [one.end_s for one in right]
    for stroke_s in STROKES_S:
        assert np.abs(np.array(ends_s) - stroke_s).min() < 0.12
    found = moves(ways(clip)[1], 0.1)
    assert sum(one.phase == RETRACTION for one in found) == 2
    assert any(one.phase == HOLD for one in found)


def test_a_hand_that_hangs_does_nothing(clip):
    made = labels_of(clip, 225)
    assert not made.phases[:, 0].any()
    assert made.phases[:, 1].any()
    assert not made.phases[round(4.2 * 25), :2].any()  # between the units


def test_pairs_become_lessons_cut_at_pauses(tmp_path):
    (tmp_path / "one.bvh").write_text(text(swing()))
    soundfile.write(tmp_path / "one.wav", sound(), RATE_HZ)
    (tmp_path / "silent.bvh").write_text(text(swing()))  # without its sound
    said = []
    made = recordings.lessons_of(tmp_path, said.append)
    assert said == ["one.bvh: 2 utterances"]
    assert made.cues.shape[0] == 2
    assert not made.words.any()
    ends = (np.diff(made.phases[..., 1], axis=1) != 0) & (made.phases[:, :-1, 1] == STROKE)
    assert ends.sum(axis=1).tolist() == [2, 1]
    assert made.strikes.any(axis=(1, 2)).all()


def test_a_folder_without_pairs_and_a_bad_file_are_told(tmp_path):
    with pytest.raises(GestureError, match=r"no NAME\.bvh beside a NAME\.wav"):
        recordings.lessons_of(tmp_path, print)
    (tmp_path / "bad.bvh").write_text("HIERARCHY\n")
    soundfile.write(tmp_path / "bad.wav", sound(), RATE_HZ)
    with pytest.raises(GestureError, match=r"bad\.bvh"):
        recordings.lessons_of(tmp_path, print)


def test_habits_of_a_library_tell_hands_and_durations(tmp_path):
    def pose(at_ms, level, way="Forward"):
        return (
            f'"start time": ["{at_ms}"], "head": ["Forward", "Normal"], '
            '"left elbow": ["Place", "Low"], "left wrist": ["Place", "Low"], '
            f'"right elbow": ["{way}", "{level}"], "right wrist": ["{way}", "{level}"]'
        )

    steps = [(0, "Low", "Place"), (500, "Normal", "Forward"), (1200, "High", "Forward"),
             (2200, "High", "Forward"), (3000, "Low", "Place")]  # fmt: skip
    poses = ", ".join(
        f'"Position{k}": {{{pose(at, level, way)}}}' for k, (at, level, way) in enumerate(steps)
    )
    (tmp_path / "raise.json").write_text(f'{{"raise": {{{poses}}}}}')
    (tmp_path / "empty.json").write_text("{}")
    found = laban.habits(tmp_path)
    assert found["hands"] == [0.0, 1.0, 0.0]
    assert 0.2 < found["stroke_s"] <= 0.5


def test_sentences_of_a_table_are_read_and_what_is_no_sentence_left_out(tmp_path):
    table = tmp_path / "table.csv"
    table.write_text('Where is it?,,question\nAhchoo!,,panic\n"Another one, please.",,please\n')
    assert laban.sentences(table) == ["Where is it?", "Another one, please."]
    assert laban.sentences(tmp_path / "none.csv") == []


def test_pauses_and_cues_of_silence():
    assert len(lessons.heard(np.zeros(RATE_HZ, np.float32))) == 25
