"""What the robot's own voice and words make of its face: slowly, and never of its lips."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

from kinesics.affect.facs import actions_of
from kinesics.affect.feeling import feeling_of
from kinesics.affect.recognise import recognise
from kinesics.behaviours.emotion import EmotionDisplay
from kinesics.behaviours.feelings import Feelings
from kinesics.motion import channels
from kinesics.motion.mixer import Layer
from kinesics.signals import Hint, Speech
from kinesics_app.character import character
from kinesics_app.cli.main import main
from kinesics_app.performance.perform import Request, perform
from kinesics_app.performance.results import summary_of

SECOND_NS = 1_000_000_000
TEXT = "I am so happy! What a wonderful day! We won, and everybody loves it."
TINTED = ("mouthSmile", "mouthFrown", "mouthDimple", "mouthStretch")
ARTICULATORS = [
    n
    for n, channel in enumerate(channels.CHANNELS)
    if channel.region == "mouth" and not channel.name.startswith(TINTED)
]


@pytest.fixture(scope="module")
def without(short_speech):
    return perform(Request(short_speech, affect=0.0))


class Excited:
    """In the place of the network's word: whatever it hears is joy, and it is sure."""

    name = "voice-affect"

    def __init__(self, dies_after=10**9):
        self._left = dies_after

    def feed(self, packet):
        if not isinstance(packet, Speech) or packet.first_sample % 3200:
            return []
        self._left -= 1
        if self._left < 0:
            raise RuntimeError("the network died")
        feeling = feeling_of(packet.t_ns + 600_000_000, {"happy": 1.0}, 1.0)
        return [Hint("voice", feeling, 1.0)]


@pytest.fixture(scope="module")
def excited(short_speech):
    """A performance of which the voice is sure that it is joyful."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(character, "VoiceAffect", lambda stepper, depth: Excited())
        return perform(Request(short_speech, affect=1.0))


def mixed(performance):
    return np.array([row.channels for row in performance.loop.rows])


def heard(performance):
    t_s = performance.take.t_s
    return (t_s > 0.02) & (t_s < performance.take.audio_s - 0.05)


def looks(added):
    """What the last half second would be taken for if it were strong: in 2 s it is faint."""
    face = added[-50:].mean(axis=0)
    return recognise(actions_of(0.6 * face / face.max())).name


def test_no_hint_changes_a_bit_of_the_speaking_mouth(without, excited):
    assert not np.array_equal(mixed(without), mixed(excited))
    rows = np.flatnonzero(heard(without)[: len(without.loop.rows)])
    np.testing.assert_array_equal(
        mixed(without)[rows][:, ARTICULATORS], mixed(excited)[rows][:, ARTICULATORS]
    )


def test_no_hint_loses_a_lip_closure(without, excited):
    lips = without.rig.lips
    gaps = [lips.of(one.take.measured[heard(one)]) for one in (without, excited)]
    closed = gaps[0] <= 0.1 * np.ptp(gaps[0])
    assert closed.any()
    assert np.percentile(gaps[1][closed], 95) <= 0.1 * np.ptp(gaps[0])


def test_what_a_hint_adds_to_the_face_is_what_it_hints_at(without, excited):
    assert looks(mixed(excited) - mixed(without)) == "happy"


@pytest.mark.parametrize("backend", ["onnxruntime", "litert"])
def test_the_shipped_network_hears_the_robot_and_changes_no_lip(short_speech, without, backend):
    done = perform(Request(short_speech, backend=backend, affect=0.8))
    assert not done.loop.died
    assert done.stages.summary()["voice-affect"]["count"] > 100
    assert [one.late for one in done.loop.analysers if isinstance(one, Feelings)] == [0]
    if backend == without.character.backend:
        rows = np.flatnonzero(heard(without)[: len(without.loop.rows)])
        np.testing.assert_array_equal(
            mixed(without)[rows][:, ARTICULATORS], mixed(done)[rows][:, ARTICULATORS]
        )


def test_a_commanded_emotion_is_shown_as_if_nobody_had_heard_the_voice(short_speech):
    told, deaf = (
        perform(Request(short_speech, emotion="sad", text=TEXT, affect=affect))
        for affect in (1.0, 0.0)
    )
    np.testing.assert_array_equal(mixed(told), mixed(deaf))


def test_words_colour_the_face(short_speech, without):
    done = perform(Request(short_speech, text=TEXT, affect=1.0))
    assert looks(mixed(done) - mixed(without)) == "happy"


def test_when_the_network_dies_what_it_said_fades(stage):
    layers = [Layer("emotion", "add", ramp_s=0.01, fade_s=1.0)]
    made = stage([EmotionDisplay(0)], layers)
    made.loop.analysers = [Excited(dies_after=20), Feelings()]
    samples = np.zeros(160, np.float32)
    smile = channels.columns(["mouthSmileLeft"])[0]
    shown, count = [], 0
    for _ in range(2500):
        count += 160
        made.tick([Speech(made.tick_ns + SECOND_NS // 4, count, 16_000, samples)])
        shown.append(made.loop.body.mixer.sample(made.tick_ns + SECOND_NS // 4)[smile])
    assert made.loop.died == {"voice-affect": "RuntimeError: the network died"}
    brow = np.array(shown)
    assert brow.max() > 0.02
    assert brow[-1] < 0.2 * brow.max()
    assert np.abs(np.diff(brow)).max() < 0.01


def test_the_command_line_switches_it_off_and_records_it(short_speech, tmp_path):
    for affect in ("0", "0.5"):
        folder = tmp_path / affect
        arguments = ["perform", str(short_speech), "--out", str(folder), "--affect", affect]
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == 0, result.output
        assert json.loads((folder / "summary.json").read_text())["affect"] == float(affect)
    assert CliRunner().invoke(main, [*arguments[:-1], "2"]).exit_code == 2


def test_a_user_is_told_what_was_heard_and_how_much_it_moved_the_face(short_speech, tmp_path):
    arguments = ["perform", str(short_speech), "--out", str(tmp_path), "--text", TEXT]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    for line in ("text  ", "heard in the text     happy; valence +0.", "moved the face  "):
        assert line in result.stdout
    assert max(map(len, result.stdout.splitlines()[:12])) <= 100
    summary = json.loads((tmp_path / "summary.json").read_text())
    assert summary["text"] == TEXT
    assert next(iter(summary["heard"]["text"]["course"][0]["strongest"])) == "happy"
    assert summary["felt"][-1]["intensity"] > 0.0
    assert summary["face_moved"]["joints"]
    report = (tmp_path / "report.html").read_text()
    assert '["heard in the text","happy; valence' in report


def test_dials_that_were_turned_are_told_with_their_values(short_speech):
    done = perform(Request(short_speech, dials=("lips=0.7", "face=1.3@0.5-1"), loudness=0.5))
    turned = summary_of(done)["turned"]
    assert [turn["gain"] for turn in turned["lips"]] == [0.7]
    assert [(turn["t_s"], turn["gain"]) for turn in turned["face"]] == [(0.5, 1.3), (1.0, 1.0)]
    assert turned["loudness"]["most"] >= 1.0
