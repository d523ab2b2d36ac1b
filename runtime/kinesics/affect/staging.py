"""`Staging`: a plan over time, as the actions that a face is to show."""

import math

import numpy as np
from numpy.typing import NDArray

from kinesics.affect.facs import ACTIONS
from kinesics.affect.plan import ANGLES, Plan, Step

__all__ = ["BEAT_S", "Staging"]

F64 = NDArray[np.float64]

BEAT_S = 0.8
"""One beat of head or eyes at a tempo of 1, there and back; chosen: an unhurried nod."""

_BEAT_GAIN = 2.0  # a head that takes 0.6 s to rise makes about half of a beat; chosen
_BACK = 0.7  # of a beat of pitch goes to the other side: it falls too slowly to be back by itself
_SLOW_S = 0.6  # a tempo of 1/2 takes this much longer to come; chosen


class Staging:
    """What a plan wants at a time after its beginning, without a jump where a step eases in."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._steps = plan.steps
        self._held = [step.actions() for step in plan.steps]
        self._eases_s = [_ease_s(step) for step in plan.steps]

    @property
    def end_s(self) -> float | None:
        """When it ends; None: it holds until another plan."""
        return self._steps[-1].end_s if self._steps else 0.0

    def at(self, t_s: float) -> F64 | None:
        """(N,) actions 0..1 at `t_s` after its beginning; None once it has ended."""
        if self.end_s is not None and t_s >= self.end_s:
            return None
        row = sum(step.start_s <= t_s for step in self._steps) - 1
        return np.zeros(len(ACTIONS)) if row < 0 else self._shown(row, t_s)

    def _shown(self, row: int, t_s: float) -> F64:
        step = self._steps[row]
        if step.end_s is not None and t_s >= step.end_s:
            return np.zeros(len(ACTIONS))
        since_s, ease_s = t_s - step.start_s, self._eases_s[row]
        shown = _beating(step, self._held[row], since_s)
        if since_s >= ease_s:
            return shown
        before = self._shown(row - 1, step.start_s - 1e-9) if row else np.zeros(len(ACTIONS))
        share = since_s / ease_s
        share = share * share * (3.0 - 2.0 * share)
        eased: F64 = before + share * (shown - before)
        return eased


def _ease_s(step: Step) -> float:
    return step.ease_s + _SLOW_S * max(1.0 / step.tempo - 1.0, 0.0)


def _beating(step: Step, held: F64, since_s: float) -> F64:
    """The actions of a step with its beats, which go there, back and to the other side."""
    if not step.beats:
        return held
    beat_s = BEAT_S / step.tempo
    phase = 2.0 * math.pi * since_s / beat_s
    over = since_s >= step.beats * beat_s
    shown: F64 = held.copy()
    for name in step.turn:
        rows = list(ANGLES[name].values())
        size = 0.0 if over else _BEAT_GAIN * float(held[rows].max())
        there = rows if held[rows[0]] >= held[rows[-1]] else rows[::-1]
        back = _BACK if name.endswith("pitch") else 1.0
        swing = math.sin(phase)
        shown[there[0]] = min(size * max(swing, 0.0), 1.0)
        shown[there[1]] = min(size * back * max(-swing, 0.0), 1.0)
    return shown
