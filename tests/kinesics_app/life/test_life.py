"""A robot that is alive and asked, on the twin in virtual time: `Robot.twin`."""

import numpy as np
import pytest

from kinesics.conversation.message import DIALS
from kinesics.errors import IntentError
from kinesics_app.demo import HELLO
from kinesics_app.robot import How, Robot, Start
from kinesics_app.robot.twin_link import TwinLink


@pytest.fixture
def robot():
    with Robot.twin() as one:
        yield one


def hum(seconds=0.6):
    t_s = np.arange(round(16_000 * seconds)) / 16_000
    return np.float32(0.2) * np.sin(2 * np.pi * 150 * t_s).astype(np.float32)


def jaw(robot):
    rows = robot.link.life.loop.rows
    return np.array([row.sent[robot.link.life.rig.index("jaw")] for row in rows])


def test_a_robot_that_is_asked_nothing_breathes_and_blinks(robot):
    robot.wait(8.0)
    rows = np.array([row.sent for row in robot.link.life.loop.rows])
    rig = robot.link.life.rig
    assert np.ptp(rows[:, rig.index("waist_pitch")]) > 1e-3
    assert np.ptp(rows[:, rig.index("left_upper_lid")]) > 0.1
    assert robot.status()["state"] == "ACTIVE"


def test_how_late_each_tick_began_is_told(robot):
    robot.wait(0.5)
    life, device = robot.link.life, robot.link.life._device
    late_ns = 13_000_000
    tick_ns = device.next_tick_ns
    device.clock.wait_until(tick_ns + late_ns)
    life.tick(tick_ns)
    status = robot.status()
    told = status["tick_late"]
    assert [status[name] for name in ("late", "underruns", "clamped")] == [0, 0, 0]
    assert told["count"] == sum(told["histogram"]) == life.ticks
    assert told["histogram"][0] == life.ticks - 1
    assert told["histogram"][8] == 1
    assert told["largest_us"] == 13_000.0


def test_a_host_that_stands_still_while_it_makes_rows_anew_sends_none_too_late(robot, monkeypatch):
    robot.wait(1.0)
    loop, device = robot.link.life.loop, robot.link.life._device
    rewind = loop.rewind

    def slow_rewind(from_ns):
        rewind(from_ns)
        device.clock.wait_until(device.clock.now_ns() + 40_000_000)

    monkeypatch.setattr(loop, "rewind", slow_rewind)
    smile = robot.express("a broad smile", hold_s=0.5)
    monkeypatch.undo()
    assert smile.wait() == "finished"
    assert robot.status()["reactions"] > 0
    assert [robot.status()[name] for name in ("late", "left_late", "underruns")] == [0, 0, 0]


def test_an_expression_shows_within_120_ms_and_ends_when_it_is_cancelled(robot):
    robot.wait(1.0)
    heard_ns = robot.link.now_ns()
    smile = robot.express("a broad smile")
    assert smile.state in ("acknowledged", "started")
    robot.wait(1.0)
    assert smile.shown_ns - heard_ns < 130_000_000  # as it is seen; rows are a servo's lag earlier
    robot.cancel(smile)
    assert smile.wait() == "ended"
    robot.wait(2.0)
    corner = robot.link.life.rig.index("left_corner_lift")
    rows = np.array([row.sent[corner] for row in robot.link.life.loop.rows])
    assert np.abs(rows).max() > 0.1 * np.pi / 180
    assert abs(rows[-1] - rows[50]) < 0.1 * np.abs(rows).max()


def test_what_is_said_moves_the_mouth_and_others_are_anchored_to_it(robot):
    hello = robot.say(HELLO, text="Hello.", marks={"there": 1.0})
    smile = robot.express(
        "happy", hold_s=0.5, how=How(start=Start(utterance=hello.id, mark="there"))
    )
    assert hello.wait() == "finished"
    assert smile.state == "finished"
    assert smile.shown_ns - hello.shown_ns == 1_000_000_000
    assert np.ptp(jaw(robot)) > 0.05


def test_speech_that_is_cancelled_leaves_the_mouth_closed_soon(robot):
    hello = robot.say(HELLO)
    robot.wait(2.0)
    asked_ns = robot.link.now_ns()
    robot.cancel(hello)
    robot.wait(1.0)
    assert hello.state == "ended"
    life = robot.link.life
    still_ns = asked_ns + 400_000_000
    after = [row.sent[life.rig.index("jaw")] for row in life.loop.rows if row.t_ns > still_ns]
    assert np.ptp(after) < 0.02
    assert life.loop.died == {}


def test_samples_are_said_too_and_the_second_waits_for_the_first(robot):
    first, second = robot.say(hum()), robot.say(hum())
    assert first.wait() == "finished"
    assert second.state in ("acknowledged", "started")
    assert second.wait() == "finished"
    assert second.shown_ns >= first.shown_ns + 600_000_000


def test_a_call_that_cannot_be_raises_with_the_robots_reason(robot):
    with pytest.raises(IntentError, match="text is 5; wanted a non-empty string"):
        robot.express(5)
    with pytest.raises(IntentError, match="no expression in 'qwerty'"):
        robot.express("qwerty")
    with pytest.raises(IntentError, match="no_such_file"):
        robot.say("no_such_file.wav")
    with pytest.raises(IntentError, match="4 numbers to look at"):
        robot.look_at(1, 2, 3, 4)


def test_after_stop_the_robot_brakes_and_refuses_with_the_way_out(robot):
    robot.express("happy")
    robot.stop()
    robot.wait(1.0)
    assert robot.status()["state"] == "STOPPED"
    with pytest.raises(IntentError, match="STOPPED; look why it was stopped, then"):
        robot.express("sad")


def test_tools_name_only_what_this_robot_can_do(robot):
    tools = {tool["name"]: tool["input_schema"] for tool in robot.tools()}
    assert {"say", "express", "stop", "cancel", "barge_in", "reset"} <= set(tools)
    skills = set(robot.link.life.arbiter.skills)
    assert set(tools) - {"stop", "cancel", "barge_in", "reset"} == skills - {
        "move_joints"
    }  # of planners
    assert tools["express"]["oneOf"] == [{"required": ["text"]}, {"required": ["plan"]}]
    assert "samples" not in tools["say"]["properties"]


def test_the_same_asks_at_the_same_times_give_the_same_rows():
    def show():
        with Robot.twin(seed=3) as robot:
            robot.wait(0.5)
            robot.express("surprised", hold_s=0.4)
            robot.wait(1.0)
            return np.array([row.sent for row in robot.link.life.loop.rows])

    np.testing.assert_array_equal(show(), show())


def test_what_a_language_model_calls_is_done_and_what_it_calls_wrongly_is_explained(robot):
    smile = robot.call("express", {"text": "happy", "hold_s": 0.3, "id": "joy"})
    assert (smile.id, smile.wait()) == ("joy", "finished")
    with pytest.raises(IntentError, match="did you mean 'text'"):
        robot.call("express", {"txt": "happy"})


def test_a_mixture_of_emotions_is_an_expression_as_perform_takes_it(robot):
    faint = robot.express("sad:0.4")
    robot.wait(2.0)
    rows = robot.link.life.loop.rows
    corner = robot.link.life.rig.index("left_corner_lift")
    before = rows[-1].sent[corner]
    robot.express("happy:0.6 + surprised:0.3")
    robot.wait(2.0)
    assert faint.state == "ended"
    assert rows[-1].sent[corner] - before > 0.001
    with pytest.raises(IntentError, match=r"no emotion 'hapy'; nearest: happy"):
        robot.express("hapy:0.6")
    with pytest.raises(IntentError, match="intensity is '7'"):
        robot.express("happy:7+sad:0.1")


def test_a_dial_is_turned_while_it_lives(robot):
    robot.express("happy:1")
    robot.wait(2.0)
    rows = robot.link.life.loop.rows
    corner = robot.link.life.rig.index("left_corner_lift")
    whole = rows[-1].sent[corner]
    robot.dial("expression", 0.4)
    robot.wait(1.5)
    assert rows[-1].sent[corner] == pytest.approx(0.4 * whole, rel=0.1)
    robot.dial("expression", 1.0)
    robot.wait(1.5)
    assert rows[-1].sent[corner] == pytest.approx(whole, rel=0.1)
    for name, gain, wrong in (("mood", 1.0, "name is 'mood'"), ("lips", 3.0, "gain is 3.0")):
        with pytest.raises(IntentError, match=wrong):
            robot.dial(name, gain)


def test_what_a_planner_may_turn_is_what_the_character_has(robot):
    assert set(DIALS) == set(robot.link.life.loop.body.mixer.dials) - {"loudness"}


def test_a_twin_that_lives_for_long_keeps_no_more_than_a_minute_of_what_it_did(monkeypatch):
    monkeypatch.setattr("kinesics_app.robot.twin_link._KEPT_TICKS", 200)
    link = TwinLink("humanoid", 0)
    try:
        for _ in range(450):
            link.tick()
        begin_ns = link.device.clock.now_ns() - 4_500_000_000
        played = link.device.playback(begin_ns, link.device.clock.now_ns())
    finally:
        link.close()
    assert 400 < len(played.t_ns) <= 2000  # milliseconds


def test_out_of_a_stop_a_twin_of_ones_own_is_not_to_be_disarmed_by_another_program():
    with Robot.twin() as robot:
        robot.wait(0.3)
        robot.stop()
        robot.wait(0.5)
        assert robot.status()["state"] == "STOPPED"
        with pytest.raises(
            IntentError, match=r"STOPPED; look why .*, then begin anew, or \*Let go"
        ):
            robot.nod()
