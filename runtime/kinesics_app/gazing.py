"""`attention`: what decides where a robot looks, by the gaze network or by rules alone."""

import logging
from collections.abc import Callable

from kinesics.conversation.attention import Attention
from kinesics.conversation.gaze_urges import GazeUrges
from kinesics.errors import ModelError
from kinesics.inference.card import ModelCard
from kinesics.inference.loader import open_stepper
from kinesics.ports import Stepper
from kinesics.rig.sight import Sight
from kinesics_app.gaze_by import GAZE, GazeBy
from kinesics_models import model_folder

__all__ = ["attention"]

_log = logging.getLogger(__name__)


def attention(
    sight: Sight,
    seed: int,
    by: GazeBy = GAZE,
    network: Callable[[ModelCard], Stepper] = open_stepper,
) -> Attention:
    """An attention led by the network, or by rules; a network that cannot be opened is told.

    `network` opens it.
    """
    urges = None
    if by == "network":
        try:
            urges = GazeUrges(network(ModelCard.load(model_folder("gaze"))), seed)
        except ModelError as error:
            _log.warning("the gaze network cannot be opened: %s; rules decide where to look", error)
    return Attention(sight, seed, urges=urges)
