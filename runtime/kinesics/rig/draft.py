"""`draft_of`: a first rig file for a robot of which only its URDF is known."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from textwrap import wrap

from kinesics.counted import counted
from kinesics.errors import RigError
from kinesics.rig.actuators import Actuator
from kinesics.rig.load import MAX_NAME, SMOOTHING_S
from kinesics.rig.name_guess import NameGuess, guess_of, plain_name
from kinesics.rig.servo_guess import HORN_M, allowed_velocity, servo_for
from kinesics.rig.urdf import Urdf, UrdfJoint

__all__ = ["Draft", "draft_of"]

_CALM = 0.5  # of the class's acceleration: a joint with a limb on it has less than its servo alone
_ABOUT = 1.0 + 1e-9
_WIDE = 98
_UPRIGHT = 0.7  # an axis nearer to another one than 45 degrees is that other one's


@dataclass(frozen=True, slots=True)
class Draft:
    """A rig file, and what a person should look at."""

    text: str
    joints: int
    driven: int
    """Joints that some channel moves."""
    notes: tuple[str, ...]
    """What was not understood, or not taken as it was, a sentence a kind."""


@dataclass(frozen=True, slots=True)
class _Joint:
    """One joint as it will be written."""

    urdf: UrdfJoint
    name: str
    servo: Actuator
    ratio: float
    low: float
    high: float
    neutral: float
    velocity: float
    guess: NameGuess | None
    share: float = 1.0
    """Of an angle, where several joints make it together: a neck and a head that both pitch."""

    @property
    def acceleration(self) -> float:
        """Conservative [unit/s²]."""
        return _three_digits(_CALM * self.servo.acceleration * self.ratio)

    @property
    def amount(self) -> float:
        """Of the drive: `gain` about an axis, else `by`."""
        if self.guess is None:
            return 0.0
        if self.guess.axis is not None:
            return -self.share if self.urdf.axis[self.guess.axis] < -_UPRIGHT else self.share
        up, down = self.high - self.neutral, self.low - self.neutral
        rises = float(self.urdf.axis[2]) * (-1.0 if self.guess.way == "down" else 1.0)
        if self.guess.way != "far" and self.urdf.unit == "m" and abs(rises) > _UPRIGHT:
            near, other = (up, down) if rises > 0 else (down, up)
            return near or other
        return up if up + down > -1e-9 else down


def draft_of(urdf: Urdf, source: str) -> Draft:
    """A rig file with the joints and limits of `urdf`, which `source` names; guesses are marked.

    Raises:
        RigError: two joints would get the same name.
    """
    joints = _shared([_joint(one) for one in urdf.joints])
    names = [joint.name for joint in joints]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        both = [joint.urdf.name for joint in joints if joint.name == twice]
        raise RigError(f"{source}: {' and '.join(map(repr, both))} would both be {twice!r}")
    notes = tuple(_notes(urdf, joints))
    name = "".join(c for c in urdf.name if c.isascii() and c.isprintable())[:MAX_NAME] or "robot"
    summary = f"{counted(len(joints), 'joint')}, drafted from a URDF"
    sections = [
        _head(source, notes),
        f"schema = 1\nname = {_text(name)}\nsummary = {_text(summary)}",
        *(_section(joint) for joint in joints),
        *_view(joints),
    ]
    driven = sum(joint.guess is not None for joint in joints)
    return Draft("\n\n".join(sections) + "\n", len(joints), driven, notes)


def _joint(one: UrdfJoint) -> _Joint:
    ratio = HORN_M if one.unit == "m" else 1.0
    servo = servo_for(one.velocity, one.effort, ratio)
    most, asked = allowed_velocity(servo, ratio), one.velocity
    low = -math.pi if one.low is None else one.low
    high = math.pi if one.high is None else one.high
    name = plain_name(one.name)
    return _Joint(
        urdf=one,
        name=name,
        servo=servo,
        ratio=ratio,
        low=round(low, 9),
        high=round(high, 9),
        neutral=0.0 if low <= 0.0 <= high else round((low + high) / 2, 6),
        velocity=_three_digits(most) if asked is None or asked > most * _ABOUT else asked,
        guess=guess_of(name),
    )


def _shared(joints: Sequence[_Joint]) -> list[_Joint]:
    """The joints, those of one angle with equal shares of it; two eyes have one each."""
    roles = [one.guess and one.guess.axis is not None and one.guess.view for one in joints]
    return [
        replace(joint, share=round(1.0 / roles.count(role), 6)) if role else joint
        for joint, role in zip(joints, roles, strict=True)
    ]


def _notes(urdf: Urdf, joints: Sequence[_Joint]) -> Iterator[str]:
    """One sentence a kind, with the joints that it is about."""
    kinds: dict[str, list[str]] = {}
    for name, reason in urdf.left_out.items():
        kinds.setdefault(f"left out, {reason}", []).append(name)
    for joint in joints:
        for kind, told in _of_joint(joint):
            kinds.setdefault(kind, []).append(told)
    yield from (f"{kind}: {', '.join(names)}" for kind, names in kinds.items())


def _of_joint(joint: _Joint) -> Iterator[tuple[str, str]]:
    one, guess = joint.urdf, joint.guess
    if guess is None:
        yield "no channel is known by the name, and nothing moves it without drives", joint.name
    elif guess.axis is not None and abs(one.axis[guess.axis]) <= _UPRIGHT:
        yield "its axis is not its channel's, so check the sign of its gain", joint.name
    if joint.share < 1.0:
        yield "several joints of a channel, each takes its part", joint.name
    if one.velocity is not None and joint.velocity < one.velocity:
        told = f"{joint.name} ({one.velocity:g} {one.unit}/s, taken {joint.velocity:g})"
        yield "faster than any class of servo", told
    if (one.effort or 0.0) > joint.servo.stall_torque_nm / joint.ratio * _ABOUT:
        yield "stronger than any class of servo of that speed", joint.name
    if one.low is None:
        yield "turns without end, half a turn each way is taken", joint.name


def _head(source: str, notes: Sequence[str]) -> str:
    lines = [
        f"Drafted from {source} by `kinesics rig new`. Names, `position` and `velocity` are the "
        "URDF's;",
        "what is marked as guessed was not in it: check it against the robot, above all the signs.",
        *(["", "Not understood, or to be looked at:"] if notes else []),
        *(line for note in notes for line in wrap(f"- {note}", _WIDE, subsequent_indent="  ")),
    ]
    return "\n".join(f"# {line}".rstrip() for line in lines)


def _section(joint: _Joint) -> str:
    asked = joint.urdf.velocity
    cut = "guessed: what the class allows" if asked is None or joint.velocity < asked else ""
    renamed = "" if joint.name == joint.urdf.name else f"{joint.urdf.name!a} in the URDF"
    endless = "guessed" if joint.urdf.low is None else ""
    rows: list[tuple[str, str, str]] = [
        ("name", _text(joint.name), renamed),
        ("unit", _text(joint.urdf.unit), ""),
        ("actuator", _text(joint.servo.name), "guessed from velocity and effort"),
        ("ratio", repr(joint.ratio), _RATIO[joint.urdf.unit]),
        ("neutral", repr(joint.neutral), "guessed"),
        ("safe", repr(joint.neutral), "guessed"),
        ("position", f"[{joint.low!r}, {joint.high!r}]", endless),
        ("velocity", repr(joint.velocity), cut),
        ("acceleration", repr(joint.acceleration), "guessed: half of what the class allows"),
        ("jerk", repr(round(2 * joint.acceleration / SMOOTHING_S, 6)), "the firmware's least"),
        ("lag_ms", repr(round(1e3 * joint.servo.lag_s, 1)), "the class's: kinesics calibrate lag"),
        ("feedback", _text(joint.servo.feedback), "the class's"),
    ]  # fmt: skip
    lines = [f"{key} = {value}" + (f"  # {note}" if note else "") for key, value, note in rows]
    return "\n".join(["[[joints]]", *lines, *_drives(joint)])


_RATIO = {"rad": "guessed: the shaft itself", "m": "guessed: a horn of 10 mm"}


def _drives(joint: _Joint) -> Iterator[str]:
    if joint.guess is None:
        yield "drives = []  # not understood: no channel moves it yet"
        return
    key = "by" if joint.guess.axis is None else "gain"
    amount = repr(round(joint.amount, 9))
    yield "drives = [  # guessed from the name"
    yield f'    {{ channel = "{joint.guess.channel}", {key} = {amount} }},'
    yield "]"


def _view(joints: Sequence[_Joint]) -> Iterator[str]:
    """The drawing by the roles that were guessed, each by the first joint of its name."""
    parts: dict[str, dict[str, str]] = {}
    for joint in joints:
        if joint.guess is not None and joint.guess.view:
            part, role = joint.guess.view.split(".")
            parts.setdefault(part, {}).setdefault(role, _role(joint, joint.guess))
    for part, roles in parts.items():
        rows = "\n".join(f"{role} = {source}" for role, source in roles.items())
        yield f"[view.{part}]  # guessed, as the drives\n{rows}"


def _role(joint: _Joint, guess: NameGuess) -> str:
    sign = 1.0 if (joint.amount >= 0) == (guess.way != "down") else -1.0
    scale = sign if guess.meets is None else round(guess.meets / joint.amount, 6)
    if scale == 1.0:
        return _text(joint.name)
    return f"{{ joint = {_text(joint.name)}, scale = {scale!r} }}"


def _text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _three_digits(value: float) -> float:
    """`value` cut to three significant digits: a limit never exceeds what it is from."""
    digits = f"{value * (1.0 + 1e-9):.8e}"
    return float(digits[:4] + digits[digits.index("e") :])
