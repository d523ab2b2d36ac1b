"""`JointOwner`: joints that follow a path from outside, and are taken and given back smoothly.

It stands between the rig's wish and all that keeps a robot safe (quiet mode, guard, limiter), which
treat an owner's wish as any other. Whatever a joint follows from one row to the next, its wish is
continuous in position and velocity: what is missing at a change is made up for in a time in which
the joint can.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kinesics.motion.joint_path import JointMotion, JointPath
from kinesics.ports import Packet
from kinesics.rig.rig import Rig
from kinesics.signals import Speech, SpeechEnd

__all__ = ["Joined", "JointOwner"]

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
Bools = NDArray[np.bool_]

_SEAM_S = 0.2
"""Shortest time in which a joint changes from what it followed to what it follows."""

_SHARE = 0.5
"""Of velocity and acceleration that a change may take: the rest is for what is followed."""

_LIPS_SEAM_S, _LIPS_SHARE = 0.08, 0.9
"""Of lips that are given back: the first sound is heard 0.12 s after the first row of it."""

_LONGEST_S = 5.0
_COAST_S = 0.06  # as motion/ease.py has it

_LIPS_BEFORE_NS = 300_000_000
_LIPS_AFTER_NS = 200_000_000
"""Lips belong to speech from before its first sound until after its last."""

_KEPT_NS = 2_000_000_000  # further back than rows are ever taken back
_NEVER_NS = 2**62


class _Seam(NamedTuple):
    """What is added to what is followed, (J,) each: nothing once it is over."""

    t_ns: I64
    length_s: F64
    gap: F64
    slope: F64
    coast_s: F64

    def at(self, t_ns: int) -> F64:
        since_s = (t_ns - self.t_ns) * 1e-9
        x = np.minimum(since_s / self.length_s, 1.0)
        coasted_s = self.coast_s * (1.0 - np.exp(-since_s / self.coast_s))
        added: F64 = (1.0 - x * x * (3.0 - 2.0 * x)) * (self.gap + coasted_s * self.slope)
        return added

    def begun(self, joints: Bools, new: "_Seam") -> "_Seam":
        """With some joints at the beginning of another."""
        return _Seam(*(np.where(joints, two, one) for one, two in zip(self, new, strict=True)))


class Joined(NamedTuple):
    """What the next row depends on."""

    follows: I64
    """(J,) number of what was told that each joint follows; 0: the robot's own life."""
    seam: _Seam
    asked: F64 | None
    """(J,) the rig's last wish."""
    wish: F64 | None
    """(J,) the last wish that left."""
    before: F64 | None
    """(J,) the one before."""


@dataclass(frozen=True, slots=True, eq=False)
class _Told:
    """A motion, and the joints whose owner it changes."""

    number: int
    motion: JointMotion
    joints: Bools
    """(J,) those of its path, and those that its owner had and gives back with it."""
    moved: Bools
    """(J,) those of its path."""


class JointOwner:
    """Asked row by row; without an owner it lets a wish pass as it is."""

    def __init__(self, rig: Rig, rate_hz: float) -> None:
        limits = rig.limits
        self._count = len(rig.joints)
        self._low, self._high = limits.position_min, limits.position_max
        self._velocity, self._acceleration = limits.velocity, limits.acceleration
        self._dt_s = 1.0 / rate_hz
        self._dt_ns = round(1e9 / rate_hz)
        self._groups = [(group.lag_ns, self._mask(group.joints)) for group in rig.lag_groups()]
        self._lips = np.zeros(self._count, np.bool_) if rig.lips is None else rig.lips.gap != 0.0
        self._speaks: list[list[int]] = []
        """From when until when it speaks."""
        self._told: list[_Told] = []
        self._paths: dict[int, JointPath] = {}
        """By the numbers of what was told."""
        self._numbers = self._intents = 0
        """Of what was told, and how many tell now."""
        none = np.zeros(self._count)
        over = _Seam(np.zeros(self._count, np.int64), none + 1.0, none, none, none + _COAST_S)
        self._is = Joined(np.zeros(self._count, np.int64), over, None, None, None)
        self._over_ns = self._tidy_ns = 0
        """When the last seam is, and when it is time to forget."""

    @property
    def owned(self) -> Bools:
        """(J,) joints that an owner moved in the last row."""
        owned: Bools = self._is.follows != 0
        return owned

    def hear(self, packet: Packet) -> None:
        """Any packet: motions of owners, and when it speaks."""
        if isinstance(packet, JointMotion):
            self._tell(packet)
        elif isinstance(packet, Speech):
            self._speak(packet)
        elif isinstance(packet, SpeechEnd) and self._speaks:
            self._speaks[-1][1] = packet.t_ns + _LIPS_AFTER_NS

    def step(self, asked: F64, t_ns: int) -> F64:
        """The wish (J,) for the row of `t_ns`; `asked` (J,) is the rig's own."""
        now = self._is
        idle = not self._told and t_ns >= self._over_ns
        if idle or now.wish is None or now.before is None:
            self._is = now._replace(asked=asked, wish=asked, before=now.wish)
            return asked
        follows = self._follows(t_ns)
        wanted = self._values(follows, asked, t_ns)
        changed = follows != now.follows
        seam = self._joined(changed, follows, wanted, t_ns) if changed.any() else now.seam
        added = seam.at(t_ns)
        moved = np.minimum(np.maximum(wanted + added, self._low), self._high)
        wish: F64 = np.where((follows != 0) | (added != 0.0), moved, wanted)
        self._is = Joined(follows, seam, asked, wish, now.wish)
        if t_ns >= self._tidy_ns:
            self._tidy_ns = t_ns + _KEPT_NS // 8
            self._forget(t_ns)
        return wish

    def state(self) -> Joined:
        """What the next row depends on, to come back to with `restore`."""
        return self._is

    def restore(self, state: Joined) -> None:
        """Go on from an earlier `state()`: the rows after it were never made."""
        self._is = state

    def _tell(self, motion: JointMotion) -> None:
        self._numbers += 1
        moved = self._mask(() if motion.path is None else motion.path.columns)
        had = [one.moved for one in self._told if one.motion.intent == motion.intent]
        joints = np.logical_or.reduce([moved, *had])
        self._told.append(_Told(self._numbers, motion, joints, moved))
        self._intents = len({one.motion.intent for one in self._told})
        if motion.path is not None:
            self._paths[self._numbers] = motion.path

    def _speak(self, piece: Speech) -> None:
        end_ns = piece.t_ns + len(piece.samples) * 1_000_000_000 // piece.rate_hz
        if piece.first_sample == 0 or not self._speaks:
            self._speaks = [*self._speaks[-3:], [piece.t_ns - _LIPS_BEFORE_NS, _NEVER_NS]]
        self._speaks[-1][1] = end_ns + _LIPS_AFTER_NS

    def _follows(self, t_ns: int) -> I64:
        """(J,) number of what each joint follows at the row of `t_ns`: the newest, while it is."""
        follows = np.zeros(self._count, np.int64)
        for lag_ns, group in self._groups:
            seen_ns = t_ns + lag_ns
            for told in self._newest(seen_ns):
                follows[group & told.joints] = 0
                if seen_ns < told.motion.until_ns:
                    follows[group & told.moved] = told.number
            if any(begin_ns <= seen_ns < end_ns for begin_ns, end_ns in self._speaks):
                follows[group & self._lips] = 0
        return follows

    def _newest(self, seen_ns: int) -> Iterable[_Told]:
        """Of each intent the newest that has begun; the newest of all is last."""
        newest: dict[str, _Told] = {}
        for told in reversed(self._told):  # a stream has told a hundred that are over
            if told.motion.t_ns <= seen_ns:
                newest.setdefault(told.motion.intent, told)
                if len(newest) == self._intents:
                    break
        return reversed(newest.values())

    def _followed(self, follows: I64) -> list[tuple[JointPath, Bools]]:
        """Paths that are followed, and by which joints (J,)."""
        numbers = set(follows.tolist()) - {0}
        return [(self._paths[number], follows == number) for number in numbers]

    def _values(self, follows: I64, asked: F64, t_ns: int) -> F64:
        """(J,) of what each joint follows, at the row of `t_ns`."""
        values: F64 = asked.copy()
        for path, mine in self._followed(follows):
            for lag_ns, group in self._groups:
                here: Bools = (mine & group)[path.columns]
                if here.any():
                    values[path.columns[here]] = path.at(t_ns + lag_ns)[here]
        return values

    def _joined(self, changed: Bools, follows: I64, wanted: F64, t_ns: int) -> _Seam:
        """The seams, with new ones for joints that follow something else than in the last row."""
        now, last_ns = self._is, t_ns - self._dt_ns
        assert now.asked is not None
        assert now.wish is not None
        assert now.before is not None
        was = self._values(follows, now.asked, last_ns)
        gap = now.wish - was
        slope = (now.wish - now.before - (wanted - was)) / self._dt_s
        hurry = self._lips & (follows == 0)
        share = np.where(hurry, _LIPS_SHARE, _SHARE)
        velocity, acceleration = share * self._velocity, share * self._acceleration
        coast_s = np.maximum(np.abs(slope) / acceleration, _COAST_S)
        length_s = np.maximum(
            1.5 * np.abs(gap) / velocity, np.sqrt(6.0 * np.abs(gap) / acceleration)
        )
        length_s = np.where(hurry, length_s, np.maximum(length_s, 2.0 * coast_s))
        length_s = np.clip(length_s, np.where(hurry, _LIPS_SEAM_S, _SEAM_S), _LONGEST_S)
        length_s = np.maximum(length_s, self._ahead_s(follows, t_ns))
        begun_ns = np.full(self._count, last_ns, np.int64)
        self._over_ns = max(self._over_ns, last_ns + round(float(length_s.max()) * 1e9))
        return now.seam.begun(changed, _Seam(begun_ns, length_s, gap, slope, coast_s))

    def _ahead_s(self, follows: I64, t_ns: int) -> F64:
        """(J,) how long it is to the first point of what each joint follows; 0 if that is over."""
        ahead_s = np.zeros(self._count)
        for path, mine in self._followed(follows):
            ahead_s[mine] = (int(path.t_ns[0]) - t_ns) * 1e-9
        wait_s: F64 = np.maximum(ahead_s, 0.0)
        return wait_s

    def _forget(self, t_ns: int) -> None:
        """Drop what no row can follow any more."""
        if self._told and self._told[0].motion.t_ns < t_ns - _KEPT_NS:
            kept_ns = t_ns - _KEPT_NS
            newest = {one.motion.intent: one for one in self._told if one.motion.t_ns < kept_ns}
            self._told = [
                one
                for one in self._told
                if one.motion.t_ns >= kept_ns
                or (newest[one.motion.intent] is one and one.motion.until_ns > kept_ns)
            ]
            self._intents = len({one.motion.intent for one in self._told})
            kept = {one.number for one in self._told}
            self._paths = {number: path for number, path in self._paths.items() if number in kept}

    def _mask(self, joints: object) -> Bools:
        mask = np.zeros(self._count, np.bool_)
        mask[np.asarray(joints, np.intp)] = True
        return mask
