"""`attention`: what decides where a robot looks, by the gaze network or by rules alone."""

import logging
from collections.abc import Callable, Iterable

from kinesics.conversation.attention import Attention
from kinesics.conversation.gaze_urges import GazeUrges
from kinesics.errors import ModelError
from kinesics.inference.card import ModelCard
from kinesics.inference.loader import open_stepper
from kinesics.ports import Analyser, Stepper
from kinesics.rig.sight import Sight
from kinesics_app.settings.gaze_by import GAZE, GazeBy
from kinesics_models import model_folder

__all__ = ["Lead", "attention", "leading"]

Lead = Callable[[Iterable[Analyser]], None]
"""Has the attention among analysers led by another from its next horizon on; in any thread."""

_log = logging.getLogger(__name__)


def attention(
    sight: Sight,
    seed: int,
    by: GazeBy = GAZE,
    network: Callable[[ModelCard], Stepper] = open_stepper,
    own: ModelCard | None = None,
) -> Attention:
    """An attention led by the network, or by rules; a network that cannot be opened is told.

    `network` opens it. `own`: somebody's, in the place of the shipped one.

    Raises:
        ModelError: `own` cannot be opened.
    """
    urges = None
    if by == "network":
        try:
            urges = _urges(seed, network, own)
        except ModelError as error:
            if own is not None:
                raise
            _log.warning("the gaze network cannot be opened: %s; rules decide where to look", error)
    return Attention(sight, seed, urges=urges)


def leading(
    seed: int,
    by: GazeBy,
    network: Callable[[ModelCard], Stepper],
    own: ModelCard | None = None,
) -> Lead:
    """What leads a gaze that goes on; it is opened here, which takes too long for a tick.

    `network` and `own`: as for `attention`.

    Raises:
        ModelError: the network cannot be opened.
    """
    urges = _urges(seed, network, own) if by == "network" else None

    def lead(analysers: Iterable[Analyser]) -> None:
        for one in analysers:
            if isinstance(one, Attention):
                one.lead(urges)

    return lead


def _urges(seed: int, network: Callable[[ModelCard], Stepper], own: ModelCard | None) -> GazeUrges:
    return GazeUrges(network(own or ModelCard.load(model_folder("gaze"))), seed)
