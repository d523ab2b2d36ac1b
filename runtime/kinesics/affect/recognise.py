"""Which basic emotion a face shows: the nearest of eight prototypes."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kinesics.affect.faces import FACES
from kinesics.affect.facs import ACTIONS, actions_of, channels_of
from kinesics.affect.vad import BASIC, NAMES

__all__ = ["Recognition", "recognise"]

F64 = NDArray[np.float64]

_FAINT = 0.1  # of the mean prototype's strength: a fainter face is neutral; chosen

_BODY = 0.5  # weight of head and eyes, which support a face; chosen
_WEIGHTS = np.where([one.region in ("head", "gaze") for one in ACTIONS], _BODY, 1.0)  # (N,)
_PROTOTYPES = _WEIGHTS * actions_of(channels_of(FACES[[NAMES.index(name) for name in BASIC]]))
_LENGTHS = np.linalg.norm(_PROTOTYPES, axis=1)  # (B,)


class Recognition(NamedTuple):
    """What a face is taken for."""

    name: str
    """A basic emotion."""
    margin: float
    """How much nearer it is than the next, as a difference of cosines; 1 for neutral."""
    strength: float
    """Length of the face, of that of the prototype it is taken for; of the mean for neutral."""


def recognise(actions: F64) -> Recognition:
    """What actions (N,), as read from channels, are taken for: the prototype at the least angle.

    A rule, not a person: it knows the prototypes of faces.toml and nothing else.
    """
    seen = _WEIGHTS * actions
    length = float(np.linalg.norm(seen))
    mean = float(_LENGTHS[_LENGTHS > 0.0].mean())
    if length < _FAINT * mean:
        return Recognition("neutral", 1.0, length / mean)
    shown = _LENGTHS > 0.0
    cosines = np.full(len(BASIC), -1.0)
    cosines[shown] = _PROTOTYPES[shown] @ seen / (_LENGTHS[shown] * length)
    order = np.argsort(cosines)[::-1]
    best = int(order[0])
    margin = float(cosines[best] - cosines[order[1]])
    return Recognition(BASIC[best], margin, length / float(_LENGTHS[best]))
