"""`Guard`: the last stage before the wire: no limb through the body, no hand faster than its cap.

What holds after every row: braking as hard as the limits allow, from here on, meets nothing and
keeps the cap. So there is always a next row for which it holds again: that braking. A row that is
wanted is taken where it keeps this; else one that is slower, or slides along what is in the way;
else what is in the way is braked for. Clearance changes by no more than the way of the nearer
points, so what lies between two poses that were looked at is known too. What passes, and most
does, is judged in C: kernels/guard.c.
"""

from collections.abc import Callable
from ctypes import Structure, c_double, c_int64
from math import ceil

import numpy as np
from numpy.typing import NDArray

from kinesics.kernels.room import POINTER
from kinesics.motion.limits import Limiter, Step
from kinesics.rig.clearance import Clearance
from kinesics.rig.hand_cap import HandCap
from kinesics.rig.hand_speed import levers
from kinesics.rig.rig import Rig

__all__ = ["Guard", "GuardStruct", "guard_of"]

F64 = NDArray[np.float64]
Bools = NDArray[np.bool_]

MARGIN_M = 0.006
"""That stays free: rows are rounded to int16, and the firmware averages over 30 ms."""

APPROACH_PER_S = 16.0
"""A limb comes nearer by at most this share of what is free in a second: it slows down before."""

SPEED_SHARE = 0.97
"""Of the cap on the hands: what is aimed at, so that the cap itself is kept."""

_TAKEN, _LIMITED, _FAST = range(3)  # of guard_step
_SLIDES = 6  # pairs that are slid along at once
_SWEEPS = 4
_WAY_M = 0.02  # between the poses of a braking that are looked at
_MOST_POSES = 12


class GuardStruct(Structure):
    """`Guard` of kernels/guard.h."""

    _fields_ = (
        ("limits", POINTER),
        ("hands", POINTER),
        ("clearance", POINTER),
        *((name, c_int64) for name in ("guarded", "pairs")),
        *((name, POINTER) for name in ("joint", "levers", "slowness")),
        *((name, c_double) for name in ("approach_per_s", "margin_m")),
        *((name, POINTER) for name in ("looked", "clear", "left")),
    )


class Guard:
    """Stands before a `Limiter`; of a rig with capsules."""

    def __init__(self, rig: Rig, limiter: Limiter, rate_hz: float) -> None:
        self._clearance = Clearance(rig)
        self._limiter = limiter
        self._dt_s = 1.0 / rate_hz
        skeleton = self._clearance.skeleton
        self._joints = np.array(sorted({link.joint for link in skeleton.links}), dtype=np.intp)
        self._levers = _pair_levers(rig, self._clearance, self._joints)  # (P, G)
        self._hands = HandCap(rig, skeleton, self._joints, limiter, SPEED_SHARE)
        self._moves = self._levers > 0.0
        self.slowed = self.slid = self.braked = 0
        """Rows that were another than wanted: for the cap, turned aside, or braked."""
        self._looked: F64 = limiter.room.zeros(len(self._joints))
        self._clear: F64 = limiter.room.zeros(len(self._levers))
        self._step, self._stop, self._look = self._in_c()
        self._look()

    def _in_c(self) -> tuple[Callable[[], int], ...]:
        room = self._limiter.room
        struct = room.struct(
            GuardStruct,
            limits=self._limiter.struct,
            hands=self._hands.struct,
            clearance=self._clearance.struct(room),
            guarded=len(self._joints),
            pairs=len(self._levers),
            joint=self._joints,
            levers=np.ascontiguousarray(self._levers.T),
            slowness=0.5 / self._limiter.acceleration[self._joints],
            approach_per_s=APPROACH_PER_S,
            margin_m=MARGIN_M,
            looked=self._looked,
            clear=self._clear,
            left=room.zeros(len(self._levers)),
        )
        names = ("guard_step", "guard_stops_far", "guard_look")
        return tuple(room.function(name, struct) for name in names)

    def step(self, wanted: F64) -> F64:
        """The next row (J,), given the wanted positions (J,)."""
        limiter = self._limiter
        limiter.asked[:] = wanted
        did = self._step()
        if did in {_TAKEN, _LIMITED}:
            return limiter.taken(limited=did == _LIMITED)
        step = limiter.made()
        if did == _FAST:
            step = self._slowed(step)
            if self._stops_far(step):
                return limiter.take(step)
        return limiter.take(self._safe(step))

    def _slowed(self, step: Step) -> Step:
        """With no hand too fast, in it or in a full braking after it."""
        self._limiter.place(step)
        if not self._hands.slow():
            return step
        self.slowed += 1
        return self._limiter.made()

    def _keeps_cap(self, step: Step) -> bool:
        self._limiter.place(step)
        return bool(self._hands.keeps())

    def _stops_far(self, step: Step) -> bool:
        """Whether a braking after `step` can meet nothing, judging by the pose looked at last."""
        self._limiter.place(step)
        return bool(self._stop())

    def _safe(self, step: Step) -> Step:
        """`step`, or the nearest to it that meets nothing and could still stop."""
        aside = self._slid(step)
        self.slid += aside is not step
        aside = self._slowed(aside)
        if self._stops_far(aside) or self._stops_free(aside):
            return aside
        self.braked += 1
        some = self._moves[~self._free.all(axis=0)].any(axis=0)
        held = self._limiter.braked(aside, self._mask(some))
        if self._stops_free(held) and self._keeps_cap(held):
            return held
        return self._limiter.braked(aside, self._mask(np.ones_like(some)))

    def _mask(self, guarded: Bools) -> Bools:
        mask = np.zeros(len(self._limiter.position), dtype=np.bool_)
        mask[self._joints] = guarded
        return mask

    def _slid(self, step: Step) -> Step:
        """With no pair coming nearer faster than it may (after Faverjon & Tournassoud 1987)."""
        self._look()
        velocity = step.velocity[self._joints]
        room = self._clear - MARGIN_M
        fast = room * APPROACH_PER_S < self._levers @ np.abs(velocity)
        pairs = np.flatnonzero(fast)
        if not len(pairs):
            return step
        frames = self._clearance.skeleton.frames(self._limiter.position[None])
        near = self._clearance.near(frames)
        slopes = self._clearance.slopes(frames, near, pairs)[:, self._joints]
        missing = -APPROACH_PER_S * room[pairs] - slopes @ velocity
        if missing.max() <= 0.0:
            return step
        nearest = pairs[np.argsort(room[pairs])][:_SLIDES]
        rows = np.searchsorted(pairs, nearest)
        turned = step.velocity.copy()
        turned[self._joints] = _projected(velocity, slopes[rows], -APPROACH_PER_S * room[nearest])
        return self._limiter.turned(step, turned)

    def _stops_free(self, step: Step) -> bool:
        """Whether the way to `step`, and a full braking from there, meet nothing."""
        slowing = self._limiter.acceleration
        speed = np.maximum(np.abs(step.velocity) - 0.5 * slowing * self._dt_s, 0.0)
        end_s = speed / slowing
        way = 0.5 * speed * end_s
        far_m = float((self._levers @ way[self._joints]).max(initial=0.0))
        count = min(ceil(far_m / _WAY_M), _MOST_POSES)
        times = np.arange(count + 1)[:, None] * (end_s[self._joints].max() / max(count, 1))
        times = np.minimum(times, end_s)
        gone = np.sign(step.velocity) * times * (speed - 0.5 * slowing * times)
        poses = np.vstack((self._limiter.position, step.position + gone))
        clear = self._clearance.of(poses)
        moved = np.abs(np.diff(poses[:, self._joints], axis=0)) @ self._levers.T  # (N, P)
        between = 0.5 * (clear[1:] + clear[:-1] - moved)
        leaving = (clear[0] <= 0.0) & (clear[1:] >= clear[:-1] - 1e-6)
        self._free = (between > 0.0) | leaving
        return bool(self._free.all())


def guard_of(rig: Rig, limiter: Limiter, rate_hz: float) -> Guard | None:
    """The guard before a limiter; None where nobody said how thick the robot is."""
    return None if rig.skeleton is None else Guard(rig, limiter, rate_hz)


def _projected(velocity: F64, slopes: F64, least: F64) -> F64:
    """The velocity (G,) nearest to this with slopes (K, G) · velocity >= least (K,), nearly."""
    found: F64 = velocity.copy()
    square = np.maximum((slopes * slopes).sum(axis=1), 1e-6)
    for _ in range(_SWEEPS):
        for slope, size, wanted in zip(slopes, square, least, strict=True):
            missing = wanted - float(slope @ found)
            if missing > 0.0:
                found += slope * (missing / size)
    return found


def _pair_levers(rig: Rig, clearance: Clearance, joints: NDArray[np.intp]) -> F64:
    """(P, G) by how much a pair's clearance changes at most for each unit of each joint."""
    rods = [
        levers(clearance.skeleton, name, ends, joints, rig.limits) for name, ends in clearance.rods
    ]
    pairs = [(rods[a], rods[b]) for a, b in clearance.pairs]
    rows = [np.where((one > 0.0) & (two > 0.0), 0.0, one + two) for one, two in pairs]
    return np.array(rows).reshape(-1, len(joints))
