"""`kinesics gesture`: list, show, play, import; and cues of a performance."""

import json
import re

import pytest
from click.testing import CliRunner

from kinesics.errors import GestureError
from kinesics.rig.load import load_rig
from kinesics_app.character.cue_source import CueSource, read_cues
from kinesics_app.cli.main import main
from kinesics_app.demo import HELLO

S = 1_000_000_000
NAMED = ("wave", "bow")
NOD = {
    "name": "nod",
    "frames": [
        {"time": [0.4], "params": {"NECK_TILT": 15}},
        {"time": [0.8], "params": {"reset": True}},
    ],
}


def _run(*arguments):
    return CliRunner().invoke(main, ["gesture", *map(str, arguments)])


def test_list_names_every_gesture_and_what_it_stands_for():
    result = _run("list")
    assert result.exit_code == 0
    assert "wave             a raised open hand" in result.output
    assert "greet, hello" in result.output
    assert "wave" not in _run("list", "--class", "mime").output


def test_list_tells_what_a_robot_can_show_and_why_not_the_rest():
    shown = _run("list", "--robot", "desk").output
    assert shown.endswith("desk shows 1 of 89\n")
    wave, bow = (re.search(rf"^emblem   {name} .*\n.*\n.*", shown, re.M)[0] for name in NAMED)
    assert "not here: this robot shows 0% of it; it has no right_shoulder_pitch" in wave
    assert "here without all of it: it has no torso_pitch" in bow
    assert _run("list", "--robot", "humanoid").output.endswith("humanoid shows 89 of 89\n")
    assert "desk shows 0 of" in _run("list", "--robot", "desk", "--class", "mime").output


def test_list_has_somebody_s_own_beside_the_shipped(tmp_path):
    (tmp_path / "look.json").write_text(json.dumps(NOD))
    assert _run("import", tmp_path / "look.json", "--out", tmp_path / "look.toml").exit_code == 0
    listed = _run("list", "--gestures", tmp_path, "--robot", "desk").output
    assert re.search(r"^clip     \S+ ", listed, re.M)
    assert listed.endswith("desk shows 2 of 90\n")
    assert "clip " not in _run("list", "--gestures", tmp_path, "--class", "mime").output
    assert "is no folder" in _run("list", "--gestures", tmp_path / "none").output


def test_show_tells_phases_and_what_is_near():
    result = _run("show", "greet", "--side", "left", "--size", 0.8)
    assert result.exit_code == 0
    assert result.output.count("stroke") >= 3
    assert "mm between parts of the body" in result.output


def test_a_size_is_what_an_intent_s_is():
    assert _run("show", "wave").output == _run("show", "wave", "--size", 0.5).output
    assert _run("show", "wave").output != _run("show", "wave", "--size", 0).output
    assert _run("show", "wave", "--size", 1.2).exit_code == 2


def test_show_says_what_cannot_be_pointed_at():
    result = _run("show", "point", "--target", 0.0, 0.5, 0.6, "--side", "left")
    assert "beside the target" in result.output


def test_play_writes_a_report(tmp_path):
    out = tmp_path / "out"
    result = _run("play", "you", "--out", out)
    assert result.exit_code == 0, result.output
    assert (out / "report.html").is_file()
    assert " s of silence on humanoid" in result.output
    assert "speech on" not in result.output
    assert "lips by the network" not in result.output
    summary = json.loads((out / "summary.json").read_text())
    assert summary["robot"] == "humanoid" or "humanoid" in json.dumps(summary)
    rows = (out / "joints.csv").read_text().splitlines()
    assert len(rows) > 200


def test_import_then_show(tmp_path):
    source, out = tmp_path / "nod.json", tmp_path / "nod.toml"
    source.write_text(json.dumps(NOD))
    assert _run("import", source, "--out", out).exit_code == 0
    assert "is there already" in _run("import", source, "--out", out).output
    assert "3 rows" in _run("show", out).output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "wavee"), "nearest: wave"),
        (("list", "--class", "dance"), "there are beat"),
        (("import", "nowhere.bvh"), "cannot read nowhere.bvh: No such file or directory\n"),
        (("import", HELLO), "hello.wav: it is no text\n"),
        (("show", HELLO), "hello.wav: no file of a gesture; wanted a .toml"),
        (("show", "nowhere.toml"), "not a readable gesture file"),
    ],
)
def test_mistakes_are_one_line_and_exit_code_2(arguments, said):
    result = _run(*arguments)
    assert result.exit_code == 2
    assert said in result.output
    assert len(result.output.strip().splitlines()) == 1


def test_cues_come_in_time_for_the_arms():
    settings = read_cues(["greet@0.4", "big@6:0.8"], load_rig("humanoid"))
    source = CueSource(settings, begin_ns=S, heard_t0_ns=2 * S)
    first = source.arrived(S)
    assert [(cue.concept, cue.t_ns, cue.size) for cue in first] == [("greet", 2_400_000_000, 0.5)]
    assert not source.arrived(5 * S)
    assert [cue.concept for cue in source.arrived(6 * S)] == ["big"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("greet", "wanted CONCEPT@SECOND"),
        ("levitate@1", "no gesture 'levitate'"),
        ("greet@1:3", "wanted 0..1"),
        ("greet@1.2.3", "numbers such as"),
    ],
)
def test_a_cue_that_cannot_be_is_refused(text, said):
    with pytest.raises(GestureError, match=said):
        read_cues([text], load_rig("humanoid"))


def test_a_file_beside_does_not_hide_a_gesture_of_its_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("wave", "greet"):
        (tmp_path / name).write_text("of something else")
        assert _run("show", name).output.startswith("wave: ")
