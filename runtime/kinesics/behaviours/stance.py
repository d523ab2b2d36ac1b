"""`Stance`: how the body is held: postures, what it does, sway, and weight that is shifted."""

import numpy as np
from numpy.typing import NDArray

from kinesics.behaviours.liveliness import Liveliness
from kinesics.behaviours.rows_ahead import RowsAhead
from kinesics.behaviours.stance_laws import BODY, StanceLaws, in_body, stance_laws
from kinesics.behaviours.sway import Sway
from kinesics.behaviours.weight_shifts import WeightShifts
from kinesics.conversation.talk import Talk
from kinesics.gesture.read import postures
from kinesics.motion.channels import columns
from kinesics.motion.ease import Course
from kinesics.motion.track import Track
from kinesics.ports import Packet
from kinesics.signals import Being, Horizon, Persona, Posture, Prosody, Speech, SpeechEnd

__all__ = ["Stance"]

F64 = NDArray[np.float64]

_STEP_NS = 40_000_000  # 25 Hz: nothing here is faster than a second
_KEPT_NS = 3_000_000_000
_UPRIGHT_S = 1.4
_NUMBERED = 6  # of the columns of a state's course, the rest is its sway


class Stance:
    """Idle life of torso and head, added to whatever else they do; arms are the gestures' to hold.

    Awake or asleep, listening or thinking: each has its posture, and goes over into the next one
    from wherever it is. What is shown depends on what was told and when it is dated, not on when
    rows were asked for.
    """

    name = "stance"

    def __init__(self, seed: int = 0, laws: StanceLaws | None = None) -> None:
        self._laws = laws = stance_laws() if laws is None else laws
        self._seed = seed
        self._ahead = RowsAhead(_STEP_NS)
        self._columns = columns(BODY)
        self._talk = Talk()
        self._lively = Liveliness()
        self._sway = Sway(seed, laws.periods_s, len(BODY))
        self._shifts = WeightShifts(laws, seed)
        self._posture = Course(np.zeros(len(BODY)))
        self._state = Course(np.append(np.zeros(len(BODY)), laws.states["idle"].sway))
        self._held = "idle"
        self._paused_s = 0.0

    def feed(self, packet: Packet) -> Track | None:
        """Rows up to the horizon, or given anew from where they change; None: nothing new."""
        if isinstance(packet, Horizon):
            return self._rows(self._ahead.until(packet.t_ns))
        if isinstance(packet, Prosody):
            return self._hear(packet)
        if isinstance(packet, Speech):
            begins = self._talk.hear(packet)
            return self._hold(packet.t_ns) if begins else None
        if isinstance(packet, Posture):
            return self._stand(packet)
        return self._live(packet)

    def _live(self, packet: Packet) -> Track | None:
        if isinstance(packet, SpeechEnd):
            self._talk.end(packet)
        elif isinstance(packet, Being):
            self._talk.be(packet)
        elif isinstance(packet, Persona):
            self._lively.hear(packet)
            self._shifts.pace(packet.t_ns, self._often(packet.t_ns))
            return self._again(packet.t_ns)
        else:
            return None
        return self._hold(packet.t_ns)

    def _hold(self, t_ns: int) -> Track | None:
        """From `t_ns` on the body is held as its state wants it."""
        state = self._talk.state(t_ns)
        if state == self._held:
            return None
        wakes, self._held = self._held == "asleep", state
        held = self._laws.states[state]
        enter_s = max(held.enter_s, self._laws.wakes_s) if wakes else held.enter_s
        side = (
            1.0 if np.random.default_rng((self._seed, 0x51DE, abs(t_ns))).random() < 0.5 else -1.0
        )
        self._state.turn(t_ns, enter_s, np.append(held.body + side * held.side, held.sway))
        often = self._often(t_ns)
        if state == "asleep" or not self._shifts.at_bound(t_ns, self._laws.turn, often):
            self._shifts.pace(t_ns, often)
        return self._again(t_ns)

    def _stand(self, posture: Posture) -> Track | None:
        """Settle into a posture; without a name, into none."""
        way = postures().get(posture.name)
        body = {} if way is None else way.poses[-1].body
        takes_s = _UPRIGHT_S if way is None else way.poses[-1].at_s
        self._posture.turn(posture.t_ns, takes_s, in_body(body))
        return self._again(posture.t_ns)

    def _hear(self, hop: Prosody) -> Track | None:
        """Perhaps the weight is shifted as it goes on after a pause."""
        paused_s, self._paused_s = self._paused_s, hop.pause_s
        if hop.pause_s or paused_s < self._laws.pause_s or not self._talk.speaks(hop.t_ns):
            return None
        if self._shifts.at_bound(hop.t_ns, self._laws.phrase, self._often(hop.t_ns)):
            return self._again(hop.t_ns)
        return None

    def _often(self, t_ns: int) -> float:
        return self._lively.gain("often", t_ns) * self._laws.states[self._held].shifts

    def _again(self, t_ns: int) -> Track | None:
        return self._rows(self._ahead.again(t_ns))

    def _rows(self, times_ns: NDArray[np.int64] | None) -> Track | None:
        if times_ns is None:
            return None
        first_ns, last_ns = int(times_ns[0]), int(times_ns[-1])
        self._shifts.until(first_ns, last_ns, self._often(first_ns))
        state = self._state.at(times_ns)
        rows = self._posture.at(times_ns)
        rows += self._gains("lean", times_ns) * state[:, :_NUMBERED]
        sway = self._gains("sway", times_ns) * state[:, _NUMBERED:]
        rows += sway * self._laws.sway * self._sway.at(times_ns)
        rows += self._gains("shifts", times_ns) * self._shifts.course.at(times_ns)
        oldest_ns = min(self._ahead.next_ns - _KEPT_NS, first_ns)
        for course in (self._posture, self._state, self._shifts):
            course.forget(oldest_ns)
        return Track(first_ns, 1e9 / _STEP_NS, self._columns, rows)

    def _gains(self, what: str, times_ns: NDArray[np.int64]) -> F64:
        """(N, 1) of the persona."""
        return np.array([[self._lively.gain(what, t_ns)] for t_ns in times_ns.tolist()])
