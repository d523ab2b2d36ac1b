"""What a card says of its features is what the front end makes; what is rehearsed."""

from dataclasses import replace

import pytest

from kinesics.errors import ModelError
from kinesics.gesture.read import library
from kinesics.inference.backend import AUTO
from kinesics.inference.card import ModelCard
from kinesics.rig.load import load_rig
from kinesics_app.character.casting import Casting
from kinesics_app.character.character import cast, front_end
from kinesics_models import model_folder

CARD = ModelCard.load(model_folder("speech_face"))


def test_the_shipped_card_makes_its_front_end():
    assert front_end(CARD).rate_hz == CARD.rate_hz


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"windw": 400}, "windw"),
        ({"hop": "x"}, "features"),
        ({"hop": 320}, "50 frames a second"),
        ({"sample_rate_hz": 0}, "features"),
    ],
)
def test_features_that_cannot_be_are_a_model_error(wrong, message):
    card = replace(CARD, features={**CARD.features, **wrong})
    with pytest.raises(ModelError, match=message):
        front_end(card)


@pytest.mark.parametrize(("thinks", "moves"), [(None, True), ((), False), (("gesture",), True)])
def test_beats_are_rehearsed_only_where_arms_think(thinks, moves, monkeypatch, tmp_path):
    """A mixer is asked how long gestures last, and never makes a beat."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))  # a robot's first life
    character = cast(load_rig("humanoid"), Casting(80, AUTO, 0, thinks=thinks))
    character.rehearse()
    (arms,) = character.arms
    assert arms.repertoire.enactor.after_stroke_s.cache_info().misses == len(library())
    made = {*arms.repertoire.enactor._known, *arms.repertoire.enactor._asked}
    assert all(beat in made for beat in arms._beats.all) == moves
