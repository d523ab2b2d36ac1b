"""A robot that is told of a folder makes the gestures and shows the recordings that lie there."""

import numpy as np
import pytest
from click.testing import CliRunner

from kinesics.errors import IntentError
from kinesics.gesture.clip import Clip, write_clip
from kinesics_app.cli.main import main
from kinesics_app.demo import HELLO
from kinesics_app.robot import Robot
from kinesics_app.settings.config_file import read_config

MINE = """
schema = 1
name = "hurrah"
class = "emblem"
summary = "both hands up"
arms = "both"
concepts = ["greet"]

[[poses]]
phase = "stroke"
at_s = 0.7
hand = { to = [0.3, 0.2, 0.5], open = 1.0 }
"""
TURNS = Clip(
    "look around",
    "turns and smiles",
    ("head_yaw", "mouthSmileLeft"),
    np.array([0.0, 0.8, 1.6]),
    np.array([[0.0, 0.0], [0.4, 0.8], [0.0, 0.0]]),
)


@pytest.fixture
def folder(tmp_path):
    own = tmp_path / "gestures"
    own.mkdir()
    (own / "hurrah.toml").write_text(MINE)
    (own / "turns.toml").write_text(write_clip(TURNS))
    return own


def made(robot):
    arms = next(one for one in robot.link.life.loop.behaviours if one.name == "gesture")
    return [one.name for one in arms.made if one.intent]


def test_they_are_offered_made_and_shown(folder):
    with Robot.twin(gestures=str(folder)) as robot:
        (tool,) = [one for one in robot.tools() if one["name"] == "gesture"]
        offered = tool["input_schema"]["properties"]["concept"]["enum"]
        assert {"hurrah", "look around", "wave"} <= set(offered)
        hurrah = robot.gesture("greet")
        hurrah.wait()
        assert made(robot) == ["hurrah"]
        rows = robot.link.life.loop.rows
        yaw = robot.link.life.rig.index("neck_yaw")
        before = rows[-1].sent[yaw]
        turn = robot.gesture("look around")
        turn.wait()
        assert turn.state == "finished"
        assert made(robot) == ["hurrah"]  # no arm took it for one of theirs
        turned = np.array([row.sent[yaw] for row in rows])
        assert np.abs(turned - before).max() > 0.25
        assert robot.status()["died"] == {}


def test_a_tag_may_be_one_of_them_and_none_else(folder):
    with Robot.twin(gestures=str(folder)) as robot:
        robot.wait(0.5)
        said = robot.say(HELLO, text="Hello, my name is [hurrah] Kin.")
        said.wait()
        assert made(robot) == ["hurrah"]
        with pytest.raises(IntentError, match=r"\[hurra\].*hurrah"):
            robot.say(HELLO, text="[hurra] Hello")
    with Robot.twin() as robot, pytest.raises(IntentError, match="no gesture 'hurrah'"):
        robot.say(HELLO, text="[hurrah] Hello")


def test_a_performance_shows_them(folder, tmp_path):
    out = str(tmp_path / "out")
    asked = ("perform", str(HELLO), "--gestures", str(folder), "--out", out)
    shown = CliRunner().invoke(main, [*asked, "--gesture", "look around@0.5"])
    assert shown.exit_code == 0, shown.output
    wrong = CliRunner().invoke(main, [*asked, "--gesture", "hurrrah@0.5"])
    assert wrong.exit_code == 2
    assert "hurrah" in wrong.output


def test_a_folder_is_looked_for_beside_the_file(tmp_path):
    (tmp_path / "robot.toml").write_text('gestures = "own"\ngaze_model = "/models/gaze"\n')
    told = read_config(tmp_path / "robot.toml")
    assert told == {"gestures": str(tmp_path / "own"), "gaze_model": "/models/gaze"}
