"""`Breathing`: the slowest sign of life: at rest, in the pauses of speech, in sleep."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kinesics.behaviours.breath_laws import BreathLaws, breath_laws
from kinesics.behaviours.liveliness import Liveliness
from kinesics.behaviours.rows_ahead import RowsAhead
from kinesics.conversation.talk import Talk
from kinesics.motion.channels import columns
from kinesics.motion.track import Track
from kinesics.ports import Packet
from kinesics.signals import Being, Horizon, Persona, Prosody, Speech, SpeechEnd

__all__ = ["Breathing"]

F64 = NDArray[np.float64]

_STEP_NS = 40_000_000  # 25 Hz is 100 rows a breath: linear between rows is smooth enough
_KEPT_NS = 3_000_000_000  # longer than rows are given ahead
_HELD_S = 1.0
_COAST_S = 0.06  # in which a breath that is turned round stops
_LIVELIEST = 1.15  # deeper, no chest is filled


class _Stroke(NamedTuple):
    """From a level, and how fast it changes there, to rest at another."""

    t_ns: int
    length_s: float
    level: float
    slope: float
    to: float
    number: int
    inhales: bool

    @property
    def end_ns(self) -> int:
        return self.t_ns + round(self.length_s * 1e9)

    def at(self, times_ns: NDArray[np.int64]) -> F64:
        """Levels at robot times (N,), held after the end."""
        since_s = np.maximum((times_ns - self.t_ns) * 1e-9, 0.0)
        x = np.minimum(since_s / self.length_s, 1.0)
        share = x * x * (3.0 - 2.0 * x)
        coasted = self.slope * _COAST_S * (1.0 - np.exp(-since_s / _COAST_S))
        levels: F64 = self.level + share * (self.to - self.level) + (1.0 - share) * coasted
        return levels


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
        self._strokes: list[_Stroke] = []
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
        if not self._strokes:
            return None
        early_ns = t_ns - round(laws.early_s * 1e9)
        if self._state(early_ns)[0] >= laws.short:
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
        if not self._strokes:
            return None
        level, slope, stroke = self._state(t_ns)
        self._strokes = [one for one in self._strokes if one.t_ns < t_ns] or [stroke]
        inhales = to > level
        if not length_s:  # what is spent is filled first
            inhales = level < 0.5 * self._laws.depth
            length_s, to = self._natural(t_ns, stroke.number + 1, inhales=inhales)
        self._strokes.append(_Stroke(t_ns, length_s, level, slope, to, stroke.number + 1, inhales))
        return self._rows(self._ahead.again(t_ns))

    def _later(self, t_ns: int) -> Track | None:
        """What begins from `t_ns` on begins otherwise."""
        kept = [one for one in self._strokes if one.t_ns < t_ns]
        if not kept or len(kept) == len(self._strokes):
            return None
        self._strokes = kept
        return self._rows(self._ahead.again(t_ns))

    def _rows(self, times_ns: NDArray[np.int64] | None) -> Track | None:
        if times_ns is None:
            return None
        if not self._strokes:
            begin_ns = int(times_ns[0])
            length_s, to = self._natural(begin_ns, 0, inhales=True)
            self._strokes.append(_Stroke(begin_ns, length_s, 0.0, 0.0, to, 0, inhales=True))
        while (last := self._strokes[-1]).end_ns < times_ns[-1]:
            self._strokes.append(self._after(last))
        oldest_ns = min(self._ahead.next_ns - _KEPT_NS, int(times_ns[0]))
        while len(self._strokes) > 1 and self._strokes[1].t_ns < oldest_ns:
            del self._strokes[0]
        levels = np.empty(len(times_ns))
        for stroke in self._strokes:
            first = int(np.searchsorted(times_ns, stroke.t_ns))
            levels[first:] = stroke.at(times_ns[first:])
        rows = np.clip(levels, 0.0, 1.0)[:, None]
        return Track(int(times_ns[0]), 1e9 / _STEP_NS, self._columns, rows)

    def _after(self, last: _Stroke) -> _Stroke:
        """What follows a stroke that nothing cut short."""
        t_ns, number = last.end_ns, last.number + 1
        if self._talk.speaks(t_ns):
            held = not last.inhales
            length_s = _HELD_S if held else self._laws.exhale_s
            to = last.to if held else self._laws.spent
            return _Stroke(t_ns, length_s, last.to, 0.0, to, number, inhales=False)
        inhales = not last.inhales
        length_s, to = self._natural(t_ns, number, inhales=inhales)
        return _Stroke(t_ns, length_s, last.to, 0.0, to, number, inhales)

    def _natural(self, t_ns: int, number: int, *, inhales: bool) -> tuple[float, float]:
        """Length and end of a quiet breath's half that begins at `t_ns`."""
        laws = self._laws
        random = np.random.default_rng((self._seed, 0xB4EA, number))
        period, depth = (1.0 + laws.varies * np.clip(random.standard_normal(2), -2.0, 2.0)).tolist()
        share = laws.inhale_share if inhales else 1.0 - laws.inhale_share
        length_s = 60.0 / laws.per_minute[self._talk.state(t_ns)] * share * period
        lively = min(self._lively.gain("sway", t_ns), _LIVELIEST)
        return length_s, min(laws.depth * depth * lively, 1.0) if inhales else 0.0

    def _state(self, t_ns: int) -> tuple[float, float, _Stroke]:
        """Level, its slope [1/s] and what is under way at `t_ns`."""
        stroke = next((one for one in reversed(self._strokes) if one.t_ns <= t_ns), None)
        stroke = stroke or self._strokes[0]
        now, soon = stroke.at(np.array([t_ns, t_ns + 1_000_000])).tolist()
        return now, (soon - now) * 1e3, stroke
