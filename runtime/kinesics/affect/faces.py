"""Faces of emotions: which actions a mixture shows."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kinesics.affect.facs import ACTIONS, action_vector
from kinesics.affect.mixture import shares_of
from kinesics.affect.vad import NAMES
from kinesics.errors import AffectError
from kinesics.table import Table
from kinesics.toml import load_toml

__all__ = ["FACES", "face_of"]

F64 = NDArray[np.float64]

_PATH = Path(__file__).with_name("faces.toml")


def _faces() -> F64:
    table = Table(f"{_PATH.name}: ", load_toml(_PATH), AffectError)
    faces = np.zeros((len(NAMES), len(ACTIONS)))
    for row, name in enumerate(NAMES):
        face = table.table(name)
        faces[row] = action_vector({code: face.finite(code, 0.0, 1.0) for code in face.whole()})
    table.done()
    return faces


FACES = _faces()
"""(E, N) the actions of each emotion at intensity 1."""
FACES.flags.writeable = False
_STRENGTH = np.linalg.norm(FACES, axis=1)  # (E,)


def face_of(mixture: Mapping[str, float]) -> F64:
    """(N,) actions that show a mixture at full intensity, 0..1 each.

    The mean of its faces, made as strong as they are on average: without that, two halves of
    different faces would be two faint ones. So `happy` and `sad` together are a bitter smile.

    Raises:
        AffectError: an unknown emotion, or shares that do not sum to 1.
    """
    shares = shares_of(mixture)
    mean = shares @ FACES
    length = float(np.linalg.norm(mean))
    if length == 0.0:
        return mean
    blended: F64 = np.minimum(mean * (float(shares @ _STRENGTH) / length), 1.0)
    return blended
