"""`Character`: the behaviours that bring a robot to life, and how their motion is mixed."""

from collections.abc import Sequence
from dataclasses import dataclass

from kinesics.audio.logmel import LogMel
from kinesics.behaviours.blink import Blink
from kinesics.behaviours.breathing import Breathing
from kinesics.behaviours.head import SpeechHead
from kinesics.behaviours.speech import SpeechMouth
from kinesics.inference.card import ModelCard
from kinesics.inference.loader import open_stepper
from kinesics.motion.mixer import Layer
from kinesics.ports import Behaviour
from kinesics_models import model_folder

__all__ = ["LAYERS", "Character", "speech_character"]

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
    lookahead_ms: int
    sample_rate_hz: int
    """Rate at which speech is to be fed."""


def speech_character(*, lookahead_ms: int, backend: str, seed: int) -> Character:
    """The speech mouth on its shipped network, with head, breath and blinks.

    Raises:
        ModelError: the model cannot be opened, or has no head for this look-ahead.
    """
    card = ModelCard.load(model_folder("speech_face"))
    features = {key: value for key, value in card.features.items() if key != "kind"}
    mouth = SpeechMouth(
        open_stepper(card, backend),
        LogMel(**features),
        card.channels,
        card.lookaheads_ms,
        lookahead_ms,
    )
    behaviours = (mouth, SpeechHead(), Breathing(), Blink(seed))
    return Character(behaviours, card, backend, lookahead_ms, int(features["sample_rate_hz"]))
