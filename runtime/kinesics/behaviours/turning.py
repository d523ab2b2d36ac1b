"""`Turning`: one axis of head or torso on its way, from whatever it does to where it is to be."""

from dataclasses import dataclass, field
from math import sqrt

from kinesics.rig.sight import Reach

__all__ = ["Turning", "at_rest"]

_SHARE = 0.7
"""Of an axis' limits: accents, nods and breath turn it too."""

_PROBES = tuple(n / 12 for n in range(13))
_DURATIONS = (1.0, 1.2, 1.45, 1.75, 2.1, 2.5, 3.0, 0.85, 0.72, 0.61, 0.52, 0.44, 0.37, 0.31, 0.26)
"""Of a turn's wanted duration, in the order in which they are tried."""

_OVER = 0.005
"""Of an axis' range: what a turn that began fast may swing beyond its end; the rig clips it."""

_DEAR = 8.0  # rather brake harder, as the share leaves room to, than swing beyond the end

Coefficients = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class Turning:
    """A quintic in time: position, velocity and acceleration are those of what it follows on."""

    t_ns: int
    duration_ns: int
    coefficients: Coefficients
    """Of the share of the duration, lowest power first [rad]."""
    before: "Turning | None" = None
    """What goes on until `t_ns`, where that is still to come."""
    end_ns: int = field(init=False)
    """When it is there."""
    to_rad: float = field(init=False)
    """Where it ends."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "end_ns", self.t_ns + self.duration_ns)
        object.__setattr__(self, "to_rad", sum(self.coefficients))

    def at(self, t_ns: int) -> float:
        """Angle at `t_ns` [rad]."""
        if t_ns >= self.end_ns:  # most axes rest, at most times
            return self.to_rad
        if t_ns < self.t_ns and self.before is not None:
            return self.before.at(t_ns)
        share = max((t_ns - self.t_ns) / self.duration_ns, 0.0)
        a, b, c, d, e, f = self.coefficients
        return a + share * (b + share * (c + share * (d + share * (e + share * f))))

    def state(self, t_ns: int) -> tuple[float, float, float]:
        """Angle, velocity [rad/s] and acceleration [rad/s²] at `t_ns`."""
        if t_ns < self.t_ns and self.before is not None:
            return self.before.state(t_ns)
        share = max((t_ns - self.t_ns) / self.duration_ns, 0.0)
        if share >= 1.0:
            return self.to_rad, 0.0, 0.0
        angle, slope, bend = _derivatives(self.coefficients, share)
        duration_s = self.duration_ns * 1e-9
        return angle, slope / duration_s, bend / duration_s**2

    def settled(self, t_ns: int) -> "Turning":
        """The same without what is past at `t_ns`."""
        if self.before is None or t_ns < self.t_ns:
            return self
        return Turning(self.t_ns, self.duration_ns, self.coefficients)

    def then(self, t_ns: int, to_rad: float, least_s: float, reach: Reach) -> "Turning":
        """This until `t_ns`, then to `to_rad` in `least_s`, or slower where the axis is."""
        to_rad = reach.bring_in(to_rad)
        angle, velocity, acceleration = self.state(t_ns)
        wanted_s = max(least_s, _fastest_s(abs(to_rad - angle), reach))
        tried = []
        for times in _DURATIONS:  # a longer turn out of a fast one swings wider: not always better
            duration_s = times * wanted_s
            coefficients = _quintic(
                angle, velocity * duration_s, acceleration * duration_s**2, to_rad
            )
            strain = _strain(coefficients, duration_s, reach)
            tried.append((strain, duration_s, coefficients))
            if strain <= 1.0:
                break
        _, duration_s, coefficients = min(tried, key=lambda one: max(one[0], 1.0))
        before = self.before if self.before is not None and t_ns < self.t_ns else self
        return Turning(t_ns, round(duration_s * 1e9), coefficients, before)


def at_rest(angle_rad: float = 0.0) -> Turning:
    """An axis that does not move."""
    return Turning(-(2**62), 1_000_000, (angle_rad, 0.0, 0.0, 0.0, 0.0, 0.0))


def _fastest_s(angle_rad: float, reach: Reach) -> float:
    """Least time of a turn from rest to rest: 15/8 and 5.78 are a quintic's peaks."""
    if not reach.turns:
        return 0.0
    by_speed = 1.875 * angle_rad / (_SHARE * reach.velocity)
    return max(by_speed, sqrt(5.774 * angle_rad / (_SHARE * reach.acceleration)))


def _quintic(angle: float, slope: float, bend: float, to_rad: float) -> Coefficients:
    """From angle, slope and bend (per duration) at 0 to rest at `to_rad` at 1."""
    left = to_rad - angle
    return (
        angle,
        slope,
        0.5 * bend,
        10.0 * left - 6.0 * slope - 1.5 * bend,
        -15.0 * left + 8.0 * slope + 1.5 * bend,
        6.0 * left - 3.0 * slope - 0.5 * bend,
    )


def _derivatives(coefficients: Coefficients, share: float) -> tuple[float, float, float]:
    a, b, c, d, e, f = coefficients
    angle = a + share * (b + share * (c + share * (d + share * (e + share * f))))
    slope = b + share * (2 * c + share * (3 * d + share * (4 * e + share * 5 * f)))
    bend = 2 * c + share * (6 * d + share * (12 * e + share * 20 * f))
    return angle, slope, bend


def _strain(coefficients: Coefficients, duration_s: float, reach: Reach) -> float:
    """What a turn asks of an axis, as a share of what it may; beyond 1 is too much."""
    if not reach.turns:
        return 0.0
    fastest = _SHARE * reach.velocity * duration_s
    quickest = _SHARE * reach.acceleration * duration_s**2
    room = _OVER * (reach.high - reach.low)
    middle, half = 0.5 * (reach.high + reach.low), 0.5 * (reach.high - reach.low)
    most = 0.0
    for share in _PROBES:
        angle, slope, bend = _derivatives(coefficients, share)
        over = 1.0 + _DEAR * (abs(angle - middle) - half - room) / half
        most = max(most, abs(slope) / fastest, abs(bend) / quickest, over)
    return most
