"""`GazeMotion`: eyes that jump and follow, a head that comes after, row by row."""

from math import hypot, radians
from typing import NamedTuple

from kinesics.behaviours.gaze_split import (
    JOINS_BOWING_FROM_RAD,
    JOINS_FROM_RAD,
    head_begins_s,
    head_turn_s,
    head_wants,
    torso_wants,
)
from kinesics.behaviours.levelling import Lean, carried_head, in_base
from kinesics.behaviours.saccade import Saccade, duration_s
from kinesics.behaviours.turning import Turning, at_rest
from kinesics.conversation.targets import Targets
from kinesics.motion.direction import Direction, angle_between, in_head
from kinesics.rig.look_at import direction_to, vergence_at
from kinesics.rig.sight import Reach, Sight
from kinesics.signals import GazeShift

__all__ = ["STEP_NS", "GazeMotion", "Posed", "Shown"]

STEP_NS = 10_000_000
_STEP_S = 0.01

PURSUIT_FASTEST_RAD_S = radians(40.0)
"""People follow up to 40 deg/s without losing much (Meyer, Lasker & Robinson 1985, Vision Research
25:561, find a gain of 0.9 up to 100); faster is caught up with by saccades."""

CATCH_UP_RAD = radians(2.0)
"""Error that is jumped over (de Brouwer et al. 2002, J. Neurophysiology 87:646: by how long until
the eye crosses the target; by its size here)."""

_REFRACTORY_NS = 150_000_000
_PURSUIT_S = 0.06
_DRAWN_IN_HZ = 4.0  # how fast pursuit takes away what is left of an error
_VERGENCE_S = 0.12  # vergence is slower than any saccade
_NO_DEPTH_M = 10.0

_COMFORT_NS = 1_500_000_000
_COMFORTABLE_RAD = radians(6.0)
"""A head that has a target for longer turns until its eyes are within; beyond, at once."""
_STRAINED_RAD = radians(24.0)
_TORSO_LEAST_S = 0.9
_SLOWLY_S = 0.7


class Posed(NamedTuple):
    """Everything of one instant that the next depends on."""

    gaze: Direction
    """Level frame, without tremor."""
    rate: Direction
    """Of pursuit [rad/s]."""
    aim: Direction
    """Where the target was."""
    saccade: Saccade | None
    landed_ns: int
    since_ns: int
    """When what is looked at became that."""
    head_yaw: Turning
    """In the torso's frame, as is pitch."""
    head_pitch: Turning
    torso: Turning
    vergence: float
    shift: GazeShift | None


class Shown(NamedTuple):
    """A row of it [rad]: what eyes do in the head, the head on the torso, the torso."""

    gaze_yaw: float
    gaze_pitch: float
    vergence: float
    head_yaw: float
    head_pitch: float
    torso_yaw: float
    head_roll: float


class GazeMotion:
    """Steps of 10 ms; what is not yet known is asked of the targets.

    All places are of the level frame of `Levelling`: the base's, unless that leans.
    """

    def __init__(self, sight: Sight, targets: Targets) -> None:
        self._sight = sight
        self._targets = targets

    def rest(self) -> Posed:
        """Straight ahead."""
        ahead = (0.0, 0.0)
        still = at_rest()
        return Posed(ahead, ahead, ahead, None, 0, 0, still, still, still, 0.0, None)

    def step(self, before: Posed, t_ns: int, shift: GazeShift | None) -> Posed:
        """The pose at `t_ns`, a step after `before`; `shift` is what begins on the way."""
        if shift is not None:
            before = self._begin(before, shift)
        head_yaw = before.head_yaw.settled(t_ns)
        head_pitch = before.head_pitch.settled(t_ns)
        torso = before.torso.settled(t_ns)
        aim, distance_m = self._aim(before, t_ns)
        wanted = vergence_at(self._sight, distance_m) if before.shift else 0.0
        vergence = before.vergence + (wanted - before.vergence) * _STEP_S / _VERGENCE_S
        saccade, landed_ns = before.saccade, before.landed_ns
        if saccade is not None and t_ns >= saccade.end_ns:
            landed_ns, saccade = saccade.end_ns, None
        if saccade is not None:
            gaze, rate = saccade.at(t_ns), _slope(before.aim, aim)
        else:
            gaze, rate = _pursued(before, aim)
            saccade = self._catch_up(gaze, aim, t_ns - landed_ns, t_ns)
        after = Posed(
            gaze,
            rate,
            aim,
            saccade,
            landed_ns,
            before.since_ns,
            head_yaw,
            head_pitch,
            torso,
            vergence,
            before.shift,
        )
        return self._comfortable(after, t_ns)

    def shown(
        self, posed: Posed, t_ns: int, tremor: Direction, leans: tuple[Lean, Lean] | None
    ) -> Shown:
        """Eyes, as far as they reach, and what carries them; `leans`: to the eyes, to the head."""
        torso_yaw = posed.torso.at(t_ns)
        gaze = (posed.gaze[0] + tremor[0], posed.gaze[1] + tremor[1])
        head = Lean(posed.head_yaw.at(t_ns), posed.head_pitch.at(t_ns), 0.0)
        if leans is not None:
            gaze = in_base(gaze, leans[0])
            head = carried_head(head[:2], torso_yaw, leans[1], self._sight)
        eyes = in_head(gaze, (torso_yaw + head.yaw, head.pitch), head.roll)
        return Shown(
            self._sight.eye_yaw.bring_in(eyes[0]),
            self._sight.eye_pitch.bring_in(eyes[1]),
            posed.vergence,
            *head[:2],
            torso_yaw,
            head.roll,
        )

    def _aim(self, posed: Posed, t_ns: int) -> tuple[Direction, float]:
        """Where what is looked at is, seen from the eyes, and its distance [m]."""
        shift = posed.shift
        if shift is None:
            return posed.aim, _NO_DEPTH_M
        point = shift.at if not isinstance(shift.at, str) else self._targets.at(shift.at, t_ns)
        if point is None:
            return posed.aim, _NO_DEPTH_M
        head = (posed.head_yaw.at(t_ns), posed.head_pitch.at(t_ns))
        yaw, pitch, distance_m = direction_to(self._sight, point, posed.torso.at(t_ns), head)
        return (yaw + shift.aside_rad[0], pitch + shift.aside_rad[1]), distance_m

    def _begin(self, posed: Posed, shift: GazeShift) -> Posed:
        """Set off to another target."""
        t_ns = shift.t_ns
        start = posed.saccade.at(t_ns) if posed.saccade is not None else posed.gaze
        same = posed.shift is not None and posed.shift.at == shift.at
        since_ns = posed.since_ns if same else t_ns
        posed = posed._replace(shift=shift, gaze=start, since_ns=since_ns)
        there, _ = self._aim(posed, t_ns)
        lands_ns = t_ns + round(duration_s(angle_between(start, there)) * 1e9)
        end, _ = self._aim(posed, lands_ns)
        posed = posed._replace(saccade=Saccade.between(t_ns, start, end), aim=end)
        return self._turned(posed, shift, end)

    def _turned(self, posed: Posed, shift: GazeShift, to: Direction) -> Posed:
        """Head and torso on their way, as far as the eyes need them."""
        sight, t_ns = self._sight, shift.t_ns
        delay_s = head_begins_s(angle_between(posed.gaze, to)) if sight.has_eyes else 0.0
        begins_ns = t_ns + round(delay_s * 1e9)
        torso, to_torso = posed.torso, posed.torso.to_rad
        if sight.torso_yaw.turns:
            to_torso = torso_wants(to[0], to_torso, shift.style)
            torso = _turn(torso, begins_ns, to_torso, _TORSO_LEAST_S, sight.torso_yaw)
        head = (posed.head_yaw.at(begins_ns), posed.head_pitch.at(begins_ns))
        beside_yaw = to[0] - to_torso
        yaw = head_wants(beside_yaw, head[0], shift.style, sight.eye_yaw, JOINS_FROM_RAD)
        pitch = head_wants(to[1], head[1], shift.style, sight.eye_pitch, JOINS_BOWING_FROM_RAD)
        return posed._replace(
            torso=torso,
            head_yaw=_turn(posed.head_yaw, begins_ns, yaw, 0.0, sight.head_yaw),
            head_pitch=_turn(posed.head_pitch, begins_ns, pitch, 0.0, sight.head_pitch),
        )

    def _catch_up(
        self, gaze: Direction, aim: Direction, since_ns: int, t_ns: int
    ) -> Saccade | None:
        """A saccade to a target that pursuit has lost."""
        if since_ns < _REFRACTORY_NS or angle_between(gaze, aim) < CATCH_UP_RAD:
            return None
        return Saccade.between(t_ns, gaze, aim)

    def _comfortable(self, posed: Posed, t_ns: int) -> Posed:
        """Turn the head on, to where a target will be by then, until its eyes are at ease."""
        shift, sight = posed.shift, self._sight
        if shift is None or shift.style == "eyes" or posed.saccade is not None:
            return posed
        turns = t_ns < max(posed.head_yaw.end_ns, posed.head_pitch.end_ns)
        long = not turns and t_ns - posed.since_ns > _COMFORT_NS
        limit = _COMFORTABLE_RAD if long else _STRAINED_RAD
        yaw, pitch = posed.head_yaw.to_rad, posed.head_pitch.to_rad
        beside = posed.aim[0] + _SLOWLY_S * posed.rate[0] - posed.torso.at(t_ns) - yaw
        bowed = posed.aim[1] + _SLOWLY_S * posed.rate[1] - pitch
        if not sight.has_eyes and not turns:
            limit = 0.0
        if abs(beside) > limit and _gains(sight.head_yaw.bring_in(yaw + beside), yaw):
            turned = posed.head_yaw.then(t_ns, yaw + 0.8 * beside, _SLOWLY_S, sight.head_yaw)
            posed = posed._replace(head_yaw=turned)
        if abs(bowed) > limit and _gains(sight.head_pitch.bring_in(pitch + bowed), pitch):
            turned = posed.head_pitch.then(t_ns, pitch + 0.8 * bowed, _SLOWLY_S, sight.head_pitch)
            posed = posed._replace(head_pitch=turned)
        return posed


def _turn(turning: Turning, t_ns: int, to_rad: float, least_s: float, reach: Reach) -> Turning:
    """`turning`, sent to another place from `t_ns` on; itself where that is no other."""
    to_rad = reach.bring_in(to_rad)
    if abs(to_rad - turning.to_rad) < 1e-4:
        return turning
    least_s = max(least_s, head_turn_s(to_rad - turning.at(t_ns)))
    return turning.then(t_ns, to_rad, least_s, reach)


def _gains(reached: float, now: float) -> bool:
    """Whether turning further is worth it: an axis at its end cannot."""
    return abs(reached - now) > radians(1.0)


def _slope(before: Direction, now: Direction) -> Direction:
    return (now[0] - before[0]) / _STEP_S, (now[1] - before[1]) / _STEP_S


def _pursued(before: Posed, aim: Direction) -> tuple[Direction, Direction]:
    """Gaze and its rate a step on, drawn to `aim` as fast as pursuit can."""
    slope = _slope(before.aim, aim)
    wanted = (
        slope[0] + _DRAWN_IN_HZ * (before.aim[0] - before.gaze[0]),
        slope[1] + _DRAWN_IN_HZ * (before.aim[1] - before.gaze[1]),
    )
    speed = hypot(*wanted)
    if speed > PURSUIT_FASTEST_RAD_S:
        share = PURSUIT_FASTEST_RAD_S / speed
        wanted = (wanted[0] * share, wanted[1] * share)
    keeps = _STEP_S / _PURSUIT_S
    rate = (
        before.rate[0] + (wanted[0] - before.rate[0]) * keeps,
        before.rate[1] + (wanted[1] - before.rate[1]) * keeps,
    )
    gaze = (before.gaze[0] + rate[0] * _STEP_S, before.gaze[1] + rate[1] * _STEP_S)
    return gaze, rate
