"""`arkit_json`: blendshape weights as JSON, with the keys of Audio2Face; Faceit reads it."""

import json

import numpy as np

from kinesics.measures.curves import Curves
from kinesics.record.export.face import BLENDSHAPES, face_at

__all__ = ["arkit_json"]

_FPS = 60


def arkit_json(curves: Curves) -> bytes:
    """The 52 blendshapes at 60 frames a second: `facsNames` (52) and `weightMat` (frames, 52).

    Raises:
        RecordError: no channels.
    """
    face = face_at(curves, _FPS)
    weights = np.round(np.stack([face[name] for name in BLENDSHAPES], axis=1), 6)
    content = {
        "exportFps": _FPS,
        "trackPath": "",
        "numPoses": len(BLENDSHAPES),
        "numFrames": len(weights),
        "facsNames": list(BLENDSHAPES),
        "weightMat": weights.tolist(),
    }
    return (json.dumps(content) + "\n").encode()
