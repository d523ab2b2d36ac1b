"""A living robot is given typed plans: coarse first, then fine under the same id, no jump."""

import re
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from kinesics.affect.compose import compose
from kinesics.affect.facs import COLUMNS
from kinesics.affect.plan_file import plan_document, write_plan
from kinesics.errors import IntentError
from kinesics.motion.channels import NAMES
from kinesics_app.cli.main import main
from kinesics_app.robot import How, Robot, express_by

PAGE = Path(__file__).parents[3] / "docs" / "expression.md"
TEXT = "sad with the left eyebrow raised"
MOST_PER_TICK = 0.1  # of a channel, in 10 ms: 0.2 in a frame of 20 ms
FACE = [column for column in COLUMNS if not NAMES[column].startswith(("gaze", "head", "torso"))]
SMILE, BROW = NAMES.index("mouthSmileLeft"), NAMES.index("browOuterUpLeft")
SHY_THEN_PROUD = """
rationale = ["a model said so"]
[[step]]
units = { 12 = 0.3 }
[[step]]
start_s = 2.0
units = { 12 = 1.0 }
"""


@pytest.fixture
def robot():
    with Robot.twin() as one:
        one.behaviour("blink", on=False)
        one.wait(1.0)
        yield one


def lived(robot, seconds):
    """(T, C) the mix of the next so many seconds."""
    begun = robot.link.life.ticks
    robot.wait(seconds)
    return np.array(
        [r.channels for r in robot.link.life.loop.rows][begun - robot.link.life.ticks :]
    )


def test_a_plan_refines_what_was_shown_coarsely_under_its_id_without_a_jump(robot):
    before = lived(robot, 0.2)
    wish = robot.express(TEXT, detail="coarse")
    coarse = lived(robot, 1.5)
    assert coarse[-1, BROW] < 0.1
    again = robot.express(compose(TEXT), how=How(id=wish.id))
    assert again is wish
    fine = lived(robot, 2.0)
    assert wish.state == "started"
    assert fine[-1, BROW] > 0.3
    rows = np.concatenate((before, coarse, fine))[:, FACE]
    assert np.abs(np.diff(rows, axis=0)).max() <= MOST_PER_TICK
    with Robot.twin() as other:
        other.behaviour("blink", on=False)
        other.wait(1.2)
        other.express(TEXT)
        whole = lived(other, 3.5)
    np.testing.assert_allclose(fine[-1, FACE], whole[-1, FACE], atol=0.05)
    robot.cancel(wish)
    assert lived(robot, 3.0)[-1, BROW] < 0.05


def test_its_times_count_from_where_that_began_and_so_does_its_end(robot):
    wish = robot.express("happy:0.3", hold_s=4.0, detail="coarse")
    robot.wait(1.0)
    begun_ns = wish.shown_ns
    express_by_model = robot.express(plan_of_model(), hold_s=4.0, how=How(id=wish.id))
    assert express_by_model is wish
    half_way = lived(robot, 0.7)[-1, SMILE]
    proud = lived(robot, 1.2)[-1, SMILE]
    assert half_way < 0.5
    assert proud > 0.8
    assert wish.wait() == "finished"
    assert robot.link.now_ns() - begun_ns == pytest.approx(4.0e9, abs=0.3e9)


def plan_of_model():
    from kinesics.affect.plan_file import read_plan

    return read_plan(SHY_THEN_PROUD)


def test_a_plan_that_is_none_is_refused_with_its_reason_and_what_shows_goes_on(robot):
    wish = robot.express("a broad smile")
    with pytest.raises(IntentError, match="no step"):  # before it has even begun
        robot.express({"step": []}, how=How(id=wish.id))
    robot.wait(1.0)
    for plan, wrong in (
        ({"step": [{"units": {"99": 0.5}}]}, "99"),
        ({"step": [{"units": {"12": 1.5}}]}, "wanted 0 to 1"),
        ({"step": []}, "no step"),
        ({"steps": [{}]}, "did you mean 'step'"),
        ({"step": [{"only": ["mouth"] * 700}]}, "more than 600 values"),
    ):
        with pytest.raises(IntentError, match=wrong):
            robot.express(plan, how=How(id=wish.id))
        assert (wish.state, wish.reason) == ("started", "")
    assert lived(robot, 1.0)[-1, SMILE] > 0.5
    robot.cancel(wish)
    assert wish.wait() == "ended"  # and until then it was followed
    with pytest.raises(IntentError, match="wanted one of text, plan"):
        robot.ask("express", {})


def test_what_of_a_plan_shows_nothing_is_told_as_it_starts(robot):
    step = {"only": ["mouth"], "units": {"12": 0.9, "L2": 0.7}}
    wish = robot.express({"step": [step]})
    assert lived(robot, 1.5)[-1, SMILE] > 0.5
    assert wish.state == "started"
    assert wish.reason.startswith("step 1: unit L2 shows nothing outside `only` (mouth)")
    coarse = robot.express({"step": [step]}, detail="coarse")
    robot.wait(0.5)
    assert (coarse.state, coarse.reason) == ("started", "")
    words = robot.express("happy but not happy")
    robot.wait(0.5)
    assert words.reason.startswith('"happy" is asked for and denied')


class Model:
    def __init__(self, answer):
        self.answer, self.asked = answer, []

    def plan(self, text):
        self.asked.append(text)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def test_a_model_plans_and_its_answer_shows(robot):
    model = Model(SHY_THEN_PROUD)
    wish, refusal = express_by(robot, model, "happy")
    assert (refusal, model.asked) == ("", ["happy"])
    assert lived(robot, 3.0)[-1, SMILE] > 0.8
    assert wish.state == "started"


def test_a_model_may_know_what_the_lexicon_does_not(robot):
    wish, refusal = express_by(robot, Model(plan_document(compose("happy"))), "xyzzy")
    assert refusal == ""
    assert lived(robot, 1.5)[-1, SMILE] > 0.5
    assert wish.state == "started"


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ("I'd smile.", "not TOML"),
        ("[[step]]\nunits = { 12 = 7 }", "wanted 0 to 1"),
        ("", "no step"),
        (TimeoutError("no answer"), "TimeoutError: no answer"),
    ],
)
def test_what_is_no_plan_is_refused_and_the_lexicon_takes_its_place(robot, answer, why):
    wish, refusal = express_by(robot, Model(answer), TEXT)
    assert why in refusal
    assert lived(robot, 2.5)[-1, BROW] > 0.3  # its details too, not only what was coarse
    assert wish.state == "started"


def test_a_language_model_that_calls_tools_can_hand_in_a_plan(robot):
    (tool,) = [one for one in robot.tools() if one["name"] == "express"]
    assert {"text", "plan", "detail"} <= set(tool["input_schema"]["properties"])
    assert tool["input_schema"]["oneOf"] == [{"required": ["text"]}, {"required": ["plan"]}]
    robot.call("express", {"plan": {"step": [{"units": {"12": 0.9}}]}, "id": "mine"})
    assert lived(robot, 1.5)[-1, SMILE] > 0.6


def test_the_page_s_example_runs(monkeypatch, capsys):
    (block,) = [
        one
        for one in re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
        if "express_by" in one
    ]
    monkeypatch.setattr(Robot, "running", Robot.twin)
    asked = []

    def ask_my_model(prompt):
        asked.append(prompt)
        return SHY_THEN_PROUD

    exec(block, {"ask_my_model": ask_my_model})
    assert "FACS" in asked[0]
    assert "as the model planned it" in capsys.readouterr().out


@pytest.fixture
def shell(robot, monkeypatch):
    monkeypatch.setattr(Robot, "running", lambda _: robot)
    monkeypatch.setattr(robot, "close", lambda: None)
    return lambda *words: CliRunner().invoke(main, ["intent", "express", *map(str, words)])


def test_a_shell_shows_plans_of_files_and_of_commands(robot, shell, tmp_path):
    path, model = tmp_path / "plan.toml", tmp_path / "model.py"
    path.write_text(write_plan(compose("a broad smile")))
    assert shell("--coarse", "happy:0.2", "--id", "one").exit_code == 0
    done = shell("--plan", path, "--id", "one")
    assert done.exit_code == 0, done.output
    assert lived(robot, 1.5)[-1, SMILE] > 0.5
    model.write_text(f"import sys\nassert 'FACS' in sys.stdin.read()\nprint({SHY_THEN_PROUD!r})\n")
    done = shell("happy", "--planner", f"{sys.executable} {model}")
    assert done.exit_code == 0, done.output
    model.write_text("raise SystemExit('no key')\n")
    done = shell("happy", "--planner", f"{sys.executable} {model}")
    assert done.exit_code == 0
    assert "no key" in done.output
    assert "the lexicon's plan shows" in done.output
    assert shell("happy", "--plan", path).exit_code == 2
    assert shell("--planner", "x", "--plan", path).exit_code == 2
