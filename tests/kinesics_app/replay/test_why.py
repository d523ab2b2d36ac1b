"""`kinesics why`: what is told is what the mixer did, at every tick."""

from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

from kinesics.errors import RecordError, TrackError
from kinesics.motion import channels
from kinesics.record.mcap_file import write_mcap
from kinesics_app.cli.main import main
from kinesics_app.performance.perform import perform
from kinesics_app.performance.request import Request
from kinesics_app.replay.again import Again
from kinesics_app.replay.why import composed, moved_at, why

EYES = ("gaze_yaw", "gaze_pitch")
ROUNDING = 1e-12


@pytest.fixture(scope="module")
def take(short_speech):
    asked = {"emotion": "sad:0.6", "gestures": ("greet@0.3",), "dials": ("face=1.4@0.2-0.8",)}
    return perform(Request(short_speech, **asked)).take


@pytest.fixture(scope="module")
def path(take, tmp_path_factory):
    path = tmp_path_factory.mktemp("why") / "motion.mcap"
    write_mcap(take, path)
    return path


def test_every_row_is_made_again_from_the_tracks_to_the_bit(take, path):
    again = Again(path)
    made = np.array([row.sent for row in again.rows()])
    assert np.array_equal(made, take.sent)


def test_the_layers_told_make_what_was_mixed_of_every_channel_at_every_tick(path):
    again, parts, steadied, worst = Again(path), 0, 0, 0.0
    for row in again.rows():
        seen_ns = row.t_ns + again.loop.early_ns
        unsteadied = again.body.mixer._mixed((seen_ns,), (False,))[0]  # as if nobody wanted eyes
        for column, name in enumerate(channels.NAMES):
            reasons = again.body.mixer.why(name, seen_ns)
            told, mixed = composed(reasons), row.channels[column]
            told = np.clip(told, channels.LOW[column], channels.HIGH[column])
            if name in EYES:  # what they look at, before the reflex turns them against the head
                mixed = unsteadied[column]
                steadied += mixed != row.channels[column]
            worst = max(worst, abs(told - mixed))
            assert worst < ROUNDING, (name, row.t_ns)
            parts += len(reasons)
    assert parts > 30 * len(again.seen_ns)
    assert steadied > len(again.seen_ns) // 2  # the head moved, and the reflex was at work


def test_speech_decides_the_jaw_while_the_robot_speaks(path, take):
    loud = int(take.channels[:, channels.index("jawOpen")].argmax())
    found = why(path, float(take.t_s[loud]), "jawOpen")
    assert found.reasons[found.decides].source == "speech"
    assert "owns" in found.rule
    assert found.value > 0.05
    assert found.joints[0].name == "jaw"
    assert found.is_as_recorded


def test_who_asked_is_told(path):
    face = why(path, 0.5, "browInnerUp")
    assert any("sad" in what for _, what in face.asked)
    assert face.reasons[0].gain == pytest.approx(1.4)
    arm = why(path, 0.5, "left_elbow")
    assert any("greet" in what for _, what in arm.asked)


def test_joints_that_a_limit_held_say_which(path):
    again = Again(path)
    joint = again.rig.index("left_corner_stretch")
    limiter, before = again.body.limiter, 0
    rows = again.rows()
    row = next(rows)
    while (held := int(limiter.clamps[:, :, joint].sum())) == before:
        before, row = held, next(rows)
    seen_s = (row.t_ns + again.loop.early_ns - again.heard_t0_ns) * 1e-9
    found = {one.name: one.by for one in why(path, seen_s, "mouthStretchLeft").joints}
    assert len(found["left_corner_stretch"]) >= 1
    assert {by.split()[0] for by in found["left_corner_stretch"]} <= {"velocity", "acceleration"}


def test_a_row_that_went_out_otherwise_is_told(take, tmp_path):
    sent = take.sent.copy()
    sent[100] += 0.01
    other = tmp_path / "motion.mcap"
    write_mcap(replace(take, sent=sent), other)
    seen_s = float((take.t_ns[100] + Again(other).loop.early_ns - take.heard_t0_ns) * 1e-9)
    told = CliRunner().invoke(main, ["why", str(other), "--t", str(seen_s), "--channel", "jawOpen"])
    assert "went out otherwise" in told.output
    assert not why(other, seen_s, "jawOpen").is_as_recorded
    assert why(other, seen_s + 0.05, "jawOpen").is_as_recorded


def test_all_channels_that_move_are_listed_with_who_decides(path):
    at_s, moved = moved_at(path, 0.4)
    assert at_s == pytest.approx(0.4, abs=0.006)
    deciders = {name: who for name, _, who in moved}
    assert deciders["jawOpen"].startswith("speech")
    assert deciders["gaze_yaw"].startswith("gaze")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--t", "99", "--channel", "jawOpen"], "has nothing at 99 s; wanted -0."),
        (["--t", "0.3", "--channel", "jaw"], "nearest: jawOpen"),
        (["--t", "nan", "--channel", "jawOpen"], "has nothing at nan s"),
    ],
)
def test_what_cannot_be_told_is_refused_with_what_would_be_right(path, arguments, said):
    told = CliRunner().invoke(main, ["why", str(path), *arguments])
    assert isinstance(told.exception, SystemExit)
    assert told.exit_code == 2
    assert said in told.output


def test_a_recording_without_tracks_is_refused(take, tmp_path):
    other = tmp_path / "motion.mcap"
    write_mcap(replace(take, intake=None), other)
    with pytest.raises(RecordError, match="holds no tracks"):
        why(other, 0.3, "jawOpen")
    with pytest.raises(TrackError, match="no channel"):
        why(other, 0.3, "nose")


def test_of_a_channel_that_is_like_none_the_nearest_are_told_too(path):
    with pytest.raises(TrackError, match="no channel 'zzz'; nearest: ") as raised:
        why(path, 0.3, "zzz")
    assert set(str(raised.value).rpartition("nearest: ")[2].split(", ")) <= {*channels.NAMES}
