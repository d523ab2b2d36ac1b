"""`Pace`: what time a robot's servos need for a gesture; too fast ones are stretched."""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from kinesics.gesture.score import COLUMNS, Score, State
from kinesics.motion import channels
from kinesics.motion.limits import SHARE
from kinesics.rig.hand_speed import HandSpeed
from kinesics.rig.rig import Rig
from kinesics.rig.skeleton import Skeleton

__all__ = ["Pace"]

F64 = NDArray[np.float64]

_SHARE = 0.9 * SHARE
"""Of velocity and acceleration: accents of the head, breath and catching up need some too."""

_HAND_SHARE = 0.85
"""Of the cap on the hands: servos of unlike lag are asked at unlike times, up to 50 ms apart."""

_PEAKS = (0.21, 0.5, 0.79)  # of a piece: where acceleration and velocity are largest
_SAMPLE_S = 0.03
_TRIES = 6
_PEAK_VELOCITY, _PEAK_ACCELERATION = 1.875, 5.7735
"""Of a minimum-jerk movement of 1 in 1 s."""

_MOST = 8.0
_KEPT = 64  # motions of 4 kB
_ENOUGH = 1.01


class Pace:
    """Limits of a rig, as they concern gestures."""

    def __init__(self, rig: Rig) -> None:
        columns = {int(column): row for row, column in enumerate(COLUMNS)}
        gain = np.zeros((len(rig.joints), len(COLUMNS)))
        for row, joint in enumerate(rig.joints):
            for drive in joint.drives:
                column = columns.get(channels.index(drive.channel))
                if column is not None:
                    gain[row, column] += drive.gain
        moved = np.flatnonzero(np.abs(gain).any(axis=1))
        limits = rig.limits
        self._gain = gain[moved]
        self._velocity = _SHARE * limits.velocity[moved]
        self._acceleration = _SHARE * limits.acceleration[moved]
        self._count = len(rig.joints)
        self._moved = moved
        self._from_rest = lru_cache(maxsize=_KEPT)(self._worked_out)
        self._hands = [*_hands(rig)]
        fastest = None if rig.skeleton is None else rig.skeleton.hand_speed
        self._cap = _HAND_SHARE * (fastest or np.inf)

    def stretched(self, times_s: F64, values: F64, start: State | None = None) -> Score:
        """The motion through knots (K,), (K, G), where need be later ones than asked.

        Each piece is stretched alone, so what is slow enough keeps its time. The way out of a fast
        turn swings wider the longer it takes: the first piece is only stretched while that helps.
        What begins at rest is worked out once: most gestures do, and come again.
        """
        if start is None or not (start.velocity.any() or start.acceleration.any()):
            return self._from_rest(times_s.tobytes(), values.tobytes())
        return self._stretched(times_s, values, start)

    def _worked_out(self, times_s: bytes, values: bytes) -> Score:
        times = np.frombuffer(times_s)
        return self._stretched(times, np.frombuffer(values).reshape(len(times), -1), None)

    def _stretched(self, times_s: F64, values: F64, start: State | None) -> Score:
        times = np.array(times_s)
        score = Score.through(times, values, start)
        first_s, strain, held = 0.0, np.inf, False
        for _ in range(_TRIES):
            needed, spans = self._needed(score, enough=1.0), np.diff(times)
            worse = not held and bool(needed[0] > max(strain, _ENOUGH))
            if not worse and needed[int(held) :].max(initial=0.0) <= _ENOUGH:
                break
            longer = spans * np.clip(needed, 1.0, _MOST)
            held = held or worse
            if held:
                longer[0] = first_s
            else:
                first_s, strain = spans[0], needed[0]
            times = times[0] + np.concatenate(([0.0], np.cumsum(longer)))
            score = Score.through(times, values, start)
        return score

    def within(self, way: F64, over_s: float, at: F64) -> F64:
        """As much of a way (G,) from the pose `at` (G,) as is done from rest to rest in `over_s`.

        Each servo goes as far as it can; all go less far where a hand would be too fast.
        """
        joints = np.abs(self._gain @ way)
        room = np.minimum(
            self._acceleration * over_s**2 / _PEAK_ACCELERATION,
            self._velocity * over_s / _PEAK_VELOCITY,
        )
        share = np.minimum(room / np.maximum(joints, 1e-9), 1.0)  # (J,)
        slowest = np.where(self._gain != 0.0, share[:, None], 1.0).min(axis=0, initial=1.0)
        scaled: F64 = way * slowest
        velocity = scaled[None] * _PEAK_VELOCITY / over_s
        return scaled / max(float(self._hand_use(at[None], velocity)[0]), 1.0)

    def use(self, score: Score) -> float:
        """The largest use of a limit, 1 is all that is allowed here."""
        return float(self._needed(score).max(initial=0.0))

    def _needed(self, score: Score, enough: float = 0.0) -> F64:
        """(K − 1,) by how much each piece would have to be longer to be slow enough.

        Of one that needs no more than `enough`, it is only told that it does.
        """
        count = max(round(score.length_s / _SAMPLE_S), 2)
        times = score.times_s[0] + (np.arange(count) + 0.5) * score.length_s / count
        spans = np.outer(_PEAKS, np.diff(score.times_s))
        times = np.sort(np.concatenate((times, (score.times_s[:-1] + spans).ravel())))
        velocity, acceleration = score.rates(times)
        fast = np.abs(velocity @ self._gain.T) / self._velocity
        hard = np.sqrt(np.abs(acceleration @ self._gain.T) / self._acceleration)
        worst = np.maximum(fast.max(axis=1, initial=0.0), hard.max(axis=1, initial=0.0))
        piece = np.searchsorted(score.times_s, times, side="right") - 1
        np.minimum(piece, len(score.times_s) - 2, out=piece)
        needed = np.full(len(score.times_s) - 1, enough)
        np.maximum.at(needed, piece, worst)
        turning = self._turning(velocity)
        for hand in self._hands:
            near = np.flatnonzero(hand.bounds(turning) > needed[piece] * self._cap)
            if len(near):  # few, as a rule
                speeds = hand.speeds(score.at(times[near]), turning[near])
                np.maximum.at(needed, piece[near], speeds / self._cap)
        return needed

    def _hand_use(self, values: F64, velocity: F64) -> F64:
        """(N,) share of the cap that the faster hand takes, as the guard counts it."""
        turning, fastest = self._turning(velocity), np.zeros(len(values))
        for hand in self._hands:
            np.maximum(fastest, hand.speeds(values, turning), out=fastest)
        return fastest / self._cap

    def _turning(self, velocity: F64) -> F64:
        """(N, J) velocities of all joints, for those of a gesture's channels (N, G)."""
        turning = np.zeros((len(velocity), self._count))
        turning[:, self._moved] = velocity @ self._gain.T
        return turning

    @staticmethod
    def rows(values: F64) -> F64:
        """(N, C) of all channels from (N, G) of a gesture's."""
        mixes = np.zeros((len(values), len(channels.CHANNELS)))
        mixes[:, COLUMNS] = values
        return mixes


class _Hand:
    """One by itself: most gestures are of one arm, and the other's links cost as much."""

    def __init__(self, rig: Rig, link: str, skeleton: Skeleton) -> None:
        part = skeleton.pruned([link])
        self._joints = np.array(sorted({one.joint for one in part.links}), dtype=np.intp)
        self._speed = HandSpeed(part, self._joints, rig.limits)
        self._chain = Rig(rig.name, rig.summary, tuple(rig.joints[row] for row in self._joints))

    def bounds(self, turning: F64) -> F64:
        """(N,) it is no faster than this [m/s], for rows of all joints (N, J)."""
        return self._speed.bounds(turning)

    def speeds(self, values: F64, turning: F64) -> F64:
        """(N,) how fast it is as the guard counts it [m/s], for a gesture's channels (N, G) too."""
        poses = np.zeros_like(turning)
        poses[:, self._joints] = self._chain.poses(Pace.rows(values))
        return self._speed.along(poses, turning)


def _hands(rig: Rig) -> Iterator[_Hand]:
    if rig.skeleton is None or not rig.skeleton.hand_speed:
        return
    for hand in rig.skeleton.hands.values():
        yield _Hand(rig, hand.link, rig.skeleton)
