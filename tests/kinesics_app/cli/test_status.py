"""`kinesics status`: a running robot in words and a table, or as programs are told it."""

import json

import pytest
from click.testing import CliRunner

from kinesics.signals import Target
from kinesics_app.cli.main import main
from kinesics_app.robot import Robot
from kinesics_app.tick.costs import EDGES_US
from kinesics_app.tick.lateness import Lateness

MS = 1_000_000


@pytest.fixture
def robot(monkeypatch):
    with Robot.twin() as one:
        monkeypatch.setattr(Robot, "running", classmethod(lambda cls, socket=None: one))
        monkeypatch.setattr(one, "close", lambda: None)
        one.wait(1.0)
        yield one
        monkeypatch.undo()


def test_every_stage_and_run_is_in_the_table(robot):
    loop = robot.link.life.loop
    loop.lateness = Lateness({"speech": "skip"}, 3 * MS)
    for _ in range(3):
        loop.lateness.book("speech", 9 * MS, 0)
    loop.died["gaze"] = "ValueError: no"
    robot.behaviour("blink", on=False)
    told = CliRunner().invoke(main, ["status"])
    assert told.exit_code == 0, told.output
    first, ticks, late, sound, felt, eyes, ears, scheduling, heads, *lines = (
        told.output.splitlines()
    )
    assert first.startswith("humanoid is ACTIVE, its networks on ")
    assert ticks.startswith(f"{robot.link.life.ticks} ticks: 0 missed, 0 late, 0 underruns")
    assert late == "a tick began late by (median, 99th percentile, most): 0.0 ms, 0.0 ms, 0.0 ms"
    assert sound.startswith("sound: not played here")
    assert felt == "feels: nothing; mood +0.00 +0.00 +0.00"
    assert (eyes, ears) == ("eyes: no camera", "ears: no microphone")
    assert scheduling.startswith("scheduling: ordinary, memory not locked, on CPUs 0")
    assert heads.split()[:4] == ["50", "us", "100", "us"]
    table = {line.split()[0]: line.split()[1:] for line in lines if not line[:1].isspace()}
    for stage in ("mix", "rig", "limit", "send", "blink"):
        counts = [0 if one == "." else int(one) for one in table[stage]]
        assert len(counts) == len(EDGES_US) + 1
        assert sum(counts) == loop.stages.of(stage)["count"]
    assert lines[-4:] == [
        "speech missed its budget 3 times",
        "speech was relieved 1 times",
        "gaze died: ValueError: no",
        "switched off: blink",
    ]


def test_as_json_it_is_what_programs_are_told(robot):
    told = json.loads(CliRunner().invoke(main, ["status", "--json"]).output)
    assert told == json.loads(json.dumps(robot.status()))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            "happy 0.67, surprised 0.33 (0.90 strong; valence +0.61, arousal +0.51, "
            "dominance +0.24), as joy asks; mood +0.12 -0.10 +0.00",
            {"by": ["command"], "intent": "joy"},
        ),
        (
            "happy 0.67, surprised 0.33 (0.90 strong; valence +0.61, arousal +0.51, "
            "dominance +0.24), what it felt before wears off, of events, of hints (text, voice), "
            "of its mood; mood +0.12 -0.10 +0.00; smile shows over it",
            {
                "by": ["before", "events", "hints", "mood"],
                "hints": ["text", "voice"],
                "expresses": "smile",
            },
        ),
        (
            "nothing, as it is told from elsewhere; its mood is not known here",
            {"by": ["elsewhere"], "mood": None, "intensity": 0.01},
        ),
    ],
)
def test_what_it_feels_by_whom_and_in_which_mood_stands_in_a_line(robot, monkeypatch, words, told):
    felt = {
        "mixture": {"happy": 0.667, "surprised": 0.333, "sad": 0.04},
        "intensity": 0.9,
        "valence": 0.61,
        "arousal": 0.51,
        "dominance": 0.24,
        "mood": {"valence": 0.12, "arousal": -0.1, "dominance": 0.0},
        "intent": "",
        "hints": [],
        "expresses": "",
        **told,
    }
    monkeypatch.setattr(robot.link.life, "_feels", lambda _: felt)
    assert f"feels: {words}" in CliRunner().invoke(main, ["status"]).output.splitlines()


@pytest.mark.parametrize(
    ("camera", "present", "line"),
    [
        ({}, [], "eyes: no camera"),
        (
            {"rate_hz": 14.9, "took_ms": 6.2, "bad": 3, "trouble": "", "deaths": 0},
            ["person:face-2"],
            "eyes: sees person:face-2 by 0, 14.9 pictures a second of 6.2 ms, 3 bad",
        ),
        (
            {"rate_hz": 0.0, "took_ms": 6.2, "trouble": "it gives no pictures", "deaths": 1},
            [],
            "eyes: it gives no pictures, 1 deaths",
        ),
        ({"deaths": 0}, [], "eyes: no picture yet of 0"),
    ],
)
def test_whom_it_sees_and_how_its_camera_is_stands_in_a_line(robot, camera, present, line):
    seeing = robot.link.life.around.seeing
    seeing.camera = {"source": "0", **camera} if camera else {}
    seeing.present = [
        Target(robot.link.now_ns(), one, (1.0, 0.0, 1.0), 0.9, 1.5) for one in present
    ]
    told = CliRunner().invoke(main, ["status"])
    assert line in told.output.splitlines()


@pytest.mark.parametrize(
    ("microphone", "line"),
    [
        ({}, "ears: no microphone"),
        (
            {"pieces": 9, "level_db": -41.2, "taken_db": 18.3, "gaps": 2, "trouble": ""},
            "ears: 0.00 sure that somebody speaks, -41 dB by 0, "
            "its own voice 18 dB fainter, 2 gaps",
        ),
        (
            {"pieces": 9, "trouble": "it gives no sound", "deaths": 1},
            "ears: it gives no sound, 1 deaths",
        ),
        ({"pieces": 0}, "ears: no sound yet of 0"),
    ],
)
def test_whom_it_hears_and_how_its_microphone_is_stands_in_a_line(robot, microphone, line):
    robot.link.life.around.listening.microphone = (
        {"source": "0", **microphone} if microphone else {}
    )
    told = CliRunner().invoke(main, ["status"])
    assert line in told.output.splitlines()


def test_whose_word_counts_stands_there_too(robot):
    life = robot.link.life
    robot.partner(0.9)
    told = CliRunner().invoke(main, ["status"])
    assert "ears: whether somebody speaks, a program tells" in told.output.splitlines()
    assert life.around.listening.status(robot.link.now_ns())["by"] == "a program"
