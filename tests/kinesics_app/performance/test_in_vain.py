"""What is asked and cannot have an effect is said, and nothing else is."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from kinesics.affect.compose import compose
from kinesics.affect.feeling import read_feeling
from kinesics.errors import TrackError
from kinesics.rig.load import load_rig
from kinesics_app.character.cue_source import CueSetting
from kinesics_app.character.dial_source import read_dials
from kinesics_app.cli.main import main
from kinesics_app.performance.asked import Asked
from kinesics_app.performance.in_vain import in_vain, in_vain_alive
from kinesics_app.performance.request import Request

DIALS = ("lips", "expression", "pose", "face")
LENGTH_S = 3.0


@pytest.fixture(scope="module")
def humanoid():
    return load_rig("humanoid")


def said(rig, cues=(), **options):
    request = Request(Path("speech.wav"), **options)
    express, dials = options.get("express"), options.get("dials", ())
    asked = Asked.read(request.emotion, (express, None), (dials, DIALS))
    return in_vain(request, asked, cues, rig, LENGTH_S)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"emotion": "sad", "text": "hurray"}, "--text had no effect: --emotion is a command"),
        ({"emotion": "sad", "affect": 0.5}, "--affect 0.5 had no effect: --emotion is a command"),
        ({"text": "hurray", "affect": 0.0}, "--text had no effect: with --affect 0"),
        ({"phones_format": "pho"}, "there is no --phones FILE"),
        ({"dials": ("lips=0.5@3-4",)}, "lips=0.5@3-4 had no effect: the speech ends at 3.00 s"),
        ({"emotion": "sad", "dials": ("face=0",)}, "--emotion had no effect: --dial face=0"),
        (
            {"express": "smile", "dials": ("expression=0",)},
            "the expression had no effect: --dial expression=0 leaves nothing of it",
        ),
    ],
)  # fmt: skip
def test_what_has_no_effect_is_one_sentence(humanoid, options, sentence):
    told = said(humanoid, **options)
    assert len(told) == 1
    assert sentence in told[0]


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"emotion": "sad", "affect": 0.0},
        {"text": "hurray", "affect": 0.5},
        {"emotion": "neutral"},
        {"emotion": "sad", "dials": ("face=0@1-2",)},
        {"dials": ("lips=0.5@2.9-4",)},
        {"express": "smile", "dials": ("expression=0.5",)},
        {"loudness": 0.5},
    ],
)
def test_what_has_an_effect_is_not_doubted(humanoid, options):
    assert said(humanoid, **options) == ()


def test_gestures_and_steps_after_the_end_are_named(humanoid):
    cues = [CueSetting("wave", 1.0, 0.5), CueSetting("greet", 3.5, 0.5)]
    assert said(humanoid, cues) == ("--gesture greet@3.5 had no effect: the speech ends at 3.00 s",)
    text = "a smile for five seconds, then a frown"
    late = compose(text).steps[1].start_s
    (told,) = said(humanoid, express=text)
    assert late > LENGTH_S
    assert told.startswith(f"step 2 of the expression had no effect: it begins at {late:.2f} s")


def test_a_robot_that_shows_nothing_of_it_says_so(humanoid):
    told = said(_Faceless(humanoid.name), emotion="sad", express="smile", loudness=0.5)
    assert [one.split(",")[0] for one in told] == [
        "humanoid shows nothing of this expression",
        "humanoid shows nothing of this emotion",
        "--loudness had no effect on the lips: humanoid has none",
    ]


def test_a_life_says_what_its_robot_will_never_show(humanoid):
    sad = read_feeling("sad", 0)
    assert [one.split(",")[0] for one in in_vain_alive(sad, 0.5, _Faceless(humanoid.name))] == [
        "humanoid shows nothing of this emotion",
        "--loudness had no effect on the lips: humanoid has none",
    ]
    assert in_vain_alive(sad, 0.5, humanoid) == ()
    assert in_vain_alive(None, 0.0, _Faceless(humanoid.name)) == ()


class _Faceless:
    """A robot that moves with no channel."""

    def __init__(self, name):
        self.name = name

    def shows(self, channel):
        return False


def test_the_command_line_says_it_with_exit_code_1(short_speech, tmp_path):
    arguments = ["perform", str(short_speech), "--out", str(tmp_path)]
    result = CliRunner().invoke(main, [*arguments, "--emotion", "sad", "--text", "hurray"])
    assert result.exit_code == 1
    assert "kinesics: --text had no effect: --emotion is a command" in result.stderr


def test_what_a_dial_leaves_nothing_of_moves_nothing_from_the_first_tick_on(short_speech, tmp_path):
    arguments = ["perform", str(short_speech), "--out", str(tmp_path), "--emotion", "happy"]
    result = CliRunner().invoke(main, [*arguments, "--dial", "expression=0"])
    assert "--emotion had no effect: --dial expression=0 leaves nothing of it" in result.stderr
    (moved,) = [one for one in result.stdout.splitlines() if one.startswith("moved the face")]
    assert "nothing that is seen" in moved


def test_the_voice_alone_turns_loudness():
    with pytest.raises(TrackError, match=r"the voice itself turns loudness; wanted --loudness"):
        read_dials(["loudness=0.5"], DIALS)
