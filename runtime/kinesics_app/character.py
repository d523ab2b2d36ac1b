"""`Character`: the behaviours that bring a robot to life, and how their motion is mixed."""

from collections.abc import Sequence
from dataclasses import dataclass

from kinesics.audio.logmel import LogMel
from kinesics.behaviours.blink import Blink
from kinesics.behaviours.breathing import Breathing
from kinesics.behaviours.head import SpeechHead
from kinesics.behaviours.speech import SpeechMouth
from kinesics.errors import AudioError, ModelError
from kinesics.inference.card import ModelCard
from kinesics.inference.loader import open_stepper
from kinesics.motion.mixer import Layer
from kinesics.ports import Behaviour
from kinesics_models import model_folder

__all__ = ["LAYERS", "Character", "front_end", "speech_character"]

LAYERS = (
    Layer("breathing", "add", ramp_s=0.5, fade_s=1.0),
    Layer("blink", "over", ramp_s=0.05, fade_s=0.2),
    Layer("speech", "over", ramp_s=0.05, fade_s=0.3),
    Layer("head", "add", ramp_s=0.3, fade_s=0.6),
)
"""One line a behaviour: later over-layers win, additions come on top."""


@dataclass(frozen=True, slots=True, eq=False)
class Character:
    """Behaviours in the order in which a tick asks them."""

    behaviours: Sequence[Behaviour]
    model: ModelCard
    backend: str
    sample_rate_hz: int
    """Rate at which speech is to be fed."""


def speech_character(*, lookahead_ms: int, backend: str, seed: int) -> Character:
    """The speech mouth on its shipped network, with head, breath and blinks.

    Raises:
        ModelError: the model cannot be opened, or has no head for this look-ahead.
    """
    card = ModelCard.load(model_folder("speech_face"))
    features = front_end(card)
    stepper = open_stepper(card, backend)
    mouth = SpeechMouth(stepper, features, card.channels, card.lookaheads_ms, lookahead_ms)
    behaviours = (mouth, SpeechHead(), Breathing(), Blink(seed))
    return Character(behaviours, card, backend, round(features.rate_hz * features.hop))


def front_end(card: ModelCard) -> LogMel:
    """The features that a card declares.

    Raises:
        ModelError: arguments that LogMel does not take, or another rate than the card's.
    """
    arguments = {key: value for key, value in card.features.items() if key != "kind"}
    try:
        features = LogMel(**arguments)
    except (TypeError, ValueError, AudioError) as error:
        raise ModelError(f"{card.name}: [features] of its card: {error}") from error
    if features.rate_hz != card.rate_hz:
        raise ModelError(
            f"{card.name}: features make {features.rate_hz:g} frames a second; "
            f"its card's rate_hz is {card.rate_hz:g}"
        )
    return features
