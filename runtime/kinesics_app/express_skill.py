"""`express_skill`: an expression in words, as something that the robot can be asked to do."""

from dataclasses import dataclass
from functools import lru_cache
from math import inf

import numpy as np
from numpy.typing import NDArray

from kinesics.affect.facs import ACTIONS, COLUMNS
from kinesics.affect.staging import Staging
from kinesics.conversation.intent import Intent
from kinesics.conversation.skill import Doing, Skill
from kinesics.errors import IntentError
from kinesics.motion.channels import NAMES
from kinesics.rig.rig import Rig
from kinesics.signals import Expression
from kinesics_app.expressing import plan_of_words

__all__ = ["HeldPlan", "NoPlan", "express_skill"]

F64 = NDArray[np.float64]

_LOOKED_AT_S, _LOOK_S = 10.0, 0.25
"""Of an expression, and how often, for what it moves."""


@dataclass(frozen=True, slots=True)
class HeldPlan:
    """A staging that is over after `hold_s` [s] at the latest."""

    staging: Staging
    hold_s: float

    def at(self, t_s: float) -> F64 | None:
        """As `Staging.at`."""
        return self.staging.at(t_s) if t_s < self.hold_s else None


class NoPlan:
    """A plan that has ended: what is felt shows again."""

    def at(self, t_s: float) -> F64 | None:
        """None."""
        del t_s
        return None  # a plan that is over says so by it


@lru_cache(maxsize=64)
def _staging(text: str) -> Staging:
    return Staging(plan_of_words(text))


@lru_cache(maxsize=64)
def _moved(text: str) -> tuple[str, ...]:
    """The channels that an expression moves, at any time."""
    staging = _staging(text)
    until_s = min(_LOOKED_AT_S, inf if staging.end_s is None else staging.end_s)
    shown = [staging.at(t_s) for t_s in np.arange(0.0, until_s, _LOOK_S)]
    peaks = np.max([one for one in shown if one is not None], axis=0, initial=0.0)
    moved = [
        action for action, peak in zip(ACTIONS, np.atleast_1d(peaks), strict=True) if peak > 0.0
    ]
    return tuple(dict.fromkeys(name for action in moved for name in action.gains))


def express_skill(rig: Rig) -> Skill:
    """`express`, for the behaviour that hears `Expression`; the first reads the lexicon."""

    def check(intent: Intent) -> Staging:
        text = intent.parameters["text"]
        staging, moved = _staging(text), _moved(text)
        if moved and not any(map(rig.shows, moved)):
            wanted = ", ".join(moved)
            raise IntentError(f"express: {rig.name} shows nothing of {text!r}: it moves {wanted}")
        return staging

    def begin(intent: Intent, t_ns: int) -> Doing:
        staging = check(intent)
        hold_s = intent.parameters.get("hold_s", inf)
        lasts_s = min(hold_s, inf if staging.end_s is None else staging.end_s)
        return Doing(
            [Expression(t_ns, HeldPlan(staging, hold_s))],
            lasts_s,
            ceases=lambda t_ns: [Expression(t_ns, NoPlan())],
        )

    return Skill("express", tuple(NAMES[column] for column in COLUMNS), begin, check, replaces=True)
