"""`face_at`: a face of channels as others count it: at their rate, with the shapes of eyes."""

from pathlib import Path

import numpy as np

from kinesics.errors import RecordError
from kinesics.measures.curves import Curves
from kinesics.motion.channels import NAMES
from kinesics.record.take import F64
from kinesics.table import Table
from kinesics.toml import load_toml

__all__ = ["BLENDSHAPES", "face_at", "live_link"]

BLENDSHAPES = NAMES[:52]
"""Those of ARKit, in the order of the channels."""


def live_link() -> Table:
    """What live_link_face.toml holds."""
    path = Path(__file__).with_name("live_link_face.toml")
    return Table(f"{path.name}: ", load_toml(path), RecordError)


def face_at(curves: Curves, rate_hz: float) -> dict[str, F64]:
    """(T,) by channel at `rate_hz`, all channels; those that `curves` lack are 0.

    ARKit tells gaze by eight blendshapes besides: where the channels are at rest they follow
    `gaze_yaw` and `gaze_pitch`.

    Raises:
        RecordError: `curves` hold no channel at all.
    """
    known = [name for name in NAMES if name in curves.names]
    if not known:
        raise RecordError(f"{curves.names[0]} and the others are no channels; wanted channels")
    count = int(curves.length_s * rate_hz + 1e-6) + 1
    wanted_s, told_s = np.arange(count) / rate_hz, np.arange(len(curves.values)) / curves.rate_hz
    face = {name: np.zeros(count) for name in NAMES}
    for name in known:
        face[name] = np.interp(wanted_s, told_s, curves.values[:, curves.names.index(name)])
    turn_rad = live_link().number("eye_turn_rad")
    left, down = face["gaze_yaw"] / turn_rad, face["gaze_pitch"] / turn_rad
    looks = {
        "eyeLookOutLeft": left, "eyeLookInRight": left,
        "eyeLookInLeft": -left, "eyeLookOutRight": -left,
        "eyeLookDownLeft": down, "eyeLookDownRight": down,
        "eyeLookUpLeft": -down, "eyeLookUpRight": -down,
    }  # fmt: skip
    for name, look in looks.items():
        face[name] = np.clip(face[name] + np.maximum(look, 0.0), 0.0, 1.0)
    return face
