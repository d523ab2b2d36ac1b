"""What a card says of its features must be what the front end makes."""

from dataclasses import replace

import pytest

from kinesics.errors import ModelError
from kinesics.inference.card import ModelCard
from kinesics_app.character import front_end
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
