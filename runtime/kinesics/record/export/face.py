"""A face as others count it, at their rate and with shapes for eyes, and back to channels."""

from pathlib import Path

import numpy as np

from kinesics.errors import RecordError
from kinesics.measures.curves import Curves
from kinesics.motion.channels import NAMES
from kinesics.record.rows import Rows
from kinesics.record.take import F64
from kinesics.table import Table
from kinesics.toml import load_toml

__all__ = ["BLENDSHAPES", "channels_at", "channels_told", "face_at", "live_link"]

BLENDSHAPES = NAMES[:52]
"""Those of ARKit, in the order of the channels."""

_SIDES = ("Left", "Right")


def live_link() -> Table:
    """What live_link_face.toml holds."""
    path = Path(__file__).with_name("live_link_face.toml")
    return Table(f"{path.name}: ", load_toml(path), RecordError)


def channels_at(curves: Curves, rate_hz: float) -> dict[str, F64]:
    """(T,) by channel at `rate_hz`, all channels; those that `curves` lack are 0.

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
    return face


def face_at(curves: Curves, rate_hz: float) -> dict[str, F64]:
    """As `channels_at`; ARKit tells gaze by eight blendshapes besides, which follow it here.

    Raises:
        RecordError: `curves` hold no channel at all.
    """
    face = channels_at(curves, rate_hz)
    for name, look in _looks(face["gaze_yaw"], face["gaze_pitch"]).items():
        face[name] = np.clip(face[name] + look, 0.0, 1.0)
    return face


def channels_told(rows: Rows) -> Rows:
    """What a face recorder told, as channels: the way back from `face_at`.

    Blendshapes may begin with a capital; the angles of live_link_face.toml are head and gaze. Where
    all eight shapes of the eyes are there, gaze is what they agree in, and the rest stays theirs:
    their directions are certain, those of the angles are not. What is no channel keeps its name.

    Raises:
        RecordError: no signal at all.
    """
    angles = dict(live_link().value("angles"))
    found: dict[str, list[F64]] = {}
    for name, column in zip(rows.names, rows.values.T, strict=True):
        own = angles.get(name, name[:1].lower() + name[1:])
        if own:
            found.setdefault(own if own in NAMES else name, []).append(column)
    told = {name: np.mean(columns, axis=0) for name, columns in found.items()}
    if all(name in told for name in _LOOKS):
        out, in_, down, up = (
            [told[f"eyeLook{way}{side}"] for side in ("Left", "Right")]
            for way in ("Out", "In", "Down", "Up")
        )
        turn_rad = live_link().number("eye_turn_rad")
        told["gaze_yaw"] = turn_rad * (out[0] - in_[0] + in_[1] - out[1]) / 2.0
        told["gaze_pitch"] = turn_rad * (down[0] - up[0] + down[1] - up[1]) / 2.0
        for name, look in _looks(told["gaze_yaw"], told["gaze_pitch"]).items():
            told[name] = np.maximum(told[name] - look, 0.0)
    if not told:
        raise RecordError("no signals in it; wanted blendshapes")
    return Rows(tuple(told), rows.t_s, np.stack(list(told.values()), axis=1))


_LOOKS = tuple(f"eyeLook{way}{side}" for way in ("Out", "In", "Down", "Up") for side in _SIDES)


def _looks(yaw_rad: F64, pitch_rad: F64) -> dict[str, F64]:
    """(T,) of each shape of the eyes that look there, from 0 up."""
    turn_rad = live_link().number("eye_turn_rad")
    left, down = yaw_rad / turn_rad, pitch_rad / turn_rad
    looks = {
        "eyeLookOutLeft": left, "eyeLookInRight": left,
        "eyeLookInLeft": -left, "eyeLookOutRight": -left,
        "eyeLookDownLeft": down, "eyeLookDownRight": down,
        "eyeLookUpLeft": -down, "eyeLookUpRight": -down,
    }  # fmt: skip
    return {name: np.maximum(look, 0.0) for name, look in looks.items()}
