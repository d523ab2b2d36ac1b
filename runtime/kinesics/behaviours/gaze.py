"""`Gaze`: shifts of attention in, eyes, head and torso out, as people move them."""

from collections import deque

import numpy as np

from kinesics.behaviours.gaze_motion import STEP_NS, GazeMotion, Posed
from kinesics.behaviours.gaze_tremor import GazeTremor
from kinesics.behaviours.given_steps import GivenSteps
from kinesics.conversation.targets import Targets
from kinesics.motion.channels import columns
from kinesics.motion.direction import angle_between
from kinesics.motion.track import Track
from kinesics.ports import Packet
from kinesics.rig.look_at import direction_to
from kinesics.rig.sight import Sight
from kinesics.signals import GazeShift, Horizon, Target

__all__ = ["Gaze"]

_KEPT = 192  # steps, 1.9 s: as far back as motion can be made anew
_SEEN_RAD = 0.003  # a target that is found where it was expected changes nothing


class Gaze:
    """Saccades that follow the main sequence, a head that joins large ones, and pursuit.

    A shift acts from its own date on, and rows that were given already are given anew from there,
    in the same position and velocity; so does a target that is elsewhere than was expected, from
    `notice_s` after it was seen. What else moves the head is countered by the mixer, if the layer
    of this source `looks`.
    """

    name = "gaze"

    def __init__(self, sight: Sight, seed: int, *, notice_s: float = 0.25) -> None:
        """`notice_s`: how far beyond its time a tick has asked for motion already."""
        self._targets = Targets()
        self._motion = GazeMotion(sight, self._targets)
        self._sight = sight
        self._tremor = GazeTremor(seed)
        self._notice = round(notice_s * 1e9) // STEP_NS
        names = ["gaze_yaw", "gaze_pitch", "vergence", "head_yaw", "head_pitch"]
        self._columns = columns(names)
        self._with_torso = columns([*names, "torso_yaw"])
        self._turns_torso = False
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
        return None

    def _until(self, step: int) -> Track | None:
        first = self._given.next
        if first is None:
            first = self._origin = step
            self._given.begin(step, self._motion.rest())
        self._last = max(step, self._last or step)
        return self._rows(range(first, self._last + 1))

    def _shift(self, shift: GazeShift) -> Track | None:
        while self._shifts and self._shifts[-1].t_ns >= shift.t_ns:
            self._shifts.pop()
        self._shifts.append(shift)
        return self._rows(self._given.take_back(-(-shift.t_ns // STEP_NS)))

    def _see(self, target: Target) -> Track | None:
        """Look where it really is, if that is elsewhere than was thought."""
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

    def _is_watched(self, ident: str) -> bool:
        watched = None if self._given.next is None else self._given.newest.shift
        return any(one is not None and one.at == ident for one in (watched, *self._shifts))

    def _rows(self, steps: range) -> Track | None:
        """Their rows; the newest state is that before the first. None: no steps."""
        if not steps:
            return None
        rows = np.empty((len(steps), 6))
        for row, step in enumerate(steps):
            t_ns = step * STEP_NS
            posed = self._motion.step(self._given.newest, t_ns, self._due(t_ns))
            self._given.give(posed)
            tremor = self._tremor.at(step - self._origin)
            rows[row, :2] = self._motion.eyes_at(posed, t_ns, tremor)
            rows[row, 2] = posed.vergence
            rows[row, 3] = posed.head_yaw.at(t_ns)
            rows[row, 4] = posed.head_pitch.at(t_ns)
            rows[row, 5] = posed.torso.at(t_ns)
        oldest_ns = (self._given.oldest - 1) * STEP_NS
        while len(self._shifts) > 1 and self._shifts[0].t_ns < oldest_ns:
            self._shifts.popleft()
        # The torso is left to others until a gaze has needed it.
        self._turns_torso = self._turns_torso or bool(rows[:, 5].any())
        wide = 6 if self._turns_torso else 5
        shown = self._with_torso if self._turns_torso else self._columns
        return Track(steps.start * STEP_NS, 1e9 / STEP_NS, shown, rows[:, :wide].copy())

    def _due(self, t_ns: int) -> GazeShift | None:
        """The last shift that begins in the step that ends at `t_ns`."""
        due = [one for one in self._shifts if t_ns - STEP_NS < one.t_ns <= t_ns]
        return due[-1] if due else None
