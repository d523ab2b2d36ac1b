"""`Beating`: beats of the arms in time with a voice: by a network's outlook, or by rules alone."""

from collections import deque

from kinesics.gesture.beats import Beats
from kinesics.gesture.collection import Collection
from kinesics.gesture.enact import Enactor, Phrase
from kinesics.gesture.foreseen import Foreseen
from kinesics.gesture.plan import Plan, Planner
from kinesics.signals import GestureOutlook, Prosody

__all__ = ["ACCENT_FROM", "LATE_NS", "STRIKE_S", "Beating"]

ACCENT_FROM = 0.4
"""Of `Prosody.accent`: what the head nods to gets a beat, if any does."""

STRIKE_S = 0.10
"""An accent is heard when the motion of its moment is due: a stroke that short is in time, and as
large as the servos allow."""

LATE_NS = 60_000_000
"""What the servos would stretch by more is not made: no stroke is better than one off the beat."""

_RISES_NS = 1_500_000_000  # arms that were not raised are asked again after this
_NEARLY_NS = 250_000_000  # the rest of the way to where a beat is prepared may be left out
_SOON_NS = 100_000_000  # arms that would fall within this are told to stay
_NEVER_NS = -(2**62)
_BEATS = (
    *("flick", "drop", "chop", "outward", "palm_up", "finger", "roll"),
    *("two_hands", "two_palms"),
)


class Beating:
    """What it makes is a plan of `planner`; its answers tell from when on the motion is another.

    Where outlooks come, they decide: the arms go up before an accent, strike on it and fall where
    the voice rests. Where none come, an accent that was heard is struck at once.
    """

    def __init__(self, enactor: Enactor, planner: Planner, seed: int, gestures: Collection) -> None:
        self._enactor, self._planner = enactor, planner
        self.beats = Beats(tuple(gestures.gestures[f"beat_{name}"] for name in _BEATS), seed)
        self.foreseen = Foreseen()
        self._begun_ns = self._asked_ns = _NEVER_NS
        self.made: deque[Plan] = deque(maxlen=1024)
        """The last gestures that were begun, for reports; a strike's name is that of its beat."""

    def prepare(self) -> None:
        """Work a millisecond on the beat to come, or the one after it, if they are not made yet.

        What is worked out whole, in one tick, makes the next ones late.
        """
        for beat in (self.beats.next, self.beats.after):
            if self._enactor.prepare(*beat):
                return

    def phrases(self) -> tuple[Phrase, Phrase]:
        """The beat to come and the one after it; once made, they cost nothing."""
        return self._enactor.phrase(*self.beats.next), self._enactor.phrase(*self.beats.after)

    def open(self, t_ns: int, soonest_ns: int) -> int | None:
        """The arms make ready as an utterance begins at `t_ns`; None: they do not."""
        self._begun_ns = t_ns
        plan = self._planner.current
        busy = plan is not None and plan.held_ns > soonest_ns
        if busy or not self.beats.wants(t_ns, 1.0):
            return None
        self._asked_ns = soonest_ns
        return self._poise(soonest_ns)

    def hear(self, hop: Prosody, soonest_ns: int) -> int | None:
        """What a hop of the voice, and the outlook that is due with it, make of the arms."""
        changed = None
        for outlook in self.foreseen.due(hop.t_ns):
            if not self._busy(soonest_ns + _NEARLY_NS):
                changed = self._foresee(outlook, soonest_ns)
        if self._busy(soonest_ns) or hop.accent < ACCENT_FROM or self.foreseen.speaks(hop.t_ns):
            return changed
        if not self.beats.wants(hop.t_ns, hop.accent):
            return None
        if self._hang(soonest_ns):  # next time they are ready
            return self._poise(soonest_ns)
        begin_ns = max(soonest_ns, hop.t_ns - round(STRIKE_S * 1e9))
        return self._strike(hop.t_ns, begin_ns, STRIKE_S, 1.0)

    def _foresee(self, outlook: GestureOutlook, soonest_ns: int) -> int | None:
        hang = self._hang(soonest_ns)
        still_s = (soonest_ns - max(self.beats.last_ns, self._begun_ns)) * 1e-9
        strike = self.foreseen.strike(outlook, soonest_ns, still_s)
        if strike is not None and self.beats.wants(strike.end_ns, 1.0):
            if hang:
                return self._poise(soonest_ns)
            begin_ns = strike.end_ns - round(strike.lasts_s * 1e9)
            return self._strike(strike.end_ns, begin_ns, strike.lasts_s, strike.size)
        if hang:
            return self._rise(outlook, soonest_ns)
        return self._keep(outlook, soonest_ns)

    def _keep(self, outlook: GestureOutlook, soonest_ns: int) -> int | None:
        """Arms that are up fall where the voice rests, and stay while there is more to come."""
        plan = self._planner.current
        if plan is None or plan.intent:
            return None
        changed = None
        if self.foreseen.wants_down(outlook):
            changed = self._planner.retract(soonest_ns)
        elif plan.held_ns - soonest_ns < _SOON_NS and self.foreseen.wants_up(outlook):
            changed = self._planner.linger(soonest_ns)
        return None if changed is None else changed.t_ns

    def _rise(self, outlook: GestureOutlook, soonest_ns: int) -> int | None:
        """Arms that hang make ready where a preparation is due; not asked again and again."""
        early = soonest_ns - self._asked_ns < _RISES_NS
        if early or not self.foreseen.wants_up(outlook):
            return None
        self._asked_ns = soonest_ns
        return self._poise(soonest_ns) if self.beats.wants(soonest_ns, 1.0) else None

    def _busy(self, at_ns: int) -> bool:
        """Whether the arms cannot strike yet: they are on their way, or show something else."""
        plan = self._planner.current
        if plan is None:
            return False
        done_ns = plan.ready_ns if plan.ready_ns < plan.held_ns else plan.held_ns + _NEARLY_NS
        return at_ns < done_ns

    def _hang(self, at_ns: int) -> bool:
        """Whether the arms are down, or on their way."""
        plan = self._planner.current
        return plan is None or plan.held_ns <= at_ns

    def _poise(self, soonest_ns: int) -> int:
        return self._planner.poise(self.phrases()[0], soonest_ns).t_ns

    def _strike(self, stroke_ns: int, begin_ns: int, lasts_s: float, size: float) -> int | None:
        """Strike, unless the arms are in the midst of what would make it late."""
        phrase, then = self.phrases()
        plan = self._planner.strike(phrase, begin_ns, lasts_s, then, size)
        if plan.stroke_ns - begin_ns > round(lasts_s * 1e9) + LATE_NS:
            return None
        self.beats.done(stroke_ns)
        self.made.append(plan)
        return self._planner.take(plan)
