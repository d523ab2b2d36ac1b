"""`units`: lip articulators as ARKit channels: what the speech network learns and gives."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["CHANNELS", "PAIRED", "SINGLE", "UNITS", "expansion", "units"]

F32 = NDArray[np.float32]
PAIRED = (
    "mouthStretch",
    "mouthSmile",
    "mouthDimple",
    "mouthPress",
    "mouthLowerDown",
    "mouthUpperUp",
)
SINGLE = (
    "jawOpen", "jawForward", "mouthClose", "mouthFunnel", "mouthPucker", "mouthRollLower",
    "mouthRollUpper", "mouthShrugLower", "mouthShrugUpper", "cheekPuff", "tongueOut",
)  # fmt: skip
UNITS = SINGLE + PAIRED
"""One value for each left-right pair, (17,)."""
CHANNELS = (*SINGLE, *(f"{name}{side}" for name in PAIRED for side in ("Left", "Right")))
"""(23,)"""


def expansion() -> list[int]:
    """The unit that each channel copies, (23,)."""
    bases = [name.removesuffix("Left").removesuffix("Right") for name in CHANNELS]
    return [UNITS.index(base) for base in bases]


def units(curves: NDArray[np.floating]) -> F32:
    """Articulator curves (T, 6) as channel units (T, 17), 0..1.

    Columns of the curves as in `coarticulation.ARTICULATORS`. mouthClose closes the lips in spite
    of jawOpen, as in ARKit.
    """
    gap, jaw, rounding, stretch, labio, tongue = curves.T
    lift = np.maximum(0.0, np.maximum(gap, 0.0) - jaw)
    press = np.maximum(0.0, -2.0 * gap)
    wide = np.clip(gap, 0.0, 1.0)
    values = {
        "jawOpen": jaw,
        "jawForward": 0.3 * rounding,
        "mouthClose": np.maximum(0.0, jaw - np.maximum(gap, 0.0)),
        "mouthFunnel": rounding * (0.5 + 0.5 * wide),
        "mouthPucker": rounding * (0.9 - 0.5 * wide),
        "mouthRollLower": 0.5 * press + 0.7 * labio,
        "mouthRollUpper": 0.5 * press,
        "mouthShrugLower": 0.25 * press + 0.15 * rounding,
        "mouthShrugUpper": 0.15 * press + 0.10 * rounding,
        "cheekPuff": 0.25 * press,
        "tongueOut": 0.4 * tongue,
        "mouthStretch": 0.6 * stretch,
        "mouthSmile": 0.3 * stretch,
        "mouthDimple": 0.2 * stretch,
        "mouthPress": press,
        "mouthLowerDown": 1.2 * lift,
        "mouthUpperUp": 0.8 * lift,
    }
    rows = np.stack([values[name] for name in UNITS], axis=1)
    return np.asarray(np.clip(rows, 0.0, 1.0), np.float32)
