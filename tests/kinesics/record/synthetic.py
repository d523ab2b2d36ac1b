"""A take made of formulas: a humanoid that talks, looks about and gestures."""

import numpy as np

from kinesics.motion.channels import NAMES
from kinesics.motion.limits import LimitTable
from kinesics.record.take import Take

SIDES = ("left", "right")
JAW = ("jaw", "upper_lip", "lower_lip")
FACE = ("eye_yaw", "eye_pitch", "upper_lid", "lower_lid", "brow_lift", "brow_tilt")
CORNERS = ("corner_lift", "corner_stretch")
ARM = ("shoulder_pitch", "shoulder_roll", "shoulder_yaw", "elbow")
HAND = ("wrist_yaw", "wrist_pitch", "wrist_roll", "grip")
JOINTS = (
    *(f"{part}_{axis}" for part in ("waist", "neck") for axis in ("yaw", "pitch", "roll")),
    *JAW,
    *(f"{side}_{joint}" for side in SIDES for joint in FACE + CORNERS + ARM + HAND),
)
RANGES = {
    "lid": (-0.3, 0.9),
    "brow_lift": (-0.008, 0.010),
    "brow_tilt": (-0.4, 0.4),
    "jaw": (0.0, 0.42),
    "upper_lip": (-0.006, 0.008),
    "lower_lip": (-0.010, 0.010),
    "corner_lift": (-0.008, 0.010),
    "corner_stretch": (-0.008, 0.010),
    "eye_": (-0.6, 0.6),
    "grip": (0.0, 1.0),
}
METRES = ("brow_lift", "lip", "corner")


def joint_range(name):
    return next((span for part, span in RANGES.items() if part in name), (-1.6, 1.6))


def unit(name):
    if "grip" in name:
        return "1"
    return "m" if any(part in name for part in METRES) else "rad"


def talk(t_s, speech_s):
    """(T,) syllables: 0..1 while the speech lasts, smooth."""
    inside = 0.25 * (1 + np.tanh(8 * (t_s - 0.15))) * (1 + np.tanh(8 * (speech_s - 0.15 - t_s)))
    beat = np.sin(2 * np.pi * 2.2 * t_s) * np.sin(2 * np.pi * 0.9 * t_s + 0.4)
    return inside * (0.42 + 0.26 * beat + 0.16 * np.sin(2 * np.pi * 4.1 * t_s))


def blink(t_s, at_s):
    return np.exp(-(((t_s - at_s) / 0.06) ** 2))


def pose(t_s, speech_s):
    """Joint positions by name at t_s (T,)."""
    open_ = talk(t_s, speech_s)
    gaze = 0.22 * np.tanh(3 * np.sin(0.9 * t_s))
    round_ = 0.5 + 0.5 * np.sin(1.7 * t_s)
    lids = sum(blink(t_s, at) for at in (0.9, 3.1, 4.6, 7.5)) * 0.75
    beat = np.sin(1.3 * t_s)
    values = {
        "jaw": 0.30 * open_,
        "upper_lip": 0.004 * open_,
        "lower_lip": 0.006 * open_ - 0.001,
        "neck_yaw": 0.25 * np.sin(0.6 * t_s),
        "neck_pitch": 0.10 * np.sin(1.1 * t_s) - 0.03,
        "neck_roll": 0.10 * np.sin(0.8 * t_s + 1),
        "waist_yaw": 0.10 * np.sin(0.4 * t_s),
        "waist_roll": 0.03 * np.sin(0.5 * t_s),
        "left_shoulder_roll": 0.25 + 0.1 * beat,
        "right_shoulder_roll": -0.25 + 0.1 * beat,
        "left_shoulder_pitch": -0.5 - 0.3 * beat,
        "right_shoulder_pitch": -0.15 * (1 + beat),
        "left_elbow": -1.2 - 0.4 * beat,
        "right_elbow": -0.5 - 0.3 * beat,
        "left_shoulder_yaw": 0.3 * beat,
    }
    for side in SIDES:
        values |= {
            f"{side}_eye_yaw": gaze,
            f"{side}_eye_pitch": 0.08 * np.sin(1.9 * t_s),
            f"{side}_upper_lid": lids + 0.05,
            f"{side}_lower_lid": lids / 5,
            f"{side}_brow_lift": 0.005 * np.sin(0.7 * t_s),
            f"{side}_brow_tilt": 0.12 * np.sin(0.7 * t_s),
            f"{side}_corner_lift": 0.004 * np.sin(0.5 * t_s + 0.5),
            f"{side}_corner_stretch": 0.005 * round_ * open_ - 0.001,
            f"{side}_grip": 0.5 + 0.3 * beat,
        }
    zero = np.zeros_like(t_s)
    return np.stack([values.get(name, zero) + zero for name in JOINTS], axis=1)


def synthetic_take(speech_s=3.0, late_s=0.004, lag_s=0.030, pre_s=0.3, post_s=0.5):
    """A Take whose measured joints follow what was asked by `late_s`."""
    heard_t0_ns = 2_000_000_000
    rows = round((pre_s + speech_s + post_s) * 100)
    t_ns = heard_t0_ns + (np.arange(rows) - round(pre_s * 100)) * 10_000_000
    trace_t_ns = np.arange(t_ns[0], t_ns[-1] + 1, 1_000_000)
    t_s, trace_t_s = (t_ns - heard_t0_ns) / 1e9, (trace_t_ns - heard_t0_ns) / 1e9
    names = NAMES[:60]
    channels = np.zeros((rows, len(names)))
    channels[:, names.index("jawOpen")] = talk(t_s, speech_s)
    channels[:, names.index("mouthSmileLeft")] = 0.3 + 0.2 * np.sin(t_s)
    channels[:, names.index("head_yaw")] = 0.25 * np.sin(0.6 * t_s)
    low, high = np.array([joint_range(name) for name in JOINTS]).T
    count = len(JOINTS)
    rate_hz = 16_000
    audio_s = np.arange(round(speech_s * rate_hz)) / rate_hz
    voice = 0.4 * np.sin(2 * np.pi * 140 * audio_s) * talk(audio_s, speech_s)
    return Take(
        heard_t0_ns=heard_t0_ns,
        rate_hz=100.0,
        channel_names=names,
        joint_names=JOINTS,
        joint_units=tuple(unit(name) for name in JOINTS),
        t_ns=t_ns,
        channels=channels,
        asked=pose(t_s, speech_s),
        sent=pose(t_s + lag_s, speech_s),
        played=pose(t_s + lag_s, speech_s),
        measured=pose(t_s - late_s, speech_s),
        trace_rate_hz=1000.0,
        trace_t_ns=trace_t_ns,
        trace_played=pose(trace_t_s + lag_s, speech_s),
        trace_measured=pose(trace_t_s - late_s, speech_s),
        speech=voice.astype(np.float32),
        speech_rate_hz=rate_hz,
        limits=LimitTable(low, high, *(np.full(count, n) for n in (12.0, 400.0, 4e4))),
        lag_s=np.full(count, lag_s),
        diagnostics=[(int(t), {"underruns": 0, "crc_errors": 0}) for t in t_ns[::100]],
    )


def _turns(part):
    return {axis: f"{part}_{axis}" for axis in ("yaw", "pitch", "roll")}


def _lid(name):
    return {"joint": name, "scale": 1 / 0.75}


VIEW = {
    "curves": ["channel:jawOpen", "jaw", "lower_lip", "left_upper_lid", "left_eye_yaw", "neck_yaw"],
    "torso": _turns("waist"),
    "head": _turns("neck"),
    "mouth": {
        "jaw": {"joint": "jaw", "scale": 0.030},
        "upper_lip": "upper_lip",
        "lower_lip": "lower_lip",
        **{f"{side}_{corner}": f"{side}_{corner}" for side in SIDES for corner in CORNERS},
    },
    **{
        f"{side}_eye": {
            "yaw": f"{side}_eye_yaw",
            "pitch": f"{side}_eye_pitch",
            "upper_lid": _lid(f"{side}_upper_lid"),
            "lower_lid": _lid(f"{side}_lower_lid"),
            "brow_lift": f"{side}_brow_lift",
            "brow_tilt": f"{side}_brow_tilt",
        }
        for side in SIDES
    },
    **{f"{side}_arm": {joint: f"{side}_{joint}" for joint in ARM + HAND} for side in SIDES},
}
