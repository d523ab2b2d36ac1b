"""A robot as it is shipped looks where it is asked to, and looks away when that is over."""

import re
from math import atan2

import numpy as np
import pytest

from kinesics.conversation.gaze_laws import gaze_laws
from kinesics.rig.load import load_rig
from kinesics.rig.look_at import beside, direction_to
from kinesics.rig.sight import sight_of

PLACE = [1.0, 0.7, 1.4]


def test_eyes_and_head_are_where_they_were_asked_to_look(show):
    show.run(50)
    look = show.ask("look_at", point_m=PLACE, hold_s=2.0)
    show.run(170)
    yaw = 0.5 * (show.sent("left_eye_yaw") + show.sent("right_eye_yaw"))[-1]
    neck = show.sent("neck_yaw")[-1]
    pitch = show.sent("left_eye_pitch")[-1] + show.sent("neck_pitch")[-1]
    there = direction_to(sight_of(show.rig), tuple(PLACE), 0.0, (neck, 0.0))
    assert yaw + neck == pytest.approx(there[0], abs=0.06)
    assert pitch == pytest.approx(there[1], abs=0.08)
    assert neck > 0.1
    show.run(150)
    assert [event.state for event in show.events if event.intent == look][-1] == "finished"
    assert show.life.loop.died == {}


def told(show, ident, state):
    return [one for one in show.events if (one.intent, one.state) == (ident, state)]


def test_a_target_that_nobody_told_of_is_said_so_and_looked_at_once_somebody_does(show):
    show.run(50)
    look = show.ask("look_at", target="person:7", style="eyes")
    show.run(100)
    (known,) = told(show, look, "acknowledged")
    assert known.reason == (
        "nobody has told of target 'person:7': it looks there once somebody does"
    )
    before = show.sent("left_eye_yaw")[-1] + show.sent("neck_yaw")[-1]
    place = {"id": "person:7", "position_m": [1.0, -0.8, 1.3], "confidence": 1.0, "ttl_s": 60.0}
    show.life.hear({"target": place}, show.life.now_ns)
    show.run(150)
    after = show.sent("left_eye_yaw")[-1] + show.sent("neck_yaw")[-1]
    assert after < before - 0.2
    again = show.ask("look_at", target="person:7")
    show.run(20)
    assert told(show, again, "acknowledged")[0].reason == ""


def test_a_look_for_ever_ends_when_it_is_cancelled(show):
    show.run(50)
    look = show.ask("look_at", point_m=[1.0, -0.8, 1.0])
    show.run(400)
    gaze = show.sent("left_eye_yaw") + show.sent("neck_yaw")
    assert gaze[-1] == pytest.approx(atan2(-0.8, 0.95), abs=0.12)
    show.ask("cancel", intent=look)
    show.run(800)
    gaze = show.sent("left_eye_yaw") + show.sent("neck_yaw")
    # Alone it looks about as wide as the law says, 28 degrees, so beyond -0.4 rad, and no wider.
    assert gaze[-400:].min() > -gaze_laws().widest_rad[0] - 0.03


def test_whoever_comes_is_looked_at_while_the_robot_listens(show):
    show.run(30)
    show.ask("be", state="listening")
    for _ in range(60):
        now_ns = show.device.clock.now_ns()
        seen = {"id": "person:a", "position_m": [1.2, 0.4, 1.0], "confidence": 0.9, "ttl_s": 1.0}
        show.life.hear({"target": seen}, now_ns)
        show.run(10)
    gaze = show.sent("left_eye_yaw") + show.sent("neck_yaw")
    assert np.mean(np.abs(gaze[-450:] - atan2(0.4, 1.14)) < 0.09) > 0.5


@pytest.mark.parametrize(
    ("at", "style", "least_deg"),
    [
        ({"point_m": PLACE}, "eyes", 0),
        ({"yaw_rad": -0.9, "pitch_rad": 0.2}, "head", 0),
        ({"point_m": [-1.0, 0.3, 1.3]}, "eyes", 30),
        ({"point_m": [-1.0, 0.3, 1.3]}, "body", 5),
        ({"point_m": [0.05, 0.0, 3.0]}, "head", 10),
    ],
)
def test_what_lies_beyond_its_reach_is_said_when_it_starts(show, at, style, least_deg):
    look = show.ask("look_at", **at, style=style, hold_s=0.2)
    show.run(60)
    (started,) = told(show, look, "started")
    if not least_deg:
        assert started.reason == ""
        return
    said = re.fullmatch(r"that is (\d+) degrees beyond where it can look", started.reason)
    assert float(said[1]) >= least_deg


def test_the_more_may_turn_the_nearer_a_robot_comes_to_what_is_behind_it():
    behind, robots = (-1.0, 0.3, 1.3), [load_rig(name) for name in ("humanoid", "desk", "matrix")]
    for sight in map(sight_of, robots):
        off = [beside(sight, behind, torso=torso) for torso in (False, True)]
        assert off[0] - off[1] == pytest.approx(
            sight.torso_yaw.high * np.cos(direction_to(sight, behind, 0.0, (0.0, 0.0))[1]), abs=0.1
        )
        assert beside(sight, (2.0, 0.3, sight.neck_m[2]), torso=False) == 0.0
