"""`attention`: what decides where a robot looks, by the gaze network or by rules alone."""

import logging

from kinesics.conversation.attention import Attention
from kinesics.conversation.gaze_urges import GazeUrges
from kinesics.errors import ModelError
from kinesics.inference.backend import AUTO
from kinesics.inference.card import ModelCard
from kinesics.inference.loader import open_stepper
from kinesics.rig.sight import Sight
from kinesics_app.gaze_by import GAZE, GazeBy
from kinesics_models import model_folder

__all__ = ["attention"]

_log = logging.getLogger(__name__)


def attention(sight: Sight, seed: int, by: GazeBy = GAZE, backend: str = AUTO) -> Attention:
    """An attention led by the network, or by rules; a network that cannot be opened is told."""
    urges = None
    if by == "network":
        try:
            urges = GazeUrges(open_stepper(ModelCard.load(model_folder("gaze")), backend), seed)
        except ModelError as error:
            _log.warning("the gaze network cannot be opened: %s; rules decide where to look", error)
    return Attention(sight, seed, urges=urges)
