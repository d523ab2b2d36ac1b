"""`kinesics perform --phones`: phones decide the lips of the robot; what is wrong is one line."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

from kinesics.audio.phone_times.read import read_phone_times
from kinesics.motion.channels import index
from kinesics.signals import PhoneTimes, Speech
from kinesics_app.cli.main import main
from kinesics_app.performance.perform import Request, perform
from kinesics_app.performance.scene import Scene
from kinesics_app.speech.phone_times import described
from kinesics_app.speech.source import SpeechSource


@pytest.fixture
def phones(tmp_path):
    path = tmp_path / "phones.txt"
    path.write_text("pau:0.3 aa:0.6 m:0.7 aa:1.0 pau:1.8\n")
    return path


def test_the_lips_close_when_the_phones_say(short_speech, phones):
    done = perform(Request(short_speech, phones=phones))
    take = done.take
    times_s = (take.t_ns - take.heard_t0_ns) * 1e-9
    shut = take.channels[:, index("mouthPressLeft")]
    wide = take.channels[:, index("jawOpen")]
    assert shut[np.abs(times_s - 0.65).argmin()] > 0.3
    assert min(wide[np.abs(times_s - s).argmin()] for s in (0.45, 0.85)) > 0.4
    assert np.abs(wide[(times_s > 1.15) & (times_s < 1.75)]).max() < 0.05
    assert done.phones == "5 (flite): they decide the lips"
    assert not done.troubles


def test_a_robot_with_tongue_cheeks_and_jaw_moves_them_with_its_phones(
    short_speech, my_rig, tmp_path
):
    """Joints of the humanoid that its channels of the mouth drive instead of those of its hands."""
    text = my_rig.read_text()
    for hand, inner in (
        ("left_hand", "tongueOut"), ("right_hand", "cheekPuff"), ("left_wrist_roll", "jawForward"),
        ("right_wrist_roll", "jawLeft"),
    ):  # fmt: skip
        text = text.replace(f'channel = "{hand}"', f'channel = "{inner}"')
    my_rig.write_text(text)
    path = tmp_path / "phones.txt"
    path.write_text("pau:0.3 aa:0.5 th:0.65 aa:0.8 p:0.95 aa:1.1 s:1.25 aa:1.4 pau:1.8\n")
    done = perform(
        Request(short_speech, robot=str(my_rig), phones=path, express="jaw to the left, quickly")
    )
    take, joints = done.take, ("left_grip", "right_grip", "left_wrist_roll", "right_wrist_roll")
    moved = {name: take.measured[:, done.rig.index(name)] for name in joints}
    at = lambda name, time_s: moved[name][np.abs(take.t_s - time_s).argmin()]  # noqa: E731
    for name, when_s in (("left_grip", 0.58), ("right_grip", 0.88), ("left_wrist_roll", 1.18)):
        others = [other_s for other_s in (0.42, 0.58, 0.74, 0.88, 1.03, 1.18) if other_s != when_s]
        assert at(name, when_s) > 0.12, name
        assert max(at(name, other_s) for other_s in others) < 0.4 * at(name, when_s), name
    assert at("right_wrist_roll", 1.5) > 0.2


def test_phone_times_come_before_the_first_sample():
    times = PhoneTimes(1_000, ())
    source = SpeechSource(
        np.zeros(320, np.float32), 16_000, arrival_ns=500, heard_t0_ns=1_000, told=[times]
    )
    assert source.arrived(499) == []
    assert source.arrived(500) == [times]
    later = source.arrived(10_000_500)
    assert [type(packet) for packet in later] == [Speech]


def test_what_words_are_good_for_is_said():
    words = '{"words": [{"word": "yes", "start": 0.5, "end": 0.8}]}'
    assert described(read_phone_times(words, 1.5)).startswith("1 word (marks): they keep pauses")
    starts = read_phone_times('{"time":500,"type":"word","value":"yes"}', 1.5)
    assert described(starts).startswith("1 word (marks): no pause is known by them")
    marks = read_phone_times('{"time":500,"type":"ssml","value":"here"}', 1.5)
    assert described(marks) == "1 mark (marks): names of moments; the network hears the lips"
    pauses = read_phone_times("start,end,phone\n0,0.1,pau", 1.5)
    assert described(pauses) == "1 pause (csv): they are kept still, no more"
    assert described(None) == "none: the network hears them"


def test_a_mark_is_not_read_as_text_and_a_dial_may_be_of_it(short_speech, tmp_path):
    times = tmp_path / "marks.json"
    times.write_text(
        '{"time":100,"type":"ssml","value":"furious"}\n{"time":300,"type":"ssml","value":"calm"}'
    )
    asked = Request(short_speech, phones=times, dials=("lips=0.5@furious..calm",))
    scene = Scene.of(asked, ())
    assert scene.text == ""
    assert [one.span_s for one in scene.asked.dials] == [(0.1, pytest.approx(0.3))]


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        ("pau:9.0", (), "the sound is 1.800 s long; wanted times within it"),
        (
            "start,end,phone\n0.5,0.5,m",
            (),
            "line 2 ('m'): begins and ends at 0.500 s; wanted a phone",
        ),
        ("hello", (), "in no format that is known"),
        ("", (), "phones.txt: is empty; wanted phone times of the sound, or no --phones"),
        (" \n", ("--phones-format", "pho"), "is empty"),
        ("pau:0.1", ("--phones-format", "flit"), "no format 'flit'; formats: flite, festival"),
    ],
)
def test_what_is_wrong_with_phone_times_is_one_line(short_speech, tmp_path, text, options, message):
    path = tmp_path / "phones.txt"
    path.write_text(text)
    arguments = ["perform", str(short_speech), "--phones", str(path), *options]
    result = CliRunner().invoke(main, [*arguments, "--out", str(tmp_path / "out")])
    assert result.exit_code == 2
    assert message in result.output
    assert len(result.output.strip().splitlines()) == 1


def test_unknown_symbols_are_told_and_left_to_the_network(short_speech, tmp_path, caplog):
    path = tmp_path / "phones.csv"
    path.write_text("start,end,phone\n0.3,0.6,aa\n0.6,0.7,click\n")
    done = perform(Request(short_speech, phones=path))
    assert (
        "1 of 2 entries have unknown symbols, left to the network: 'click' 1 times" in caplog.text
    )
    assert "known (cmu): " in caplog.text
    assert "wanted these, or a csv" in caplog.text
    assert not any("agree" in trouble for trouble in done.troubles)


def test_times_that_do_not_lie_on_the_sound_are_doubted_once_and_recorded(short_speech, tmp_path):
    path = tmp_path / "phones.txt"
    path.write_text("aa:0.2 m:0.3 aa:0.5\n")
    folder = tmp_path / "out"
    arguments = ["perform", str(short_speech), "--phones", str(path), "--out", str(folder)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 1, result.output
    assert "phones                3 phones (flite) decide the lips, 0.00 to 0.50 s" in result.stdout
    assert "kinesics: --phones: " in result.stderr
    assert "s of sound after the last phone at 0.50 s have no phones" in result.stderr
    told = json.loads((folder / "summary.json").read_text())["phones"]
    assert told["misfits"]
    assert told["covered"] == pytest.approx(0.5 / 1.8, abs=1e-3)
