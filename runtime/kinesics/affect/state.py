"""`AffectState`: what the robot feels at a time, of commands, hints, events and mood together."""

from bisect import insort
from itertools import count
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kinesics.affect.appraisal import check_appraisal, left
from kinesics.affect.feeling import check_feeling, strength_of
from kinesics.affect.fusion import Fusion, Word
from kinesics.affect.mixture import basic_shares, mixture_of, shares_of
from kinesics.affect.mood import Mood, Personality
from kinesics.affect.vad import BASIC, NAMES
from kinesics.signals import Appraisal, Feeling

__all__ = ["COMMAND_S", "DRIFT_PER_S", "STEP_NS", "AffectState", "Beneath"]

F64 = NDArray[np.float64]

STEP_NS = 100_000_000
"""The state is computed ten times a second, at whole multiples of this, and is linear between."""

DRIFT_PER_S = 0.1
"""Fastest change of any axis, share or intensity that nobody commanded."""

COMMAND_S = 0.1
"""Time constant with which a command is taken up; the face then takes its own time. Chosen."""

_COMMANDING_NS = 1_500_000_000  # by then a command is taken up but for e^-15
_GONE = 1e-3  # of a push: not worth keeping
_FELT = 0.02  # of any axis: what is left of a push is not worth telling below
_BASIC_ROWS = [NAMES.index(name) for name in BASIC]

_Event = Feeling | Appraisal | Word | Personality | None  # None: the command is let go


class Beneath(NamedTuple):
    """What lies beneath what is felt, and shows while nobody commands."""

    mood: tuple[float, float, float]
    """Valence, arousal, dominance, -1..1 each."""
    events: int = 0
    """How many push by so much still that it is felt."""
    hints: tuple[str, ...] = ()
    """Sources whose word still counts, by name."""
    commanded: bool = False
    """A command is felt, or wears off."""


class AffectState:
    """Commands, which hold until let go, over what hints, events and mood make the robot feel.

    Commands are taken up within half a second; everything else changes by at most `DRIFT_PER_S`.
    Events come in any order if they are dated ahead; one dated before what was already asked for
    counts as `late` and acts from then on. What is asked for goes forward in time.
    """

    def __init__(self, begin_ns: int, mood: Mood | None = None) -> None:
        self.mood = mood or Mood()
        self.late = 0
        """Events that were dated before what was already given out."""
        self._events: list[tuple[int, int, _Event]] = []  # still to come, by date and arrival
        self._arrivals = count()
        self._command: Feeling | None = None
        self._commanded_ns = begin_ns - _COMMANDING_NS
        self._pushes: list[Appraisal] = []
        self._fusion = Fusion()
        self._wears_off = False
        self._t_ns = begin_ns // STEP_NS * STEP_NS
        self._now = self._background(self._t_ns)  # (3 + E + 1,): VAD, shares, intensity
        self._before = self._now

    def command(self, feeling: Feeling) -> None:
        """Feel this from its `t_ns` on, until another command, or until let go.

        Raises:
            AffectError: an unknown emotion, shares that do not sum to 1, a number out of its range.
        """
        check_feeling(feeling)
        self._take(feeling.t_ns, feeling)

    def let_go(self, t_ns: int) -> None:
        """End the command at `t_ns`: what events and mood make comes back slowly."""
        self._take(t_ns, None)

    def appraise(self, event: Appraisal) -> None:
        """Let an event act from its `t_ns` on.

        Raises:
            AffectError: a push outside -1..1, a half-life that is none.
        """
        check_appraisal(event)
        self._take(event.t_ns, event)

    def hint(self, source: str, feeling: Feeling, confidence: float) -> None:
        """Let `source` (voice, text, a face) say what may be felt from the feeling's `t_ns` on.

        Raises:
            AffectError: a feeling that cannot be, or a confidence outside 0..1.
        """
        self._take(feeling.t_ns, Word(source, feeling, confidence))

    def be(self, t_ns: int, personality: Personality) -> None:
        """From `t_ns` on the mood returns to the baseline of that personality."""
        self._take(t_ns, personality)

    def at(self, t_ns: int) -> Feeling:
        """What is felt at `t_ns`; earlier than a step before the newest, what was felt there."""
        while self._t_ns < t_ns:
            self._step()
        share = (t_ns - (self._t_ns - STEP_NS)) / STEP_NS
        values = self._before + min(max(share, 0.0), 1.0) * (self._now - self._before)
        valence, arousal, dominance = values[:3].tolist()
        shares = values[3:-1] / values[3:-1].sum()
        return Feeling(t_ns, (valence, arousal, dominance), mixture_of(shares), float(values[-1]))

    @property
    def beneath(self) -> Beneath:
        """What lies beneath what is felt, at the newest step that was asked for."""
        valence, arousal, dominance = self.mood.vad.tolist()
        pushes = (left(one, self._t_ns) * max(map(abs, one.vad)) for one in self._pushes)
        return Beneath(
            (valence, arousal, dominance),
            events=sum(push >= _FELT for push in pushes),
            hints=self._fusion.heard(self._t_ns),
            commanded=self._command is not None or self._wears_off,
        )

    def _take(self, t_ns: int, event: _Event) -> None:
        self.late += t_ns < self._t_ns
        insort(self._events, (t_ns, next(self._arrivals), event), key=lambda one: one[:2])

    def _step(self) -> None:
        t_ns, dt_s = self._t_ns, STEP_NS * 1e-9
        while self._events and self._events[0][0] <= t_ns:
            self._begin(self._events.pop(0)[2])
        self._pushes = [one for one in self._pushes if left(one, t_ns) > _GONE]
        target = self._background(t_ns) if self._command is None else _values(self._command)
        commanding = t_ns - self._commanded_ns < _COMMANDING_NS
        share = 1.0 - np.exp(-dt_s / COMMAND_S) if commanding else 0.0
        now, gone = self._now.copy(), True
        for part in (slice(0, 3), slice(3, -1), slice(-1, None)):
            gap = target[part] - now[part]
            far = np.abs(gap).max()
            drift = min(DRIFT_PER_S * dt_s / far, 1.0) if far > 0.0 else 1.0
            now[part] += max(share, drift) * gap
            gone = gone and drift == 1.0
        self._wears_off = self._wears_off and not gone
        self.mood.step(dt_s, now[:3], float(now[-1]))
        self._before, self._now = self._now, now
        self._t_ns += STEP_NS

    def _begin(self, event: _Event) -> None:
        if isinstance(event, Appraisal):
            self._pushes.append(event)
            return
        if isinstance(event, Word):
            self._fusion.take(event)
            return
        if isinstance(event, Personality):
            self.mood.baseline = event.baseline
            return
        self._wears_off = event is None and (self._wears_off or self._command is not None)
        self._command = event
        self._commanded_ns = self._t_ns - (_COMMANDING_NS if event is None else 0)

    def _background(self, t_ns: int) -> F64:
        """What is felt without a command: mood and events, and over them what sources hint."""
        vad = self.mood.vad.copy()
        for one in self._pushes:
            vad += left(one, t_ns) * np.array(one.vad)
        vad = np.minimum(np.maximum(vad, -1.0), 1.0)
        shares = np.zeros(len(NAMES))
        shares[_BASIC_ROWS] = basic_shares(vad)
        intensity = strength_of(vad.tolist())
        own = np.concatenate((vad, shares, [intensity]))
        hinted = self._fusion.at(t_ns)
        if hinted is None:
            return own
        return own + hinted.weight * (_values(hinted.feeling) - own)


def _values(feeling: Feeling) -> F64:
    return np.concatenate((feeling.vad, shares_of(feeling.mixture), [feeling.intensity]))
