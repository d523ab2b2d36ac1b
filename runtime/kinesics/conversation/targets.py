"""`Targets`: where the things and people are that can be looked at, and where they will be."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp

from kinesics.signals import Point, Target

__all__ = ["Targets"]

_FADES_S = 0.8
"""A motion that is seen no more is believed in less and less: people stop and turn back."""

_GAIN, _RATE_GAIN = 0.6, 0.25
"""Of an alpha-beta filter: a position is believed to 60 %, what it says of the velocity to 25 %."""

_ANEW_S = 1.0  # after so long without news it is somewhere else, rather than fast
_FASTEST_M_S = 3.0  # a person runs; what seems faster was mistaken for somebody else
_FORGET = 64


@dataclass(slots=True)
class _Seen:
    t_ns: int
    place_m: Point
    velocity_m_s: Point
    until_ns: int
    confidence: float


class Targets:
    """Told of every `Target`, in order; told of at most 64 at once, it forgets the oldest."""

    def __init__(self) -> None:
        self._seen: dict[str, _Seen] = {}

    def see(self, target: Target) -> bool:
        """Take what is known of a target; whether it was not known before."""
        until_ns = target.t_ns + round(target.ttl_s * 1e9)
        known = self._seen.get(target.id)
        dt_s = 0.0 if known is None else (target.t_ns - known.t_ns) * 1e-9
        is_new = known is None or known.until_ns < target.t_ns
        if known is None or is_new or not 0.0 < dt_s <= _ANEW_S:
            self._seen.pop(target.id, None)
            still: Point = (0.0, 0.0, 0.0)
            place, velocity = target.position_m, still
        else:
            place, velocity = _filtered(known, target.position_m, dt_s)
        self._seen[target.id] = _Seen(target.t_ns, place, velocity, until_ns, target.confidence)
        while len(self._seen) > _FORGET:
            del self._seen[next(iter(self._seen))]
        return is_new

    def at(self, ident: str, t_ns: int) -> Point | None:
        """Where it will be at `t_ns`; None: nobody knows it."""
        seen = self._seen.get(ident)
        if seen is None:
            return None
        since_s = max((t_ns - seen.t_ns) * 1e-9, 0.0)
        ahead_s = _FADES_S * (1.0 - exp(-since_s / _FADES_S))
        x, y, z = seen.place_m
        u, v, w = seen.velocity_m_s
        return x + ahead_s * u, y + ahead_s * v, z + ahead_s * w

    def known(self, t_ns: int, least_confidence: float) -> Iterable[str]:
        """Ids of all that are believed in at `t_ns`, the longest known first."""
        return [
            ident
            for ident, seen in self._seen.items()
            if t_ns <= seen.until_ns and seen.confidence >= least_confidence
        ]


def _filtered(known: _Seen, place_m: Point, dt_s: float) -> tuple[Point, Point]:
    """Place and velocity after another look, by an alpha-beta filter."""
    places, velocities = [], []
    for was, speed, found in zip(known.place_m, known.velocity_m_s, place_m, strict=True):
        expected = was + speed * dt_s
        off = found - expected
        places.append(expected + _GAIN * off)
        faster = speed + _RATE_GAIN * off / dt_s
        velocities.append(min(max(faster, -_FASTEST_M_S), _FASTEST_M_S))
    return (places[0], places[1], places[2]), (velocities[0], velocities[1], velocities[2])
