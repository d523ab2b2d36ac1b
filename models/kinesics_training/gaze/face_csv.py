"""`FaceTake`: eyes, lids and head of a person, as an ARKit recorder or kinesics wrote them in CSV.

Columns by name, case and underscores aside: `EyeBlinkLeft/Right`, `HeadYaw`, `HeadPitch` and
`LeftEyeYaw/Pitch`, `RightEyeYaw/Pitch` [rad, left and down positive], or, for the eyes, the eight
`EyeLook...` blendshapes. Time is `t_s`, or a `Timecode` of hh:mm:ss:ff.fff at the rate told.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

F64 = npt.NDArray[np.float64]

_EYE_RAD = 0.6
"""What a blendshape of 1 turns an eye by: about 35 degrees, the end of its comfortable range."""


@dataclass(frozen=True, eq=False)
class FaceTake:
    """(N,) each, at `rate_hz` from 0 s on; angles [rad], left and down positive."""

    rate_hz: float
    gaze_yaw: F64
    gaze_pitch: F64
    head_pitch: F64
    shut: F64
    """0..1, the mean of both lids."""


def load(path: Path, *, fps: float = 60.0, rate_hz: float = 100.0) -> FaceTake:
    """What a CSV holds, at an even rate.

    Raises:
        ValueError: a column is missing; the message names it.
    """
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = [row for row in csv.DictReader(file) if any(row.values())]
    if len(rows) < 2:
        raise ValueError(f"{path}: {len(rows)} rows; wanted a recording of a face")
    columns = {_key(name): [row[name] for row in rows] for name in rows[0]}
    t_s = _times(path, columns, fps)
    even_s = np.arange(0.0, t_s[-1], 1.0 / rate_hz)

    def even(*names: str) -> F64:
        """Mean of those columns at even times."""
        parts = [np.interp(even_s, t_s, _column(path, columns, name)) for name in names]
        return np.asarray(np.mean(parts, axis=0))

    yaw, pitch = even("headyaw"), even("headpitch")
    if "lefteyeyaw" in columns:
        eye_yaw, eye_pitch = (
            even("lefteyeyaw", "righteyeyaw"),
            even("lefteyepitch", "righteyepitch"),
        )
    else:
        left = even("eyelookoutleft", "eyelookinright")
        eye_yaw = _EYE_RAD * (left - even("eyelookinleft", "eyelookoutright"))
        down = even("eyelookdownleft", "eyelookdownright")
        eye_pitch = _EYE_RAD * (down - even("eyelookupleft", "eyelookupright"))
    shut = even("eyeblinkleft", "eyeblinkright")
    return FaceTake(rate_hz, yaw + eye_yaw, pitch + eye_pitch, pitch, shut)


def _key(name: str) -> str:
    return name.replace("_", "").strip().lower()


def _column(path: Path, columns: dict[str, list[str]], name: str) -> F64:
    if name not in columns:
        raise ValueError(f"{path}: no column {name}; it has {', '.join(sorted(columns))}")
    return np.array([float(value) for value in columns[name]])


def _times(path: Path, columns: dict[str, list[str]], fps: float) -> F64:
    if "ts" in columns:
        t_s = _column(path, columns, "ts")
    elif "timecode" in columns:
        parts = [[float(part) for part in one.split(":")] for one in columns["timecode"]]
        t_s = np.array([3600 * h + 60 * m + s + frame / fps for h, m, s, frame in parts])
    else:
        raise ValueError(f"{path}: no column t_s or Timecode: wanted to know when each row was")
    if (np.diff(t_s) < 0.0).any():
        raise ValueError(f"{path}: time goes back; wanted rows in order")
    return np.asarray(t_s - t_s[0])
