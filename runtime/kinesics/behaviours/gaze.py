"""`Gaze`: shifts of attention in, eyes, head and torso out, as people move them."""

from collections import deque
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from kinesics.behaviours.gaze_motion import STEP_NS, GazeMotion, Posed, Shown
from kinesics.behaviours.gaze_tremor import GazeTremor
from kinesics.behaviours.given_steps import GivenSteps
from kinesics.behaviours.levelling import Levelling
from kinesics.conversation.targets import Targets
from kinesics.motion.channels import columns
from kinesics.motion.direction import angle_between
from kinesics.motion.track import Track
from kinesics.ports import Packet
from kinesics.rig.look_at import direction_to
from kinesics.rig.sight import Sight
from kinesics.signals import BaseTilt, GazeShift, Horizon, Look, Point, Target

__all__ = ["Gaze"]

_KEPT = 192  # steps, 1.9 s: as far back as motion can be made anew
_SEEN_RAD = 0.003  # a target that is found where it was expected changes nothing
_LEANS_FROM = 10  # steps: no tick asks for less ahead, so rows before are shown already
_PLACES = 16
_TORSO, _ROLL = Shown._fields.index("torso_yaw"), Shown._fields.index("head_roll")


class Gaze:
    """Saccades that follow the main sequence, a head that joins large ones, and pursuit.

    A shift acts from its own date on, and rows that were given already are given anew from there,
    in the same position and velocity; so does a target that is elsewhere than was expected, from
    `notice_s` after it was seen. What else moves the head is countered by the mixer, if the layer
    of this source `looks`. Where somebody tells how the base leans, eyes and head stay level.
    """

    name = "gaze"

    def __init__(self, sight: Sight, seed: int, *, notice_s: float = 0.25) -> None:
        """`notice_s`: how far beyond its time a tick has asked for motion already."""
        self._targets = Targets()  # in the level frame
        self._levelling = Levelling(sight, STEP_NS, _KEPT)
        self._motion = GazeMotion(sight, self._targets)
        self._sight = sight
        self._tremor = GazeTremor(seed)
        self._notice = round(notice_s * 1e9) // STEP_NS
        self._columns = columns(Shown._fields)
        self._shows = np.arange(len(Shown._fields)) < _TORSO
        self._places: dict[str | Point, Point] = {}  # points that somebody asked for
        self._shifts: deque[GazeShift] = deque()  # by date, the oldest first
        self._last: int | None = None  # step of the horizon
        self._origin = 0
        self._given: GivenSteps[Posed] = GivenSteps(_KEPT)

    def feed(self, packet: Packet) -> Track | None:
        """Rows up to the horizon, or rows given anew; None: nothing changes."""
        if isinstance(packet, Horizon):
            return self._until(packet.t_ns // STEP_NS)
        if isinstance(packet, GazeShift):
            return self._shift(packet)
        if isinstance(packet, Target):
            return self._see(packet)
        if isinstance(packet, BaseTilt):
            return self._lean(packet)
        if isinstance(packet, Look) and not isinstance(packet.at, str):
            self._place(packet.at, packet.t_ns)
        return None

    def _until(self, step: int) -> Track | None:
        first = self._given.next
        if first is None:
            first = self._origin = step
            self._given.begin(step, self._motion.rest())
        self._last = max(step, self._last or step)
        return self._rows(range(first, self._last + 1))

    def _shift(self, shift: GazeShift) -> Track | None:
        shift = replace(shift, at=self._places.get(shift.at, shift.at))
        while self._shifts and self._shifts[-1].t_ns >= shift.t_ns:
            self._shifts.pop()
        self._shifts.append(shift)
        return self._rows(self._given.take_back(-(-shift.t_ns // STEP_NS)))

    def _place(self, point: Point, t_ns: int) -> None:
        """Where a point is that was told in the base's frame; own ideas are level anyway."""
        self._places.pop(point, None)
        self._places[point] = self._levelling.levelled(point, t_ns)
        while len(self._places) > _PLACES:
            del self._places[next(iter(self._places))]

    def _see(self, target: Target) -> Track | None:
        """Look where it really is, if that is elsewhere than was thought."""
        level = self._levelling.levelled(target.position_m, target.t_ns)
        target = replace(target, position_m=level)
        now_step = target.t_ns // STEP_NS + self._notice
        seen_ns = now_step * STEP_NS
        expected = self._targets.at(target.id, seen_ns)
        self._targets.see(target)
        found = self._targets.at(target.id, seen_ns)
        if not self._is_watched(target.id) or found is None:
            return None
        if expected is not None:
            ways = [direction_to(self._sight, at, 0.0, (0.0, 0.0)) for at in (expected, found)]
            if angle_between(ways[0][:2], ways[1][:2]) < _SEEN_RAD:
                return None
        return self._rows(self._given.take_back(now_step))

    def _lean(self, told: BaseTilt) -> Track | None:
        """Show what is planned as it is on a base that leans otherwise than was thought."""
        told_step, end = told.t_ns // STEP_NS, self._given.next
        is_news = self._levelling.feel(told, told_step + self._notice)
        if end is None or not is_news:
            return None
        steps = range(max(told_step + _LEANS_FROM, self._given.oldest), end)
        return self._track(
            steps.start, [self._shown(step, self._given.after(step)) for step in steps]
        )

    def _is_watched(self, ident: str) -> bool:
        watched = None if self._given.next is None else self._given.newest.shift
        return any(one is not None and one.at == ident for one in (watched, *self._shifts))

    def _rows(self, steps: range) -> Track | None:
        """Their rows; the newest state is that before the first. None: no steps."""
        rows = []
        for step in steps:
            t_ns = step * STEP_NS
            posed = self._motion.step(self._given.newest, t_ns, self._due(t_ns))
            self._given.give(posed)
            rows.append(self._shown(step, posed))
        oldest_ns = (self._given.oldest - 1) * STEP_NS
        while len(self._shifts) > 1 and self._shifts[0].t_ns < oldest_ns:
            self._shifts.popleft()
        return self._track(steps.start, rows)

    def _shown(self, step: int, posed: Posed) -> Shown:
        tremor = self._tremor.at(step - self._origin)
        return self._motion.shown(posed, step * STEP_NS, tremor, self._levelling.at(step))

    def _track(self, step: int, shown: Sequence[Shown]) -> Track | None:
        if not shown:
            return None
        rows = np.array(shown)
        # Torso and roll are left to others until a gaze has needed them.
        self._shows[[_TORSO, _ROLL]] |= rows[:, [_TORSO, _ROLL]].any(axis=0)
        columns = self._columns[self._shows]
        return Track(step * STEP_NS, 1e9 / STEP_NS, columns, rows[:, self._shows])

    def _due(self, t_ns: int) -> GazeShift | None:
        """The last shift that begins in the step that ends at `t_ns`."""
        due = [one for one in self._shifts if t_ns - STEP_NS < one.t_ns <= t_ns]
        return due[-1] if due else None
