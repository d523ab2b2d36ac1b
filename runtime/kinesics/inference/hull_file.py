"""`load_hull`: the poses that a model's output may have, from its folder."""

import zipfile
import zlib

import numpy as np

from kinesics.errors import ModelError, TrackError
from kinesics.inference.card import ModelCard
from kinesics.motion.hull import Hull

__all__ = ["load_hull"]


def load_hull(card: ModelCard) -> Hull | None:
    """The hull that the card of a model names; None where it names none.

    Raises:
        ModelError: no readable file, or a hull over other channels than the model's.
    """
    if not card.hull:
        return None
    path = card.folder / card.hull
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
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
