"""A recorder's CSV and a voice become what people did; here both are made up, so it is known."""

import csv

import numpy as np
import pytest
import soundfile

pytest.importorskip("torch")

from kinesics.conversation.gaze_cues import CUES, LEAD_STEPS, STEP_NS
from kinesics.motion.channels import NAMES
from kinesics_training.gaze import face_csv, people, train
from kinesics_training.gaze.deeds import deeds
from kinesics_training.gaze.net import Plan

FPS, SECONDS = 60, 24
STEP_S = STEP_NS * 1e-9
AWAY = [(4.0, 6.0, -0.25, 0.0), (10.0, 13.0, 0.0, 0.2), (18.0, 19.0, 0.2, -0.1)]
BLINKS = [(2.0, 1.0), (7.5, 0.6), (15.0, 1.0)]
NOD_S, NOD_RAD = 22.0, 0.1
VOICE = [(1.0, 8.0), (14.0, 20.0)]


def made_up(path, *, axes=True):
    """A face that looks at (0.1, 0.05), away as told, and blinks; as Live Link Face writes it."""
    t_s = np.arange(SECONDS * FPS) / FPS
    yaw, pitch = np.full(len(t_s), 0.1), np.full(len(t_s), 0.05)
    for begin, end, left, down in AWAY:
        inside = np.clip(np.minimum((t_s - begin) / 0.05, (end - t_s) / 0.05), 0.0, 1.0)
        yaw, pitch = yaw + inside * left, pitch + inside * down
    shut = np.zeros(len(t_s))
    for begin, depth in BLINKS:
        shut = np.maximum(shut, depth * np.clip(1.0 - np.abs(t_s - begin - 0.1) / 0.1, 0.0, 1.0))
    bow = NOD_RAD * np.clip(1.0 - np.abs(t_s - NOD_S) / 0.2, 0.0, 1.0)  # the eyes stay
    columns = {
        "EyeBlinkLeft": shut,
        "EyeBlinkRight": shut,
        "HeadYaw": 0.4 * yaw,
        "HeadPitch": 0.4 * pitch + bow,
    }
    eyes = {"Yaw": 0.6 * yaw, "Pitch": 0.6 * pitch - bow}
    if axes:
        columns |= {f"{side}Eye{axis}": eyes[axis] for side in ("Left", "Right") for axis in eyes}
    else:
        left, down = eyes["Yaw"] / 0.6, eyes["Pitch"] / 0.6
        for side, sign in (("Left", 1.0), ("Right", -1.0)):
            columns[f"EyeLookOut{side}"] = np.maximum(sign * left, 0.0)
            columns[f"EyeLookIn{side}"] = np.maximum(-sign * left, 0.0)
            columns[f"EyeLookDown{side}"] = np.maximum(down, 0.0)
            columns[f"EyeLookUp{side}"] = np.maximum(-down, 0.0)
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Timecode", "BlendshapeCount", *columns])
        for n in range(len(t_s)):
            code = (
                f"14:59:{55 + n // FPS:02d}:{n % FPS}.5"
                if n < 5 * FPS
                else f"15:00:{n // FPS - 5:02d}:{n % FPS}.5"
            )
            writer.writerow([code, 61, *(f"{column[n]:.5f}" for column in columns.values())])


def voice(path, spans):
    t_s = np.arange(SECONDS * 16_000) / 16_000
    sound = np.zeros(len(t_s))
    for begin, end in spans:
        inside = (t_s >= begin) & (t_s < end)
        tone = sum(np.sin(2 * np.pi * 130 * k * t_s) / k for k in range(1, 12))
        sound += inside * 0.1 * tone * (0.6 + 0.4 * np.sin(2 * np.pi * 4 * t_s))
    sound += np.random.default_rng(0).normal(0.0, 1e-4, len(t_s))
    soundfile.write(path, sound.astype(np.float32), 16_000)


@pytest.fixture
def folder(tmp_path):
    made_up(tmp_path / "ann.csv")
    voice(tmp_path / "ann.wav", VOICE)
    voice(tmp_path / "ann.partner.wav", [(9.0, 13.0)])
    return tmp_path


@pytest.mark.parametrize("axes", [True, False])
def test_looks_away_and_back_and_blinks_are_found_where_they_were_put(tmp_path, axes):
    made_up(tmp_path / "face.csv", axes=axes)
    done = deeds(face_csv.load(tmp_path / "face.csv"))
    assert done.begins_at_partner
    ends = [one for begin, end, *_ in AWAY for one in (begin, end)]
    assert [one.begin_s for one in done.jumps] == pytest.approx(ends, abs=0.07)
    assert [one.at_partner for one in done.jumps] == [False, True] * 3
    assert [one.left for one in done.jumps[::2]] == pytest.approx([-0.25, 0.0, 0.2], abs=0.04)
    assert [t_s for t_s, _ in done.blinks] == pytest.approx([t_s for t_s, _ in BLINKS], abs=0.06)
    assert [closes for _, closes in done.blinks] == [True, False, True]


def test_a_take_becomes_rows_that_say_who_spoke_and_what_was_done(folder):
    life = people.load(folder / "ann.csv")
    assert life.cues.shape[1] == pytest.approx(SECONDS / STEP_S, abs=3)
    assert life.events[0].sum(axis=0)[:4].tolist() == [3, 3, 0, 3]
    nods = np.flatnonzero(life.events[0, :, 4])
    assert (nods * STEP_S).tolist() == pytest.approx([NOD_S], abs=0.3)
    assert 0.2 < life.extras[0, nods[0], 3] < 1.0
    away = life.cues[0, :, CUES.index("away")]
    assert away.mean() == pytest.approx(6.0 / SECONDS, abs=0.02)
    speaks = life.cues[0, :, CUES.index("speaking")]
    heard = np.arange(len(speaks)) * STEP_S - LEAD_STEPS * STEP_S
    assert speaks[(heard > 1.5) & (heard < 7.5)].mean() > 0.95
    assert speaks[(heard > 10.0) & (heard < 13.5)].mean() < 0.05
    partner = life.cues[0, :, CUES.index("partner")]
    assert partner[(heard > 9.5) & (heard < 12.5)].mean() > 0.9
    assert partner[(heard > 14.5) & (heard < 19.0)].mean() < 0.1
    assert np.isnan(life.chances).all()
    first_away = np.flatnonzero(life.events[0, :, 0])[0]
    assert life.extras[0, first_away, 2] == 0.0  # to the right


def test_who_is_recorded_can_be_taught(folder, tmp_path):
    life = people.load_all(folder, lambda line: None)
    both = people.beside(life, life)
    assert len(both.cues) == 2
    said: list[str] = []
    train.train(
        train.Recipe(Plan(12, 10), epochs=3, lanes=2, rate=1e-2),
        tmp_path / "net.pt",
        both,
        said.append,
    )
    costs = [float(line.split()[-1]) for line in said]
    assert costs[-1] < costs[0]


def test_a_column_that_is_missing_is_named(tmp_path):
    path = tmp_path / "face.csv"
    path.write_text("t_s,EyeBlinkLeft\n0,0\n1,0\n")
    with pytest.raises(ValueError, match="headyaw"):
        face_csv.load(path)
    with pytest.raises(ValueError, match=r"NAME\.csv"):
        people.load_all(tmp_path / "nobody", lambda line: None)


def test_our_own_channels_are_read_too():
    assert {"head_yaw", "head_pitch", "eyeBlinkLeft", "eyeLookOutLeft"} <= set(NAMES)
