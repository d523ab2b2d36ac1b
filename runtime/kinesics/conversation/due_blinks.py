"""`DueBlinks`: when lids blink, by a chance that is told step by step, and with the pauses."""

from math import log1p

from kinesics.conversation.gaze_cues import STEP_NS

__all__ = ["DueBlinks"]

_REFRACTORY_NS = 400_000_000  # no blink begins sooner after another (blinks.toml)
_SOON_STEPS = 12.0
"""0.48 s of the hazard as a pause begins: so 42 of 100 pauses have a blink within 0.6 s, and 28 of
100 other moments; intervals keep their law. With 0.8 s they do not always."""


class DueBlinks:
    """Each blink comes once as much hazard has passed as was drawn for it: a renewal process.

    So it is known which one is due soon: that one comes as a pause begins, and the time by which it
    is early is lent to the next. Pauses change when one blinks, not how often.
    """

    def __init__(self) -> None:
        self.due_ns: int | None = None
        """When the last one was due, from which the next is to count; it may be to come."""
        self._last_ns: int | None = None  # when it began
        self._left: float | None = None  # of the hazard that was drawn

    def step(self, t_ns: int, chance: float, die: float, *, pauses: bool) -> bool:
        """Whether one begins in the step at `t_ns`.

        Args:
            t_ns: later than that of the call before.
            chance: of a blink in this step, 0..1 without 1.
            die: 0..1 without 1, another one in each step.
            pauses: whether a pause begins.
        """
        left = self._left = -log1p(-die) if self._left is None else self._left
        if self._last_ns is not None and t_ns < self._last_ns + _REFRACTORY_NS:
            return False
        hazard = -log1p(-chance)
        if left > hazard * (_SOON_STEPS if pauses else 1.0):
            self._left = left - hazard
            return False
        early_steps = max(left / hazard - 1.0, 0.0) if hazard > 0.0 else 0.0
        self._left, self._last_ns = -log1p(-die), t_ns
        self.due_ns = t_ns + round(early_steps * STEP_NS)
        return True
