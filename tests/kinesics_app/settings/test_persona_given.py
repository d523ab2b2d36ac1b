"""Who the robot is, as typed, told live, and seen in how it moves."""

import numpy as np
import pytest

from kinesics.errors import IntentError
from kinesics.motion.channels import index
from kinesics.signals import Persona
from kinesics_app.performance.perform import Request, perform
from kinesics_app.robot import Robot
from kinesics_app.settings.persona_given import PersonaSource, given_persona


def test_traits_are_read_and_the_rest_is_as_authored():
    assert given_persona([]) == {}
    assert given_persona(["extraversion=.8"]) == {
        "extraversion": 0.8,
        "warmth": 0.5,
        "energy": 0.5,
    }
    assert given_persona(["warmth=0, energy=1"])["energy"] == 1.0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("humour=0.5", "extraversion, warmth, energy"),
        ("warmth=1.2", "0..1"),
        ("warmth", "TRAIT=VALUE"),
        ("warmth=1.2.3", "such as 0.7"),
        ("warmth=0.1,warmth=0.2", "twice"),
    ],
)
def test_what_cannot_be_is_said_with_what_would_be_right(text, said):
    with pytest.raises(IntentError, match=said):
        given_persona([text])


def test_a_source_brings_it_once_with_the_first_tick():
    source = PersonaSource(["energy=0.9"], 7)
    assert source.arrived(6) == []
    assert source.arrived(7) == [Persona(7, 0.5, 0.5, 0.9)]
    assert source.arrived(8) == []


def test_a_performance_is_as_lively_as_its_persona(short_speech):
    moved = {}
    for lively in ("0", "1"):
        told = (f"extraversion={lively}", f"energy={lively}")
        rows = perform(Request(short_speech, persona=told)).loop.rows
        channels = np.array([row.channels for row in rows])
        moved[lively] = np.ptp(channels[:, index("torso_yaw")])
    assert moved["1"] > 1.4 * moved["0"] > 0.0


def test_a_robot_is_told_live_and_says_who_it_is():
    with Robot.twin() as robot:
        robot.persona(warmth=0.9)
        assert robot.status()["persona"] == {"extraversion": 0.5, "warmth": 0.9, "energy": 0.5}
        with pytest.raises(IntentError, match="humour"):
            robot.persona(humour=1.0)
