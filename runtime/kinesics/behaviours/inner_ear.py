"""`InnerEar`: how a robot's base leans and turns, and will in a moment, as a sensor tells."""

from collections import deque
from dataclasses import dataclass
from math import cos, exp, sin, tan

import numpy as np
from numpy.typing import NDArray

from kinesics.signals import BaseTilt

__all__ = ["BELIEVED_NS", "MOST_RAD", "InnerEar"]

F64 = NDArray[np.float64]

BELIEVED_NS = 500_000_000
"""Without news for so long nobody knows how the base leans."""

MOST_RAD = np.array([0.5, 0.5, 0.35])
"""Of roll, pitch and yaw that are countered: beyond, a neck is at its end."""

_FALLEN_RAD = 1.0
"""A robot that leans further does not look about, it lies."""
_FASTEST_RAD_S = 3.0
_YAW_LEAKS_S = 0.5
"""Nobody knows which way is ahead: a start and a shake are countered, a turn is let go."""
_GRAVITY_S = 0.5
"""In which an acceleration corrects what turns were summed up to; it shakes with every step."""
_SLOW_S = 6.0
"""What leans for longer is a slope, not a swing, and is believed whatever swings do."""
_JUDGED_S = 2.0
_TOO_SMALL_RAD = 0.005
"""Swings below this are not worth judging by."""
_RUNS_ON_S = 2.0
"""A turn is taken to go on ever less."""
_SOONER_NS = 80_000_000
_KEPT = 192
"""More than fit between a row's leaving and its showing, at the longest lead."""
_APART_NS = 8_000_000
"""What is told sooner than this after the last tells nothing new, and costs as much."""
_NEW = 0.3  # share of a new slope that is believed, where only tilts are told


@dataclass(frozen=True, slots=True, eq=False)
class _Felt:
    t_ns: int
    lean: F64
    """(3,) roll, pitch, yaw [rad]."""
    rate: F64
    """(3,) [rad/s]"""
    until_ns: int
    """Up to when it is believed."""


class _Judged:
    """Forecasts of swings, some time ahead, and how right those were that came true."""

    def __init__(self) -> None:
        self.forecasts: deque[tuple[int, F64]] = deque(maxlen=_KEPT)
        """(t_ns, (3,)) of those that have not."""
        self._agrees, self._swings = np.zeros((2, 3))

    def compare(self, swing: F64, came: F64, share: float) -> None:
        """One that was foreseen, with what it was; `share`: of that time in what is remembered."""
        self._agrees += share * (swing * came - self._agrees)
        self._swings += share * (swing * swing - self._swings)

    @property
    def trust(self) -> F64:
        """(3,) 0..1: what to multiply forecasts by, so that they would have been wrong least."""
        least = _TOO_SMALL_RAD**2
        trust: F64 = np.clip((self._agrees + least) / (self._swings + least), 0.0, 1.0)
        return trust


class InnerEar:
    """Told of every `BaseTilt`, in order; 125 a second are taken. Roll and pitch: of the horizon.

    Yaw is by how much it turned within half a second, for nothing tells which way is ahead.

    Rows are given ahead of time, so what it says of swings is a forecast, and one of a fast swing
    is wrong: it weighs as much as those of the last seconds were right.
    """

    def __init__(self) -> None:
        self._felt: deque[_Felt] = deque(maxlen=_KEPT)
        self._slow = np.zeros(3)
        self._judged = [_Judged(), _Judged()]
        self._trust = np.ones(3)

    def feel(self, told: BaseTilt, acts_ns: int) -> bool:
        """Take what is told, which can be shown from `acts_ns` on; whether anything came of it."""
        last = self._felt[-1] if self._felt else None
        if last is not None and told.t_ns < last.t_ns + _APART_NS:
            return False
        if max(abs(told.roll_rad), abs(told.pitch_rad)) > _FALLEN_RAD:
            return False
        until_ns = max(told.t_ns, acts_ns) + BELIEVED_NS
        if last is not None and told.t_ns > last.until_ns:
            last = None
            self._felt.clear()
        if last is None:
            self._begin(told, until_ns)
        else:
            self._go_on(told, last, until_ns)
        self._judge(acts_ns, 0.0 if last is None else (told.t_ns - last.t_ns) * 1e-9)
        return True

    def is_believed(self, t_ns: int) -> bool:
        """Whether there is news enough to tell of `t_ns`."""
        return bool(self._felt) and t_ns <= self._felt[-1].until_ns

    def at(self, t_ns: int) -> F64:
        """Roll, pitch and yaw (3,) [rad] at a time that is over, or just now."""
        newest = self._felt[-1]
        if t_ns >= newest.t_ns:
            return _ahead(newest, t_ns)
        after = next(n for n, one in enumerate(self._felt) if one.t_ns > t_ns)
        one, other = self._felt[max(after - 1, 0)], self._felt[after]
        if one is other:
            return other.lean
        share = (t_ns - one.t_ns) / (other.t_ns - one.t_ns)
        between: F64 = one.lean + share * (other.lean - one.lean)
        return between

    def forecast(self, t_ns: int) -> F64:
        """The same (3,) of a time to come, as far as such forecasts are to be trusted."""
        trusted: F64 = self._slow + self._trust * (_ahead(self._felt[-1], t_ns) - self._slow)
        return trusted

    def _begin(self, told: BaseTilt, until_ns: int) -> None:
        lean = _within(np.array([told.roll_rad, told.pitch_rad, 0.0]))
        rate = np.zeros(3) if told.turns_rad_s is None else _rates(told)
        self._felt.append(_Felt(told.t_ns, lean, rate, until_ns))
        self._slow = lean.copy()
        for judged in self._judged:
            judged.forecasts.clear()

    def _go_on(self, told: BaseTilt, last: _Felt, until_ns: int) -> None:
        gap_s = (told.t_ns - last.t_ns) * 1e-9
        lean = np.array([told.roll_rad, told.pitch_rad, last.lean[2]])
        rate = None if told.turns_rad_s is None else _rates(told)
        if told.by_gravity:
            summed = last.lean + gap_s * 0.5 * (last.rate + (last.rate if rate is None else rate))
            lean = summed + min(gap_s / _GRAVITY_S, 1.0) * (lean - summed)
        if rate is None:
            slope = (lean - last.lean) / gap_s
            slope[2] = 0.0
            rate = last.rate + _NEW * (slope - last.rate)
        turned = last.lean[2] + gap_s * 0.5 * (last.rate[2] + rate[2])
        lean[2] = turned * exp(-gap_s / _YAW_LEAKS_S)
        lean, rate = _within(lean), np.clip(rate, -_FASTEST_RAD_S, _FASTEST_RAD_S)
        self._felt.append(_Felt(told.t_ns, lean, rate, until_ns))
        self._slow = self._slow + min(gap_s / _SLOW_S, 1.0) * (lean - self._slow)

    def _judge(self, acts_ns: int, gap_s: float) -> None:
        """Compare forecasts with what came of them, and make others.

        Of two times: what swings just as often as there is time between is right by chance at one.
        """
        newest, share = self._felt[-1], min(gap_s / _JUDGED_S, 1.0)
        for judged, sooner_ns in zip(self._judged, (0, _SOONER_NS), strict=True):
            while judged.forecasts and judged.forecasts[0][0] <= newest.t_ns:
                due_ns, swing = judged.forecasts.popleft()
                judged.compare(swing, self.at(due_ns) - self._slow, share)
            due_ns = max(acts_ns - sooner_ns, newest.t_ns + 1)
            judged.forecasts.append((due_ns, _ahead(newest, due_ns) - self._slow))
        self._trust = np.minimum(*(judged.trust for judged in self._judged))


def _ahead(felt: _Felt, t_ns: int) -> F64:
    """As it goes on from there."""
    since_s = (t_ns - felt.t_ns) * 1e-9
    runs_s = _RUNS_ON_S * (1.0 - exp(-since_s / _RUNS_ON_S))
    lean = felt.lean + runs_s * felt.rate
    lean[2] *= exp(-since_s / _YAW_LEAKS_S)
    return _within(lean)


def _within(lean: F64) -> F64:
    within: F64 = np.clip(lean, -MOST_RAD, MOST_RAD)
    return within


def _rates(told: BaseTilt) -> F64:
    """How fast roll, pitch and yaw change (3,), of a base that turns about its own axes."""
    assert told.turns_rad_s is not None
    x, y, z = told.turns_rad_s
    lean, bow = told.roll_rad, told.pitch_rad
    turns = y * sin(lean) + z * cos(lean)
    rates = np.array([x + turns * tan(bow), y * cos(lean) - z * sin(lean), turns / cos(bow)])
    within: F64 = np.clip(rates, -_FASTEST_RAD_S, _FASTEST_RAD_S)
    return within
