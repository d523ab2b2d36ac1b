"""A character's arms hear the network where there is one, and go by rules where there is none."""

import logging

import pytest

from kinesics.behaviours.gesture_sense import GestureSense
from kinesics.errors import ModelError
from kinesics.rig.load import load_rig
from kinesics_app.character import own_card
from kinesics_app.character.character import speech_character


def names(made):
    return [analyser.name for analyser in made.analysers]


@pytest.fixture
def make():
    def made(robot="humanoid"):
        return speech_character(load_rig(robot), lookahead_ms=80, backend="onnxruntime", seed=0)

    return made


def test_a_robot_with_arms_has_the_network_behind_its_prosody(make):
    assert names(make())[:2] == ["prosody", "gesture-sense"]
    assert isinstance(make().analysers[1], GestureSense)


def test_without_the_model_it_says_so_and_goes_by_rules(make, monkeypatch, caplog):
    found = own_card.model_folder

    def missing(name):
        if name == "speech_gesture":
            raise ModelError("no model 'speech_gesture'")
        return found(name)

    monkeypatch.setattr(own_card, "model_folder", missing)
    with caplog.at_level(logging.WARNING):
        assert "gesture-sense" not in names(make())
    assert "gestures by rules alone" in caplog.text
