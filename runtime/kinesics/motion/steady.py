"""What the vestibulo-ocular reflex is about: eyes, and what carries them.

Eyes stay where they look while others move head and torso: kernels/eyes.c turns them in a mix. That
is of one instant as it is *seen*: eyes, head and torso, sampled each by the lag of its own joints,
are moved for the same instant, so the reflex is neither early nor late.
"""

import numpy as np
from numpy.typing import NDArray

from kinesics.motion.channels import columns

__all__ = ["CARRIERS", "CARRIER_COLUMNS", "EYES", "EYE_COLUMNS"]

EYE_COLUMNS: NDArray[np.int64] = columns(["gaze_yaw", "gaze_pitch"]).astype(np.int64)
CARRIER_COLUMNS: NDArray[np.int64] = columns(
    [f"{part}_{axis}" for part in ("head", "torso") for axis in ("yaw", "pitch", "roll")]
).astype(np.int64)

EYES = frozenset(EYE_COLUMNS.tolist())

CARRIERS = frozenset(CARRIER_COLUMNS.tolist())
"""What the eyes are turned against: the channels of what carries them."""
