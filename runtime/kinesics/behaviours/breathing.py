"""`Breathing`: the slowest sign of life: at rest, in the pauses of speech, in sleep."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kinesics.behaviours.breath_laws import BreathLaws, breath_laws
from kinesics.behaviours.liveliness import Liveliness
from kinesics.behaviours.rows_ahead import RowsAhead
from kinesics.conversation.talk import Talk
from kinesics.motion.channels import columns
from kinesics.motion.ease import Course
from kinesics.motion.track import Track
from kinesics.ports import Packet
from kinesics.signals import Being, Horizon, Persona, Prosody, Speech, SpeechEnd

__all__ = ["Breathing"]

F64 = NDArray[np.float64]

_STEP_NS = 40_000_000  # 25 Hz is 100 rows a breath: linear between rows is smooth enough
_KEPT_NS = 3_000_000_000  # longer than rows are given ahead
_HELD_S = 1.0
_LIVELIEST = 1.15  # deeper, no chest is filled


class _Half(NamedTuple):
    """Of a breath: air in, or out."""

    t_ns: int
    number: int
    inhales: bool


class Breathing:
    """Breaths by what the robot does; it inhales in the pauses of its speech and exhales in it.

    What is shown up to a time depends on what was heard of up to then, not on when rows were asked
    for; the same seed gives the same breaths.
    """

    name = "breathing"

    def __init__(self, seed: int = 0, laws: BreathLaws | None = None) -> None:
        self._laws = breath_laws() if laws is None else laws
        self._seed = seed
        self._ahead = RowsAhead(_STEP_NS)
        self._columns = columns(["breath"])
        self._talk = Talk()
        self._lively = Liveliness()
        self._course = Course([0.0])
        self._halves: list[_Half] = []  # one for each ease of the course
        self._pausing = False

    def feed(self, packet: Packet) -> Track | None:
        """Breath up to the horizon, or given anew from where it changes; None: nothing new."""
        if isinstance(packet, Horizon):
            return self._rows(self._ahead.until(packet.t_ns))
        if isinstance(packet, Prosody):
            return self._hear(packet)
        if isinstance(packet, Speech):
            return self._open(packet.t_ns) if self._talk.hear(packet) else None
        if isinstance(packet, SpeechEnd):
            self._talk.end(packet)
            return self._again(packet.t_ns)
        return self._live(packet)

    def _live(self, packet: Packet) -> Track | None:
        if isinstance(packet, Being):
            self._talk.be(packet)
        elif isinstance(packet, Persona):
            self._lively.hear(packet)
        else:
            return None
        return self._later(packet.t_ns)

    def _open(self, t_ns: int) -> Track | None:
        """It begins to speak: with what breath it has, or after a quick one."""
        laws, self._pausing = self._laws, False
        if not self._halves:
            return None
        early_ns = t_ns - round(laws.early_s * 1e9)
        if self._level(early_ns) >= laws.short:
            return self._again(t_ns, laws.exhale_s, laws.spent)
        return self._again(early_ns, laws.catch_s, laws.full)

    def _hear(self, hop: Prosody) -> Track | None:
        """Inhale in pauses, exhale from when the voice is heard again."""
        laws, pausing = self._laws, hop.pause_s >= self._laws.pause_s
        if pausing == self._pausing or not self._talk.speaks(hop.t_ns):
            return None
        if pausing:
            self._pausing = True
            return self._again(hop.t_ns, laws.inhale_s, laws.full)
        if hop.pause_s > 0.0:
            return None
        self._pausing = False
        return self._again(hop.t_ns, laws.exhale_s, laws.spent)

    def _again(self, t_ns: int, length_s: float = 0.0, to: float = 0.0) -> Track | None:
        """From `t_ns` on to a level, or, without a length, as is natural then."""
        if not self._halves:
            return None
        level = self._level(t_ns)
        inhales = to > level
        if not length_s:  # what is spent is filled first
            inhales = level < 0.5 * self._laws.depth
            length_s, to = self._natural(t_ns, self._number(t_ns), inhales=inhales)
        self._turn(t_ns, length_s, to, inhales=inhales)
        return self._rows(self._ahead.again(t_ns))

    def _later(self, t_ns: int) -> Track | None:
        """What begins from `t_ns` on begins otherwise."""
        kept = [one for one in self._halves if one.t_ns < t_ns]
        if not kept or not self._course.drop(t_ns):
            return None
        self._halves = kept
        return self._rows(self._ahead.again(t_ns))

    def _rows(self, times_ns: NDArray[np.int64] | None) -> Track | None:
        if times_ns is None:
            return None
        if not self._halves:
            begin_ns = int(times_ns[0])
            self._turn(begin_ns, *self._natural(begin_ns, 0, inhales=True), inhales=True)
        while (end_ns := self._course.eases[-1].end_ns) < times_ns[-1]:
            self._go_on(end_ns)
        oldest_ns = min(self._ahead.next_ns - _KEPT_NS, int(times_ns[0]))
        self._course.forget(oldest_ns)
        del self._halves[: -len(self._course.eases)]
        rows = np.clip(self._course.at(times_ns), 0.0, 1.0)
        return Track(int(times_ns[0]), 1e9 / _STEP_NS, self._columns, rows)

    def _go_on(self, t_ns: int) -> None:
        """What follows a half of a breath that nothing cut short."""
        laws, inhales = self._laws, not self._halves[-1].inhales
        if not self._talk.speaks(t_ns):
            half = self._natural(t_ns, self._number(t_ns), inhales=inhales)
            self._turn(t_ns, *half, inhales=inhales)
        elif inhales:  # no pause to do it in: hold what is left
            self._turn(t_ns, _HELD_S, float(self._course.eases[-1].to[0]), inhales=False)
        else:
            self._turn(t_ns, laws.exhale_s, laws.spent, inhales=False)

    def _turn(self, t_ns: int, length_s: float, to: float, *, inhales: bool) -> None:
        number = self._number(t_ns)
        self._course.turn(t_ns, length_s, [to])
        self._halves = [one for one in self._halves if one.t_ns < t_ns]
        self._halves.append(_Half(t_ns, number, inhales))

    def _number(self, t_ns: int) -> int:
        """Of a half that begins at `t_ns`."""
        return next((one.number + 1 for one in reversed(self._halves) if one.t_ns < t_ns), 0)

    def _level(self, t_ns: int) -> float:
        return float(self._course.state(t_ns)[0][0])

    def _natural(self, t_ns: int, number: int, *, inhales: bool) -> tuple[float, float]:
        """Length and end of a quiet breath's half that begins at `t_ns`."""
        laws = self._laws
        random = np.random.default_rng((self._seed, 0xB4EA, number))
        period, depth = (1.0 + laws.varies * np.clip(random.standard_normal(2), -2.0, 2.0)).tolist()
        share = laws.inhale_share if inhales else 1.0 - laws.inhale_share
        length_s = 60.0 / laws.per_minute[self._talk.state(t_ns)] * share * period
        lively = min(self._lively.gain("sway", t_ns), _LIVELIEST)
        return length_s, min(laws.depth * depth * lively, 1.0) if inhales else 0.0
