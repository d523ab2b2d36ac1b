"""Which channels move the humanoid's joints, and how far.

The mouth is designed round its closures. With the lip gap of `joints.LIP_LEVER_M`, `jawOpen` = 1
opens 12 mm; `mouthClose` = `jawOpen` lifts the lower lip by two thirds of the gap and lowers the
upper one by a third, so that ARKit's promise (lips closed over any jaw) is kept exactly. The lower
lip passes behind the upper one: a negative gap is pressed lips, not a stalled servo.
"""

from dataclasses import dataclass

from kinesics.rig.description.joints import SIDES, Side

__all__ = ["NECK_ABOVE_WAIST_M", "Drive", "drives_of"]

NECK_ABOVE_WAIST_M = 0.33
"""How far a radian of the waist carries a head that the neck keeps level; see `body.py`."""


@dataclass(frozen=True, slots=True)
class Drive:
    """One channel's part in a joint, as the rig file writes it."""

    channel: str
    key: str
    """`by`: joint units at channel 1; `gain`: per channel unit; `curve`: knots of x and y."""
    value: float | tuple[tuple[float, float], ...]


def _by(channel: str, amount: float) -> Drive:
    return Drive(channel, "by", amount)


def _gain(channel: str, gain: float) -> Drive:
    return Drive(channel, "gain", gain)


def drives_of(joint: str) -> tuple[Drive, ...]:
    """What moves `joint`, in the order of the rig file."""
    return _DRIVES[joint]


_LEAN = 1.0 / NECK_ABOVE_WAIST_M
_SPINE = {
    "waist_yaw": (_gain("torso_yaw", 1.0),),
    "waist_pitch": (_gain("torso_pitch", 1.0), _gain("head_x", _LEAN), _by("breath", -0.012)),
    "waist_roll": (_gain("torso_roll", 1.0), _gain("head_y", -_LEAN)),
    "neck_yaw": (_gain("head_yaw", 1.0),),
    "neck_pitch": (_gain("head_pitch", 1.0), _gain("head_x", -_LEAN)),
    "neck_roll": (_gain("head_roll", 1.0), _gain("head_y", _LEAN)),
}


def _eye(side: Side) -> dict[str, tuple[Drive, ...]]:
    """Eyes, lids and brow of one side.

    Over 0.9, a blink drives beyond closed: so far that the lid shuts even when wide eyes and an
    upward gaze pull it open (0.75 + 0.2 + 0.3 · 0.8 = 1.19 rad).
    """
    name, end = side.name, side.suffix
    return {
        f"{name}_eye_yaw": (
            _gain("gaze_yaw", 1.0),
            _gain("vergence", -0.5 * side.sign),
            _by(f"eyeLookIn{end}", -0.1 * side.sign),
            _by(f"eyeLookOut{end}", 0.1 * side.sign),
        ),
        f"{name}_eye_pitch": (
            _gain("gaze_pitch", 1.0),
            _by(f"eyeLookUp{end}", -0.1),
            _by(f"eyeLookDown{end}", 0.1),
        ),
        f"{name}_upper_lid": (
            Drive(f"eyeBlink{end}", "curve", ((0.0, 0.0), (0.9, 0.75), (1.0, 1.19))),
            _by(f"eyeWide{end}", -0.2),
            _by(f"eyeSquint{end}", 0.16),
            _by(f"cheekSquint{end}", 0.05),
            _gain("gaze_pitch", 0.3),
        ),
        f"{name}_lower_lid": (
            _by(f"eyeBlink{end}", 0.12),
            _by(f"eyeWide{end}", -0.07),
            _by(f"eyeSquint{end}", 0.14),
            _by(f"cheekSquint{end}", 0.13),
            _by(f"noseSneer{end}", 0.04),
        ),
        f"{name}_brow_lift": (
            _by(f"browDown{end}", -0.006),
            _by("browInnerUp", 0.003),
            _by(f"browOuterUp{end}", 0.007),
            _by(f"noseSneer{end}", -0.002),
        ),
        f"{name}_brow_tilt": (
            _by(f"browDown{end}", -0.26),
            _by("browInnerUp", 0.34),
            _by(f"browOuterUp{end}", -0.14),
            _by(f"noseSneer{end}", -0.06),
        ),
    }


def _lips() -> dict[str, tuple[Drive, ...]]:
    """Jaw and lips: driven by the mouth's region alone, so that no other one costs a closure."""
    return {
        "jaw": (_by("jawOpen", 0.40),),
        "upper_lip": (
            _by("mouthClose", -0.004),
            _by("mouthUpperUpLeft", 0.003),
            _by("mouthUpperUpRight", 0.003),
            _by("mouthShrugUpper", 0.002),
            _by("mouthRollUpper", -0.0015),
            _by("mouthPressLeft", -0.0005),
            _by("mouthPressRight", -0.0005),
            _by("mouthFunnel", 0.002),
        ),
        "lower_lip": (
            _by("mouthClose", 0.008),
            _by("mouthLowerDownLeft", -0.004),
            _by("mouthLowerDownRight", -0.004),
            _by("mouthShrugLower", 0.003),
            _by("mouthRollLower", 0.002),
            _by("mouthPressLeft", 0.001),
            _by("mouthPressRight", 0.001),
            _by("mouthFunnel", -0.002),
        ),
    }


def _corner(side: Side) -> dict[str, tuple[Drive, ...]]:
    """A mouth corner; with the jaw it falls by a quarter of the gap, as a cheek would pull it."""
    name, end = side.name, side.suffix
    return {
        f"{name}_corner_lift": (
            _by("jawOpen", -0.003),
            _by(f"mouthSmile{end}", 0.009),
            _by(f"mouthFrown{end}", -0.007),
            _by(f"mouthDimple{end}", 0.001),
            _by(f"mouthStretch{end}", -0.001),
            _by(f"cheekSquint{end}", 0.001),
        ),
        f"{name}_corner_stretch": (
            _by("jawOpen", -0.001),
            _by(f"mouthSmile{end}", 0.005),
            _by(f"mouthFrown{end}", 0.001),
            _by(f"mouthDimple{end}", 0.003),
            _by(f"mouthStretch{end}", 0.007),
            _by(f"mouthPress{end}", 0.001),
            _by("mouthFunnel", -0.005),
            _by("mouthPucker", -0.008),
            _by("mouthLeft", 0.004 * side.sign),
            _by("mouthRight", -0.004 * side.sign),
        ),
    }


def _arm(side: Side) -> dict[str, tuple[Drive, ...]]:
    """An arm: its channels are angles from the rest pose, and breath lifts the shoulder."""
    name = side.name
    joints = "shoulder_pitch shoulder_roll shoulder_yaw elbow wrist_yaw wrist_pitch wrist_roll"
    arm = {f"{name}_{joint}": (_gain(f"{name}_{joint}", 1.0),) for joint in joints.split()}
    roll = f"{name}_shoulder_roll"
    return {
        **arm,
        roll: (*arm[roll], _by("breath", 0.02 * side.sign)),
        f"{name}_grip": (_gain(f"{name}_hand", 1.0),),
    }


_DRIVES = {
    **_SPINE,
    **_lips(),
    **{joint: row for side in SIDES for joint, row in _eye(side).items()},
    **{joint: row for side in SIDES for joint, row in _corner(side).items()},
    **{joint: row for side in SIDES for joint, row in _arm(side).items()},
}
