"""A performance with a feeling: the mouth speaks as before, the rest shows what is felt."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

from kinesics.affect.facs import actions_of
from kinesics.affect.recognise import recognise
from kinesics.affect.state import AffectState
from kinesics.affect.vad import BASIC
from kinesics.motion import channels
from kinesics.signals import Feeling
from kinesics_app.cli import main
from kinesics_app.feeling_source import FeelingSource
from kinesics_app.perform import Request, perform

FELT = ["happy", "angry", "surprised"]
REST = [
    pytest.param(name, marks=pytest.mark.slow) for name in BASIC if name not in (*FELT, "neutral")
]
TINTED = ("mouthSmile", "mouthFrown", "mouthDimple", "mouthStretch")
ARTICULATORS = [
    n
    for n, channel in enumerate(channels.CHANNELS)
    if channel.region == "mouth" and not channel.name.startswith(TINTED)
]


@pytest.fixture(scope="module")
def shown(short_speech):
    """The performance of a feeling, or of none."""
    done = {}

    def make(emotion):
        if emotion not in done:
            done[emotion] = perform(Request(short_speech, emotion=emotion, affect=0.0))
        return done[emotion]

    return make


def mixed(performance):
    return np.array([row.channels for row in performance.loop.rows])


def heard(performance):
    """Rows that show while speech is heard."""
    t_s = performance.take.t_s
    return (t_s > 0.02) & (t_s < performance.take.audio_s - 0.05)


@pytest.mark.parametrize("emotion", [*FELT, *REST])
def test_no_feeling_changes_a_bit_of_the_speaking_mouth(shown, emotion):
    plain, felt = shown(None), shown(emotion)
    speaking = heard(plain)[: len(plain.loop.rows)]
    rows = np.flatnonzero(speaking)
    np.testing.assert_array_equal(
        mixed(plain)[rows][:, ARTICULATORS], mixed(felt)[rows][:, ARTICULATORS]
    )


@pytest.mark.parametrize("emotion", [*FELT, *REST])
def test_lips_open_and_close_on_the_robot_as_without_the_feeling(shown, emotion):
    plain, felt = shown(None), shown(emotion)
    lips = plain.rig.lips
    gaps = [lips.of(one.take.measured[heard(one)]) for one in (plain, felt)]
    assert np.corrcoef(*gaps)[0, 1] >= 0.95
    closed = gaps[0] <= 0.1 * np.ptp(gaps[0])
    assert closed.any()
    assert np.percentile(gaps[1][closed], 95) <= 0.1 * np.ptp(gaps[0])


@pytest.mark.parametrize("emotion", [*FELT, *REST])
def test_what_the_face_adds_is_taken_for_what_is_felt(shown, emotion):
    added = (mixed(shown(emotion)) - mixed(shown(None))).mean(axis=0)
    assert recognise(actions_of(added)).name == emotion
    assert not shown(emotion).troubles


def test_without_a_feeling_the_display_moves_nothing(shown):
    assert shown(None).loop.body.mixer.why("browInnerUp", 10**9) == ()
    assert shown(None).asked.feeling is None


def test_the_command_line_takes_a_mixture_and_records_it(short_speech, tmp_path):
    arguments = ["perform", str(short_speech), "--out", str(tmp_path / "take")]
    result = CliRunner().invoke(main, [*arguments, "--emotion", "happy:0.6+surprised:0.3"])
    assert result.exit_code == 0, result.output
    assert "happy 0.67 + surprised 0.33, at 0.90" in result.output
    emotion = json.loads((tmp_path / "take" / "summary.json").read_text())["emotion"]
    assert emotion["mixture"] == {"happy": 0.6667, "surprised": 0.3333}
    assert emotion["intensity"] == 0.9
    assert emotion["vad"] == [0.606, 0.507, 0.237]


def test_an_unknown_emotion_is_one_line_that_names_the_nearest_and_all(short_speech):
    result = CliRunner().invoke(main, ["perform", str(short_speech), "--emotion", "supprised"])
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert "nearest: surprised; all: neutral, happy, sad, angry" in result.stderr


def test_a_state_of_mind_is_told_when_it_changes_and_not_otherwise():
    state = AffectState(0)
    state.command(Feeling(2_000_000_000, (0.8, 0.5, 0.4), {"happy": 1.0}, 1.0))
    source = FeelingSource(state, ahead_ns=200_000_000)
    told = {now: source.arrived(now) for now in range(0, 10_000_000_000, 10_000_000)}
    dates = [feeling.t_ns for now, one in told.items() for feeling in one]
    assert dates == [now + 200_000_000 for now, one in told.items() if one]
    assert dates[0] == 200_000_000  # how it is at first
    assert all(2_000_000_000 < date < 3_000_000_000 for date in dates[1:])
    assert 4 <= len(dates) <= 10
