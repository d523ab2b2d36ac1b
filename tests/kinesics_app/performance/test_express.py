"""Words and plans on the command line and on the robot."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from kinesics.affect.plan_file import plan_of, read_plan
from kinesics.motion import channels
from kinesics.rig.load import load_rig
from kinesics_app.cli.main import main
from kinesics_app.performance.asked import Asked
from kinesics_app.performance.in_vain import in_vain
from kinesics_app.performance.perform import Request, perform
from kinesics_app.performance.results import summary_of

TEXT = "slightly worried but hopeful, eyes away"


def run(*words):
    """The result of a command."""
    return CliRunner().invoke(main, list(words))


def test_express_prints_a_plan_that_can_be_read_back():
    result = run("express", TEXT)
    assert result.exit_code == 0
    plan = read_plan(result.output)
    assert plan.text == TEXT
    assert plan.steps[0].turn["gaze_yaw"] == 0.25


def test_express_out_writes_the_plan_and_says_why(tmp_path):
    path = tmp_path / "plan.toml"
    result = run("express", "a happy xyzzy", "--out", str(path))
    assert '"happy" gives happy 1' in result.output
    assert "not known: xyzzy" in result.output
    assert read_plan(path.read_text("utf-8")).unknown == ("xyzzy",)


def test_text_without_an_expression_is_refused_with_its_words_and_an_example():
    result = run("express", "qwertz uiop")
    assert result.exit_code == 2
    assert "not known: qwertz, uiop" in result.output
    assert "slightly worried" in result.output


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        ("[[step]]\nunits = { 12 = 7.0 }", "units: 12 is 7"),
        ("", "no expression"),
        (None, "cannot read"),
    ],
)
def test_a_plan_that_cannot_be_played_is_refused_before_anything_moves(tmp_path, content, wrong):
    path = tmp_path / "plan.toml"
    if content is not None:
        path.write_text(content, "utf-8")
    result = run("perform", "nothing.wav", "--plan", str(path))
    assert result.exit_code == 2
    assert wrong in result.output or "nothing.wav" in result.output


def test_words_and_a_plan_at_once_are_one_too_many(tmp_path, short_speech):
    result = run(
        "perform", str(short_speech), "--express", TEXT, "--plan", str(tmp_path / "p.toml")
    )
    assert result.exit_code == 2
    assert "--express or --plan" in result.output


@pytest.fixture(scope="module")
def told(short_speech):
    """A performance with words, and the same without."""
    return perform(Request(short_speech, express=TEXT)), perform(Request(short_speech))


def test_words_reach_the_channels_and_leave_the_speaking_mouth_alone(told):
    worded, plain = (one.take.channels for one in told)
    heard = (told[0].take.t_s >= 0.0) & (told[0].take.t_s < told[0].take.audio_s)
    gaze, brow = channels.index("gaze_yaw"), channels.index("browInnerUp")
    assert (worded[:, gaze] - plain[:, gaze]).max() > 0.15
    assert (worded[:, brow] - plain[:, brow]).max() > 0.15
    jaw = channels.index("jawOpen")
    speaks = heard & (told[0].take.t_s >= 0.14)  # before, the face hands the mouth over
    assert speaks.sum() > 0.9 * heard.sum()
    np.testing.assert_array_equal(worded[speaks, jaw], plain[speaks, jaw])
    np.testing.assert_allclose(worded[heard, jaw], plain[heard, jaw], rtol=0.0, atol=5e-5)


def test_a_style_holds_for_its_words_is_monotone_and_moves_nothing_else(
    short_speech, told, tmp_path
):
    """A step from 0.4 to 0.9 s of the speech, at rising strength; a face has 50 rows a second."""
    plain, rows = told[1].take, []
    for strength in (0.3, 0.6, 0.9):
        path = tmp_path / "plan.toml"
        path.write_text(f"[[step]]\nstart_s = 0.4\nend_s = 0.9\nunits = {{ 2 = {strength} }}\n")
        rows.append(perform(Request(short_speech, plan=path)).take.channels)
    own = channels.columns(["browOuterUpLeft", "browOuterUpRight"])
    others = np.setdiff1d(np.arange(len(channels.NAMES)), own)
    before, inside = plain.t_s < 0.37, (plain.t_s > 0.5) & (plain.t_s < 0.9)
    for one in rows:
        np.testing.assert_array_equal(one[:, others], plain.channels[:, others])
        np.testing.assert_array_equal(one[before], plain.channels[before])
        assert np.abs(np.diff(one[:, own], axis=0)).max() < 0.05
        assert np.abs(one[-1, own] - plain.channels[-1, own]).max() < 0.05
    added = [one[inside][:, own] - plain.channels[inside][:, own] for one in rows]
    assert (added[0] > 0.0).all()
    assert (np.diff(added, axis=0) > 0.0).all()


def test_the_summary_holds_the_plan(told):
    worded, plain = (summary_of(one) for one in told)
    assert plain["expression"] is None
    held = json.loads(json.dumps(worded["expression"]))
    assert plan_of(held).text == TEXT


class Post:
    """A robot with nothing to show."""

    name = "post"

    def shows(self, channel):
        return False


def test_an_expression_that_a_robot_cannot_show_is_said_so():
    asked = Asked.read(None, ("look left", None), ((), ()))
    calm = Asked.read(None, ("neutral", None), ((), ()))
    nothing = Request(Path("speech.wav"))
    (said,) = in_vain(nothing, asked, (), Post(), 3.0)
    assert said == "post shows nothing of this expression, which wants gaze_yaw"
    assert in_vain(nothing, asked, (), load_rig("humanoid"), 3.0) == ()
    assert in_vain(nothing, calm, (), Post(), 3.0) == ()


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("look up for -3 seconds", "'-3 seconds' is a negative time; wanted one such as `for 3 s"),
        ("look up for minus three seconds", "is a negative time"),
        ("happy for 0 seconds", "'for 0 seconds' is no time"),
        ("for NaN seconds angry", "'for NaN seconds' is no time of at most 600 s"),
        ("smile for 1e9 seconds", "'for 1e9 seconds' is no time of at most 600 s"),
        ("smile for inf min", "'for inf min' is no time"),
        ("smile for 9999s", "'for 9999s' is no time"),
        ("smile for 0x10 seconds", "'for 0x10 seconds' is no time"),
        ("becomes angry over 700 minutes", "'over 700 minutes' is no time of at most 600 s"),
        ("at 00:02 smile", "'00:02' is a time of a clock, which is not read"),
        ("smile for 601 s", "'for 601 s' is no time of at most 600 s"),
        ("smile from 2 to 11 min", "'to 11 min' is no time of at most 600 s"),
        ("happy:0.6+hapy:0.1", "no emotion 'hapy'; nearest: happy"),
        ("happy:2", "intensity is '2'"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_the_reason(text, wrong):
    result = run("express", text)
    assert result.exit_code == 2
    assert wrong in result.output


@pytest.mark.parametrize(
    "text", ["look up for 2-3 seconds", "a so-so smile for 3 s", "happy: a lot", "smile for 10 min"]
)
def test_a_dash_or_a_colon_alone_is_no_mistake(text):
    assert run("express", text).exit_code == 0


def test_a_mixture_is_an_expression_too():
    result = run("express", "happy:0.6 + surprised:0.3")
    assert result.exit_code == 0
    (step,) = read_plan(result.output).steps
    assert step.shades[0].intensity == 0.9
    assert step.shades[0].mixture["happy"] == pytest.approx(2 / 3)


def test_what_was_read_otherwise_is_told_by_express_and_by_perform(short_speech, tmp_path):
    assert "one after another" in run("express", "look left and right").stderr
    arguments = ("--express", "happy but not happy", "--out", str(tmp_path))
    result = run("perform", str(short_speech), *arguments)
    assert 'kinesics: "happy" is asked for and denied' in result.stderr
    assert result.exit_code == 0


@pytest.mark.parametrize("length", ["1.5 seconds", "1,5 seconds", "1.5 s", "1.5s"])
def test_a_length_with_a_fraction_or_a_short_unit_is_that_long(length):
    result = run("express", f"smile for {length}, then a frown")
    assert "end_s = 1.5" in result.output
    assert "unknown = []" in result.output


@pytest.mark.parametrize(
    ("text", "wrong"),
    [("", "is empty; wanted what"), ("# a remark", "has no step; wanted [[step]]")],
)
def test_a_plan_of_nothing_is_told_with_its_file(short_speech, tmp_path, text, wrong):
    plan = tmp_path / "plan.toml"
    plan.write_text(text)
    result = run("perform", str(short_speech), "--plan", str(plan), "--out", str(tmp_path / "out"))
    assert result.exit_code == 2
    assert f"{plan} {wrong}" in result.output


def test_a_unit_outside_only_is_told_of_a_plan_file(short_speech, tmp_path):
    plan = tmp_path / "plan.toml"
    plan.write_text("[[step]]\nonly = ['mouth']\nunits = { L2 = 0.7, 12 = 0.7 }")
    result = run("perform", str(short_speech), "--plan", str(plan), "--out", str(tmp_path / "out"))
    assert "kinesics: step 1: unit L2 shows nothing outside `only` (mouth)" in result.stderr


@pytest.mark.parametrize("option", ["--text", "--express"])
def test_an_empty_text_is_refused_by_either_option(short_speech, tmp_path, option):
    out = ("--out", str(tmp_path / "out"))
    result = run("perform", str(short_speech), option, " ", *out)
    assert result.exit_code == 2
    assert "wanted" in result.output
