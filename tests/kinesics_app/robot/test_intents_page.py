"""The Python of docs/intents.md is run as it stands, on the twin."""

import re
from pathlib import Path

import numpy as np
import pytest

from kinesics_app.demo import HELLO
from kinesics_app.robot import Robot

PAGE = Path(__file__).parents[3] / "docs" / "intents.md"


@pytest.fixture(scope="module")
def blocks():
    return re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


def test_its_planner_makes_a_robot_speak_and_smile(blocks, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hello.wav").write_bytes(HELLO.read_bytes())
    monkeypatch.setattr(Robot, "running", Robot.twin)
    exec(blocks[0], {})
    said = capsys.readouterr().out
    assert said.startswith("finished Wish(")
    assert "finished)" in said


def test_its_joints_are_moved_and_its_synthesiser_is_heard(blocks):
    with Robot.twin() as robot:
        pieces = [np.zeros(2400, np.float32)] * 4
        names = {"robot": robot, "synthesiser": lambda text: pieces}
        exec(blocks[1], names)
        assert names["hello"].wait() == names["path"].wait() == "finished"


def test_its_skills_are_skills(blocks):
    names = {}
    exec(blocks[3], names)
    assert [one.kind for one in names["skills"]] == ["look_at", "nod", "shake", "tilt", "gesture"]
