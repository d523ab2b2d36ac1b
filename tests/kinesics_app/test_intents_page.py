"""The Python of docs/intents.md is run as it stands, on the twin."""

import re
from pathlib import Path

import pytest

import kinesics_app
from kinesics_app.robot import Robot

PAGE = Path(__file__).parents[2] / "docs" / "intents.md"
HELLO = Path(kinesics_app.__file__).parent / "demo" / "hello.wav"


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


def test_its_skills_are_skills(blocks):
    names = {}
    exec(blocks[2], names)
    assert [one.kind for one in names["skills"]] == ["look_at", "nod", "shake", "tilt", "gesture"]
