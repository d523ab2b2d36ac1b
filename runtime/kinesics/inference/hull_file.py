"""`load_hull`: the poses that a model's output may have, from its folder."""

import hashlib
import zipfile
import zlib
from io import BytesIO

import numpy as np

from kinesics.errors import ModelError, TrackError
from kinesics.inference.card import ModelCard
from kinesics.motion.hull import Hull

__all__ = ["load_hull"]


def load_hull(card: ModelCard) -> Hull | None:
    """The hull that the card of a model names; None where it names none.

    Raises:
        ModelError: no readable file, another than the card says, or a hull over other channels
            than the model's.
    """
    if not card.hull:
        return None
    path = card.folder / card.hull
    try:
        content = path.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        if card.hull_sha256 and digest != card.hull_sha256:
            raise ModelError(f"{path}: sha256 is {digest}; the card says {card.hull_sha256}")
        with np.load(BytesIO(content), allow_pickle=False) as arrays:
            directions, bounds = (
                np.asarray(arrays[name], np.float64) for name in ("directions", "bounds")
            )
        hull = Hull(directions, bounds)
    except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise ModelError(f"{path}: not a readable .npz of a hull: {error}") from error
    except TrackError as error:
        raise ModelError(f"{path}: {error}") from error
    if hull.directions.shape[1] != len(card.channels):
        raise ModelError(
            f"{path}: a hull over {hull.directions.shape[1]} channels; "
            f"the card has {len(card.channels)}"
        )
    return hull
