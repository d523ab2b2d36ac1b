"""Blendshape weights as JSON, with the keys of Audio2Face, written and read; Faceit reads it."""

import json

import numpy as np

from kinesics.errors import RecordError
from kinesics.measures.curves import Curves
from kinesics.record.export.face import BLENDSHAPES, channels_told, face_at
from kinesics.record.rows import Rows

__all__ = ["arkit_json", "read_arkit_json"]

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


def read_arkit_json(text: str) -> Rows:
    """What such a file tells, as channels.

    Raises:
        RecordError: not JSON, or without those keys.
    """
    try:
        content = json.loads(text)
        names = tuple(map(str, content["facsNames"]))
        weights = np.array(content["weightMat"], np.float64)
        rate_hz = float(content["exportFps"])
    except (ValueError, TypeError, KeyError) as error:
        raise RecordError(
            f"no blendshapes in it ({error!r}); wanted JSON with facsNames, weightMat and exportFps"
        ) from error
    if weights.ndim != 2 or weights.shape[1] != len(names) or not rate_hz > 0.0:
        raise RecordError(
            f"weightMat of shape {weights.shape} for {len(names)} facsNames at {rate_hz:g} fps; "
            "wanted (frames, names), and a positive rate"
        )
    return channels_told(Rows(names, np.arange(len(weights)) / rate_hz, weights))
