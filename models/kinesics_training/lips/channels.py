"""The lip measures that any set of mouth channels amounts to.

The measures are what the scores and the robot's rigs look at::

    gap      = jawOpen - mouthClose + (mouthLowerDown + mouthUpperUp) / 2 - mouthPress / 2
    rounding = (mouthPucker + mouthFunnel) / 1.4
    stretch  = (mouthStretch + mouthSmile + mouthDimple) / 1.1
    labio    = mouthRollLower - mouthRollUpper, not below 0

(left and right averaged).
"""

import numpy as np
import numpy.typing as npt

from kinesics.audio.mouth import CHANNELS, PAIRED, UNITS, expansion, units

__all__ = ["CHANNELS", "MEASURES", "UNITS", "expansion", "measure_matrix", "measures", "units"]

F32 = npt.NDArray[np.float32]
MEASURES = ("gap", "rounding", "stretch", "labio")


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
