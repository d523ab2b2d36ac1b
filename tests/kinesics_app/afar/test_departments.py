"""Departments share out a character."""

from kinesics.rig.load import load_rig
from kinesics_app.afar.departments import DEPARTMENTS, department_of, of_department
from kinesics_app.character import speech_character


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
