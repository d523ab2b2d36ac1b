"""The hull of valid mouths: what no two units together went beyond in what is taught."""

from collections.abc import Iterable
from hashlib import sha256
from itertools import combinations
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kinesics.motion.hull import Hull
from kinesics_training.lips.channels import CHANNELS, UNITS, expansion

F32 = npt.NDArray[np.float32]
FILE = "hull.npz"
MARGIN = 0.05
"""Added to every bound: the network overshoots its teacher a little, and that is no harm."""


def directions() -> F32:
    """Each unit, each sum of two and each difference, (N, 17)."""
    eye = np.eye(len(UNITS), dtype=np.float32)
    rows = list(eye)
    for one, other in combinations(eye, 2):
        rows += [one + other, one - other, other - one]
    return np.array(rows)


def bounds(taught: Iterable[F32]) -> F32:
    """Furthest that any row of the pieces (T, 17) goes each way, and the margin, (N,)."""
    axes = directions()
    furthest = np.zeros(len(axes), np.float32)
    for units in taught:
        furthest = np.maximum(furthest, (units @ axes.T).max(axis=0, initial=0.0))
    return furthest + np.float32(MARGIN)


def save(path: Path, taught: Iterable[F32]) -> None:
    """The hull over the shipped channels, (N, 23) and (N,), as `kinesics.motion.hull` reads it."""
    columns = expansion()
    copies = np.bincount(columns, minlength=len(UNITS))
    spread = np.zeros((len(UNITS), len(CHANNELS)), np.float32)
    for channel, unit in enumerate(columns):
        spread[unit, channel] = 1.0 / copies[unit]
    np.savez_compressed(path, directions=directions() @ spread, bounds=bounds(taught))


def of_card(folder: Path) -> dict[str, str]:
    """The [hull] of the card of a model's folder, which holds one already."""
    return {"path": FILE, "sha256": sha256((folder / FILE).read_bytes()).hexdigest()}


def load(folder: Path) -> Hull:
    """The hull that `save` wrote to a model's folder; no card is needed."""
    with np.load(folder / FILE) as kept:
        return Hull(kept["directions"].astype(np.float64), kept["bounds"].astype(np.float64))
