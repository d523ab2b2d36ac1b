"""`Foreseen`: when the network's outlooks are reason enough to raise, strike or drop the arms."""

from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from kinesics.gesture.outlook import PHASES, likeliest, within
from kinesics.signals import GestureOutlook

__all__ = ["Foreseen", "Strike"]

REACH_S = 0.12
"""A stroke this near to an accent is on it."""

SURE = 0.65
"""An accent at least so surely near gets a stroke: chosen on the validation voice, where it makes
the strokes as many as the rules did."""

UNSURE = 0.35
"""And this is enough once the arms have long been still while the voice goes on."""

PATIENT_S, STILL_S = 1.5, 4.0
"""From when on to when the arms become less choosy: they are not to freeze while one speaks."""

SHORTEST_S, LONGEST_S = 0.08, 0.24
"""A stroke lasts as long as there is time until its accent."""

DOWN_FROM, UP_FROM = 0.75, 0.4
"""Share of rest and retraction from which the arms go down; of all else from which they go up.

While it gestures an arm rests in a quarter of the cases, since the other is at work."""

STALE_NS = 200_000_000
"""Where the newest outlook is older, the network is silent, and rules take over."""

_SAME_NS = 250_000_000  # an accent so near to one that was answered is the same
_UP = [PHASES.index(name) for name in ("preparation", "stroke", "hold")]
_DOWN = [PHASES.index(name) for name in ("rest", "retraction")]
_ARMS = 2
_USUAL = 0.45  # amplitude of what is made as authored
_SIZES = (0.6, 1.3)
_NEVER_NS = -(2**62)


class Strike(NamedTuple):
    """A stroke worth making."""

    end_ns: int
    """On the accent, or as soon after it as can be."""
    lasts_s: float
    size: float
    """As authored: 1."""
    sure: float
    """How surely an accent is there."""


class Foreseen:
    """Outlooks in; read as their motion becomes due, so that it is no matter how they came."""

    def __init__(self) -> None:
        self._coming: deque[GestureOutlook] = deque(maxlen=256)
        self._newest: GestureOutlook | None = None
        self._answered_ns = _NEVER_NS

    def hear(self, outlook: GestureOutlook) -> None:
        """Keep it until it is due."""
        self._coming.append(outlook)

    def speaks(self, t_ns: int) -> bool:
        """Whether the network is there to be asked about motion at `t_ns`."""
        newest = self._coming[-1] if self._coming else self._newest
        return newest is not None and abs(t_ns - newest.t_ns) < STALE_NS

    def due(self, t_ns: int) -> Iterator[GestureOutlook]:
        """Those whose motion is due by `t_ns`, oldest first."""
        while self._coming and self._coming[0].t_ns <= t_ns:
            self._newest = self._coming.popleft()
            yield self._newest

    def strike(self, outlook: GestureOutlook, begin_ns: int, still_s: float) -> Strike | None:
        """A stroke from `begin_ns` on, if an accent is to come that deserves it.

        Each accent is answered once, by a strike or by not wanting one. `still_s`: for how long
        the arms have not struck.
        """
        soonest_s = (begin_ns - outlook.newest_ns) * 1e-9 + SHORTEST_S
        middle_s = soonest_s + 0.25 * REACH_S
        at_s = likeliest(outlook.strikes, middle_s, REACH_S)
        at_s = min(max(at_s, soonest_s), soonest_s + LONGEST_S - SHORTEST_S)
        end_ns = outlook.newest_ns + round(at_s * 1e9)
        sure = within(outlook.strikes, at_s, REACH_S)
        waited = min(max((still_s - PATIENT_S) / (STILL_S - PATIENT_S), 0.0), 1.0)
        if sure < SURE + waited * (UNSURE - SURE) or end_ns - self._answered_ns < _SAME_NS:
            return None
        self._answered_ns = end_ns
        lasts_s = at_s - soonest_s + SHORTEST_S
        return Strike(end_ns, lasts_s, _size(outlook), sure)

    @staticmethod
    def wants_up(outlook: GestureOutlook) -> bool:
        """Whether an arm is to be made ready, or is at work."""
        return bool(outlook.phases[:_ARMS, _UP].sum(axis=1).max() >= UP_FROM)

    @staticmethod
    def wants_down(outlook: GestureOutlook) -> bool:
        """Whether both arms are to fall, or hang."""
        return bool(outlook.phases[:_ARMS, _DOWN].sum(axis=1).min() >= DOWN_FROM)


def _size(outlook: GestureOutlook) -> float:
    """Of a stroke, by the larger arm's amplitude."""
    size = 1.0 + float(np.max(outlook.amplitude[:_ARMS])) - _USUAL
    return min(max(size, _SIZES[0]), _SIZES[1])
