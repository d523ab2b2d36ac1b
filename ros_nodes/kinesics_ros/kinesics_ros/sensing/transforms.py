"""`Transforms`: where frames are in each other, and were in the last ten seconds: what tf tells."""

from collections import deque
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import IntentError

__all__ = ["Place", "Transforms"]

F64 = NDArray[np.float64]

_KEPT_NS = 10_000_000_000  # as tf2's own buffers
_MOST_KEPT = 2000
_MOST_FRAMES = 1000
_HELD_NS = 500_000_000  # how long a frame is believed to stay where it was told to be
_TOLD = 20  # names in a refusal


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A frame in its parent, at a date of the ROS clock."""

    stamp_ns: int
    at: F64
    """(3,) [m]."""
    turned: F64
    """(4,) unit quaternion, x y z w."""


@dataclass(slots=True)
class _Frame:
    parent: str
    is_static: bool
    places: deque[Place] = field(default_factory=lambda: deque(maxlen=_MOST_KEPT))


class Transforms:
    """Knows no ROS; what it is told may be anybody's."""

    def __init__(self) -> None:
        self._frames: dict[str, _Frame] = {}
        self.ignored = 0
        """Transforms that mean nothing: no names, a frame in itself, NaN, no rotation."""

    def put(
        self,
        parent: str,
        child: str,
        stamp_ns: int,
        at: tuple[float, float, float],
        turned: tuple[float, float, float, float],
        *,
        static: bool = False,
    ) -> None:
        """`child` is `at` [m] in `parent`, `turned` by a quaternion x y z w; static: for ever.

        One that is no newer than the last is left out; one ten seconds older begins anew, for
        then somebody set the clock.
        """
        parent, child = parent.lstrip("/"), child.lstrip("/")
        place, quaternion = np.array(at), np.array(turned)
        length = float(np.linalg.norm(quaternion))
        sound = np.isfinite(place).all() and 0.5 < length < 2.0
        fits = child in self._frames or len(self._frames) < _MOST_FRAMES
        if not parent or not child or parent == child or not sound or not fits:
            self.ignored += 1
            return
        frame = self._frames.get(child)
        if frame is None or (frame.parent, frame.is_static) != (parent, static):
            frame = self._frames[child] = _Frame(parent, static)
        places = frame.places
        if places and (static or stamp_ns < places[-1].stamp_ns - _KEPT_NS):
            places.clear()
        if places and stamp_ns <= places[-1].stamp_ns:
            return
        places.append(Place(stamp_ns, place, quaternion / length))
        while places[0].stamp_ns < stamp_ns - _KEPT_NS:
            places.popleft()

    def point(self, base: str, frame: str, point: F64, t_ns: int | None, now_ns: int) -> F64:
        """A point (3,) of `frame` in `base`, as both were at ROS time `t_ns`; None: as told last.

        Raises:
            IntentError: a frame that is unknown, or was not told of around `t_ns`, or the two hang
                together nowhere; with those that are known.
        """
        when_ns = now_ns if t_ns is None else min(t_ns, now_ns)
        up, down = self._way_up(frame.lstrip("/")), self._way_up(base)
        shared = next((name for name in up if name in down), None)
        if shared is None:
            raise IntentError(
                f"frame {frame!r} hangs together with {base!r} nowhere; {self._known}"
            )
        for name in up[: up.index(shared)]:
            place = self._at(name, when_ns, latest=t_ns is None)
            point = place.at + _turn(place.turned, point)
        for name in reversed(down[: down.index(shared)]):
            place = self._at(name, when_ns, latest=t_ns is None)
            point = _turn(place.turned * (-1.0, -1.0, -1.0, 1.0), point - place.at)
        return point

    @property
    def _known(self) -> str:
        names = sorted({*self._frames, *(frame.parent for frame in self._frames.values())})
        more = f" and {len(names) - _TOLD} more" if len(names) > _TOLD else ""
        return f"known: {', '.join(names[:_TOLD]) or 'none, for no tf came'}{more}"

    def _way_up(self, name: str) -> list[str]:
        """From a frame to the root of its tree, both included."""
        if name not in self._frames and all(name != one.parent for one in self._frames.values()):
            raise IntentError(f"frame {name!r} is unknown; {self._known}")
        way = [name]
        while (frame := self._frames.get(way[-1])) is not None:
            if frame.parent in way:
                raise IntentError(f"frames {', '.join(way[:_TOLD])} hang in a ring; wanted a tree")
            way.append(frame.parent)
        return way

    def _at(self, name: str, t_ns: int, *, latest: bool) -> Place:
        frame = self._frames[name]
        places, last = frame.places, frame.places[-1]
        if frame.is_static or latest:
            return last
        if t_ns >= last.stamp_ns:
            if t_ns > last.stamp_ns + _HELD_NS:
                late_s = (t_ns - last.stamp_ns) * 1e-9
                raise IntentError(
                    f"frame {name!r} was told of last {late_s:.3g} s before the stamp; wanted "
                    f"{_HELD_NS * 1e-9:g} s at most, or a stamp of 0 for where it was then"
                )
            return last
        after = next(n for n, place in enumerate(places) if place.stamp_ns > t_ns)
        if after == 0:
            late_s = (places[0].stamp_ns - t_ns) * 1e-9
            raise IntentError(f"frame {name!r} was told of first {late_s:.3g} s after the stamp")
        return _between(places[after - 1], places[after], t_ns)


def _between(one: Place, other: Place, t_ns: int) -> Place:
    """As it was on its way: straight, and turning evenly the shorter way round."""
    share = (t_ns - one.stamp_ns) / (other.stamp_ns - one.stamp_ns)
    cosine = float(one.turned @ other.turned)
    sign = -1.0 if cosine < 0.0 else 1.0
    angle = np.arccos(min(abs(cosine), 1.0))
    if angle < 1e-6:
        turned = one.turned
    else:
        weights = np.sin(np.array([1.0 - share, share]) * angle) / np.sin(angle)
        turned = weights[0] * one.turned + sign * weights[1] * other.turned
    return Place(t_ns, one.at + share * (other.at - one.at), turned)


def _turn(turned: F64, point: F64) -> F64:
    axis, scalar = turned[:3], turned[3]
    across = 2.0 * np.cross(axis, point)
    moved: F64 = point + scalar * across + np.cross(axis, across)
    return moved
