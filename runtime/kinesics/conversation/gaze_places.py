"""`GazePlaces`: the places that attention goes to: faces, things, and where nobody is."""

from math import atan2, cos, radians, sin
from typing import Literal

import numpy as np

from kinesics.conversation.gaze_laws import GazeLaws
from kinesics.conversation.gaze_manner import Manner
from kinesics.conversation.targets import Targets
from kinesics.motion.direction import Direction, angle_between
from kinesics.rig.look_at import direction_to
from kinesics.rig.sight import Sight
from kinesics.signals import GazeShift, Look, Point

__all__ = ["GazePlaces"]

Style = Literal["eyes", "head", "body"]
Why = Literal["look", "partner", "avert", "other", "idle"]

_HEAD_JOINS_RAD = radians(20.0)
_FAR_M = 3.0
_BEFORE_M = 1.2  # people talk from 1.2 m on: Hall 1966, The Hidden Dimension, social distance
_TALLER_M = 0.1
_BESIDE_M = 0.010  # saccades do not hit a place exactly: about a tenth of their size off
_DOWN_RAD = 0.35
_EYES_SHARE = 0.85


class GazePlaces:
    """Makes shifts, and remembers the last one's place: a shift's size is from there."""

    def __init__(
        self, sight: Sight, targets: Targets, laws: GazeLaws, random: np.random.Generator
    ) -> None:
        self._sight = sight
        self._targets = targets
        self._laws = laws
        self._random = random
        self._last: Direction = (0.0, 0.0)
        self._place = -1  # on the face
        x, y, z = sight.neck_m
        self.before: Point = (x + _BEFORE_M, y, z + sight.eyes_m[2] + _TALLER_M)
        """Where somebody's eyes are, if somebody stands before the robot."""

    def face(self, partner: str | Point, t_ns: int) -> GazeShift:
        """An eye or the mouth of somebody, another than before."""
        return self._on_face(partner, t_ns, "partner")

    def look(self, look: Look, t_ns: int) -> GazeShift:
        """What was asked for; a person's face is looked about on."""
        if isinstance(look.at, str) and look.at.startswith("person:"):
            return self._on_face(look.at, t_ns, "look", look.style)
        return self._shift(look.at, t_ns, look.style, "look")

    def thing(self, ident: str, t_ns: int) -> GazeShift:
        """Another target."""
        return self._shift(ident, t_ns, "head", "other")

    def glance(self, least_rad: float, farthest_rad: float, manner: Manner) -> Direction:
        """Size and angle of a glance, drawn by the laws; 0 is right, π/2 up."""
        laws, random = self._laws, self._random
        size_rad = laws.size_rad(random, least_rad, farthest_rad)
        size_rad = least_rad + float(manner.size) * (size_rad - least_rad)
        return size_rad, laws.direction_rad(random, float(manner.down))

    def elsewhere(self, partner: str | Point, t_ns: int, glance: Direction) -> GazeShift:
        """Away from the partner: to another target, or, by `glance`, to where nothing is."""
        laws, random = self._laws, self._random
        others = [one for one in self._targets.known(t_ns, 0.3) if one != partner]
        if others and random.random() < laws.others:
            return self.thing(others[int(random.integers(len(others)))], t_ns)
        size_rad, angle = glance
        yaw, _, _ = self._seen(partner, t_ns)
        # Away from the side at which the neck would end.
        left = -cos(angle) if abs(yaw) < 0.5 else -abs(cos(angle)) * (1 if yaw > 0 else -1)
        bowed = self._level(partner, t_ns, -size_rad * sin(angle))
        style: Style = "head" if size_rad > _HEAD_JOINS_RAD else "eyes"
        return self._shift(partner, t_ns, style, "avert", (size_rad * left, bowed))

    def about(self, t_ns: int, glance: Direction) -> GazeShift:
        """Anywhere in front, with nobody there: often back to the middle."""
        laws, random = self._laws, self._random
        things = list(self._targets.known(t_ns, 0.3))
        if things and random.random() < laws.others:
            return self.thing(things[int(random.integers(len(things)))], t_ns)
        if random.random() < laws.returns:
            yaw, pitch = random.normal(0.0, laws.middle_rad, 2).tolist()
        else:
            size_rad, angle = glance
            yaw = self._last[0] - size_rad * cos(angle)
            pitch = self._last[1] - size_rad * sin(angle)
        wide, high = laws.widest_rad
        return self._ahead(t_ns, (min(max(yaw, -wide), wide), min(max(pitch, -high), high)))

    def down(self, t_ns: int) -> GazeShift:
        """Before the feet."""
        return self._ahead(t_ns, (0.0, _DOWN_RAD))

    def _on_face(
        self, partner: str | Point, t_ns: int, why: Why, style: Style = "head"
    ) -> GazeShift:
        laws, random = self._laws, self._random
        place = self._place
        while place == self._place:
            place = int(random.choice(len(laws.places_m), p=laws.place_shares))
        self._place = place
        off_left_m, off_up_m = random.normal(0.0, _BESIDE_M, 2).tolist()
        left_m, up_m = laws.places_m[place][0] + off_left_m, laws.places_m[place][1] + off_up_m
        _, _, distance_m = self._seen(partner, t_ns)
        aside = (-atan2(left_m, distance_m), -atan2(up_m, distance_m))
        return self._shift(partner, t_ns, style, why, aside)

    def _level(self, partner: str | Point, t_ns: int, bowed: float) -> float:
        """`bowed` as far as eyes alone do it: nobody bows to look away."""
        _, pitch, _ = self._seen(partner, t_ns)
        eyes = self._sight.eye_pitch if self._sight.eye_pitch.turns else self._sight.head_pitch
        head = self._sight.head_pitch.bring_in(pitch)
        low, high = head + _EYES_SHARE * eyes.low, head + _EYES_SHARE * eyes.high
        return min(max(pitch + bowed, low), high) - pitch

    def _ahead(self, t_ns: int, way: Direction) -> GazeShift:
        """To a point in a direction from the eyes."""
        x, y, z = self._sight.neck_m
        level = _FAR_M * cos(way[1])
        up = z + self._sight.eyes_m[2]
        point: Point = (
            x + level * cos(way[0]),
            y + level * sin(way[0]),
            up - _FAR_M * sin(way[1]),
        )
        return self._shift(point, t_ns, "head", "idle")

    def _seen(self, at: str | Point, t_ns: int) -> tuple[float, float, float]:
        """Yaw, pitch and distance of a target or point; straight ahead where nobody knows it."""
        point = self._targets.at(at, t_ns) if isinstance(at, str) else at
        if point is None:
            return (*self._last, _FAR_M)
        return direction_to(self._sight, point, 0.0, (0.0, 0.0))

    def _shift(
        self, at: str | Point, t_ns: int, style: Style, why: Why, aside: Direction = (0.0, 0.0)
    ) -> GazeShift:
        yaw, pitch, _ = self._seen(at, t_ns)
        there = (yaw + aside[0], pitch + aside[1])
        size_rad = angle_between(self._last, there)
        self._last = there
        return GazeShift(t_ns, at, style, why, aside, size_rad)
