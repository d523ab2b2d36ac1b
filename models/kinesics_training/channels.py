"""Lip articulators as ARKit channels, and the lip measures that any set of channels amounts to.

The measures are what the scores and the robot's rigs look at::

    gap      = jawOpen - mouthClose + (mouthLowerDown + mouthUpperUp) / 2 - mouthPress / 2
    rounding = (mouthPucker + mouthFunnel) / 1.4
    stretch  = (mouthStretch + mouthSmile + mouthDimple) / 1.1
    labio    = mouthRollLower - mouthRollUpper, not below 0

(left and right averaged). mouthClose closes the lips in spite of jawOpen, as in ARKit.
"""

import numpy as np
import numpy.typing as npt

F32 = npt.NDArray[np.float32]
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
"""What the network learns: one value for each left-right pair, (17,)."""
CHANNELS = (*SINGLE, *(f"{name}{side}" for name in PAIRED for side in ("Left", "Right")))
"""What the shipped files give, (23,)."""
MEASURES = ("gap", "rounding", "stretch", "labio")


def expansion() -> list[int]:
    """The unit that each channel copies, (23,)."""
    bases = [name.removesuffix("Left").removesuffix("Right") for name in CHANNELS]
    return [UNITS.index(base) for base in bases]


def units(curves: F32) -> F32:
    """Articulator curves (T, 6) as channel units (T, 17), 0..1."""
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


def measure_matrix() -> F32:
    """Rows of `MEASURES` over `UNITS`, (4, 17); labio still to be clipped at 0."""
    weights: dict[str, dict[str, float]] = {
        "gap": {
            "jawOpen": 1, "mouthClose": -1, "mouthLowerDown": 0.5, "mouthUpperUp": 0.5,
            "mouthPress": -0.5,
        },
        "rounding": {"mouthPucker": 1 / 1.4, "mouthFunnel": 1 / 1.4},
        "stretch": {"mouthStretch": 1 / 1.1, "mouthSmile": 1 / 1.1, "mouthDimple": 1 / 1.1},
        "labio": {"mouthRollLower": 1, "mouthRollUpper": -1},
    }  # fmt: skip
    rows = [[weights[measure].get(unit, 0.0) for unit in UNITS] for measure in MEASURES]
    return np.array(rows, np.float32)


def measures(channels: F32) -> F32:
    """Lip measures (T, 4) of channels (T, 23)."""
    fold = np.zeros((len(UNITS), len(CHANNELS)), np.float32)
    for column, unit in enumerate(expansion()):
        fold[unit, column] = 0.5 if UNITS[unit] in PAIRED else 1.0
    values = channels @ (measure_matrix() @ fold).T
    values[:, 3] = np.maximum(values[:, 3], 0.0)
    return np.asarray(values, np.float32)
