"""What a robot feels now is told in its status: by date, by whom, and the mood beneath."""

import json
from types import SimpleNamespace

import pytest

from kinesics.affect.feeling import read_feeling
from kinesics.affect.state import Beneath
from kinesics_app.life.feels import feels
from kinesics_app.robot import How

S = 1_000_000_000
NOBODY = {"feel": None, "express": None}
CALM = Beneath((0.0, 0.0, 0.0))


def of(told, now_s=10.0, begun=NOBODY, beneath=CALM, *, elsewhere=False):
    return feels(told, round(now_s * S), {**NOBODY, **begun}, beneath, elsewhere=elsewhere)


def test_before_anything_is_told_it_feels_nothing():
    told = of(None)
    assert (told["t_ns"], told["age_s"], told["mixture"]) == (None, None, {"neutral": 1.0})
    assert (told["intensity"], told["by"], told["intent"]) == (0.0, [], "")


def test_values_stand_by_name_the_largest_share_first():
    told = of(read_feeling("surprised:0.3+happy:0.6", 8 * S))
    assert [*told["mixture"].items()] == [("happy", 0.667), ("surprised", 0.333)]
    assert (told["t_ns"], told["age_s"], told["intensity"]) == (8 * S, 2.0, 0.9)
    felt = read_feeling("surprised:0.3+happy:0.6", 0).vad
    axes = [told[name] for name in ("valence", "arousal", "dominance")]
    assert axes == pytest.approx(felt, abs=5e-4)


@pytest.mark.parametrize(
    ("options", "by"),
    [
        ({}, ["before"]),  # nothing else makes it
        ({"beneath": CALM._replace(events=2)}, ["events"]),
        ({"beneath": CALM._replace(hints=("text",), mood=(0.0, -0.3, 0.0))}, ["hints", "mood"]),
        ({"beneath": CALM._replace(events=1, commanded=True)}, ["before", "events"]),
        ({"beneath": None}, []),
        ({"beneath": None, "elsewhere": True}, ["elsewhere"]),
        ({"begun": {"feel": ("joy", 8 * S)}}, ["command"]),
        ({"begun": {"feel": ("joy", 8 * S)}, "elsewhere": True}, ["command"]),
        ({"begun": {"feel": ("joy", 8 * S + 1)}}, ["before"]),  # it begins later
    ],
)
def test_by_whom_it_is_felt_is_told(options, by):
    told = of(read_feeling("happy:0.6", 8 * S), **options)
    assert told["by"] == by
    assert told["intent"] == ("joy" if by == ["command"] else "")


def test_what_is_expressed_lies_over_it_once_it_has_begun():
    begun = {"express": ("smile", 5 * S)}
    assert [of(None, now_s, begun)["expresses"] for now_s in (4.9, 5.0)] == ["", "smile"]


def felt(robot):
    told = robot.status()["feels"]
    assert json.loads(json.dumps(told)) == told
    return told


def test_an_event_then_a_command_are_told_while_they_are_felt(robot):
    robot.event("gratification")
    robot.wait(5.0)
    of_event = felt(robot)
    assert (of_event["by"], of_event["intent"]) == (["events"], "")
    assert 0.2 < of_event["intensity"] < 0.6
    wish = robot.feel("sad:0.8", how=How(id="grief"))
    robot.wait(0.02)
    started_ns = wish.shown_ns
    robot.wait((started_ns - robot.link.now_ns()) * 1e-9 - 0.02)
    assert felt(robot)["by"] == ["events"]  # it is not felt yet
    robot.wait(0.04)
    command = felt(robot)
    assert (command["by"], command["intent"], command["t_ns"]) == (["command"], "grief", started_ns)
    assert (command["mixture"], command["intensity"]) == ({"sad": 1.0}, 0.8)
    robot.wait(60.0)
    assert felt(robot)["mood"]["valence"] < -0.1  # a minute of it
    robot.cancel(wish)
    robot.wait(2.0)
    assert felt(robot)["by"] == ["before", "events", "mood"]
    assert 0.3 < felt(robot)["intensity"] < 0.8
    robot.wait(120.0)
    assert felt(robot)["by"] == ["mood"]


def test_a_plan_for_the_face_changes_nothing_of_what_is_felt(robot):
    wish = robot.express("a broad smile", hold_s=3.0)
    robot.wait(1.0)
    told = felt(robot)
    assert (told["intensity"], told["by"], told["expresses"]) == (0.0, [], wish.id)
    robot.wait(4.0)
    assert felt(robot)["expresses"] == ""


def test_where_what_knew_its_mood_died_a_command_is_told_and_the_mood_is_not(robot):
    loop = robot.link.life.loop
    loop.analysers = [
        SimpleNamespace(name=one.name, feed=lambda _: 1 / 0) if one.name == "feelings" else one
        for one in loop.analysers
    ]
    robot.feel("happy:0.7")
    robot.wait(1.0)
    told = felt(robot)
    assert "feelings" in robot.status()["died"]
    assert (told["mixture"], told["intensity"]) == ({"happy": 1.0}, 0.7)
    assert (told["by"], told["mood"]) == (["command"], None)
