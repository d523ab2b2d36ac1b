"""Departments share out a character."""

from contextlib import nullcontext

import pytest

from kinesics.errors import ModelError
from kinesics.rig.load import load_rig
from kinesics_app.afar.departments import DEPARTMENTS, department_of, of_department
from kinesics_app.character.casting import Casting
from kinesics_app.character.character import cast, speech_character


def test_every_behaviour_and_analyser_of_a_character_thinks_in_one_department():
    rig = load_rig("humanoid")
    whole = speech_character(rig, lookahead_ms=80, backend="onnxruntime", seed=0, affect=0.5)
    shared = [of_department(whole, name) for name in DEPARTMENTS]
    assert [part for one in shared for part in one.parts if part not in whole.parts] == []
    assert sum(len(one.parts) for one in shared) == len(whole.parts)
    assert sum(len(one.analysers) for one in shared) == len(whole.analysers)
    assert all(department_of(one.name) for one in whole.analysers)
    assert department_of("nobody") == ""
    assert [len(one.arms) for one in shared] == [0, 0, 0, 1]


@pytest.mark.parametrize(
    ("thinks", "alone"),
    [*((one.thinks, name != "speech") for name, one in DEPARTMENTS.items()), ((), True)],
    ids=[*DEPARTMENTS, "mixer"],
)
def test_each_opens_the_networks_of_its_own_part(thinks, alone):
    """Where there is no engine to open one, only who needs one cannot be; gaze goes on by rules."""
    wanted = Casting(80, "no engine", 0, affect=0.5, thinks=thinks)
    with nullcontext() if alone else pytest.raises(ModelError, match="no engine"):
        made = cast(load_rig("humanoid"), wanted)
        assert {layer.source for layer, _ in made.parts} >= {"speech", "gaze"}
        assert made.sample_rate_hz == 16_000
