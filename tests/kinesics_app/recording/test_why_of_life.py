"""`kinesics why` of a life: its rows are made again as they were, also those made anew."""

import numpy as np
import pytest
from click.testing import CliRunner

from kinesics.motion import channels
from kinesics.record.life_intake import read_life_intake
from kinesics.record.mcap_file import read_mcap
from kinesics_app.cli.main import main
from kinesics_app.demo import HELLO
from kinesics_app.replay.again import LifeAgain
from kinesics_app.replay.why import composed, moved_at, why
from kinesics_app.robot import Robot

ROUNDING = 1e-12
EYES = ("gaze_yaw", "gaze_pitch")
SOON_S = 3.0


@pytest.fixture(scope="module")
def life(recorded, tmp_path_factory):
    """Of a robot that was asked much, and the link of it."""
    path = tmp_path_factory.mktemp("life") / "life.mcap"
    with Robot(recorded(path)) as robot:
        robot.wait(0.4)
        robot.gesture("greet")
        robot.dial("face", 1.5)
        robot.wait(0.3)
        hello = robot.say(HELLO)
        robot.express("happy")
        robot.wait(1.0)
        robot.nod()
        robot.wait(0.3)
        robot.cancel(hello)
        robot.look_at(1.0, 0.4, 1.3)
        robot.wait(1.5)
        assert robot.link.life.mind.reactions >= 4
    return path, robot.link


def test_every_row_is_made_again_to_the_bit_also_those_that_were_made_anew(life):
    path, link = life
    again = LifeAgain(path)
    same = [again.is_as_recorded(number, row) for number, row in enumerate(again.rows())]
    assert len(same) == link.rows > len(link.life.loop.rows)  # some were made twice
    assert same.count(False) == 0


def test_what_was_executed_is_what_was_made_last_and_its_layers_make_it(life):
    path, link = life
    again, executed, parts = LifeAgain(path), read_mcap(path)["channels"], 0
    lag_ns = link.life.rig.lag_groups()[0].lag_ns  # channels are dated as they are seen
    last = {row.t_ns: row.channels for row in LifeAgain(path).rows()}
    then = dict(zip(executed.t_ns.tolist(), executed.values, strict=True))
    assert len(then) > 300
    for t_ns, values in then.items():
        np.testing.assert_array_equal(last[t_ns - lag_ns], values)
    for number, row in enumerate(again.rows()):
        if number % 8:
            continue
        seen_ns = row.t_ns + again.loop.early_ns
        unsteadied = again.body.mixer._mixed((seen_ns,), (False,))[0]
        for column, name in enumerate(channels.NAMES):
            reasons = again.body.mixer.why(name, seen_ns)
            told = np.clip(composed(reasons), channels.LOW[column], channels.HIGH[column])
            mixed = unsteadied[column] if name in EYES else row.channels[column]
            assert abs(told - mixed) < ROUNDING, (name, number)
            parts += len(reasons)
    assert parts > 1000


def test_layer_intent_and_dial_are_told(life):
    path, _ = life
    t_s = 1.3
    arm = why(path, 1.45, "right_elbow")
    assert arm.is_as_recorded
    assert arm.reasons[arm.decides].source == "gesture"
    assert any("greet" in what for _, what in arm.asked)
    lips = why(path, t_s, "mouthSmileLeft")
    assert {one.source: one.gain for one in lips.reasons}["emotion"] == pytest.approx(1.5)
    assert any("feel" in what or "plan" in what for _, what in lips.asked)
    _, moved = moved_at(path, t_s)
    assert {name: who for name, _, who in moved}["jawOpen"].startswith("speech")
    told = CliRunner().invoke(main, ["why", str(path), "--t", "2.6", "--channel", "gaze_yaw"])
    assert told.exit_code == 0, told.output
    assert "look at" in told.output
    assert "otherwise" not in told.output


def test_of_one_that_began_in_the_midst_rows_are_made_again_once_all_was_told_anew(
    recorded, tmp_path
):
    with Robot(recorded(tmp_path, waits=True)) as robot:
        robot.dial("pose", 0.5)
        robot.behaviour("breathing", gain=0.5)
        robot.wait(1.0)
        robot.gesture("greet")
        robot.wait(0.5)
        robot.link.recorder.begin()
        robot.wait(1.0)
        robot.say(HELLO)
        robot.wait(5.0)
    (path,) = tmp_path.iterdir()
    again = LifeAgain(path)
    same = {row.t_ns: again.is_as_recorded(n, row) for n, row in enumerate(again.rows())}
    first_ns = min(same)
    late = [was for t_ns, was in same.items() if t_ns > first_ns + SOON_S * 1e9]
    assert len(late) > 250
    assert all(late)
    assert again.body.mixer.gains == {"pose": 0.5, "breathing": 0.5}


def test_what_a_file_says_of_its_begin(life):
    path, link = life
    read = read_life_intake(path)
    assert read.names == link.life.rig.names
    assert [layer.source for layer in read.intake.layers] == link.life.status()["behaviours"]
    assert sum(len(tick.rows) for tick in read.ticks) == link.rows
    np.testing.assert_array_equal(read.intake.pose, link.life.loop.pose)
