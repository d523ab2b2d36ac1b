"""`express_skill`: an expression in words, as something that the robot can be asked to do."""

from dataclasses import dataclass
from functools import lru_cache
from math import inf

import numpy as np
from numpy.typing import NDArray

from kinesics.affect.facs import COLUMNS
from kinesics.affect.staging import Staging
from kinesics.conversation.intent import Intent
from kinesics.conversation.skill import Doing, Skill
from kinesics.motion.channels import NAMES
from kinesics.signals import Expression
from kinesics_app.expressing import plan_of_words

__all__ = ["HeldPlan", "NoPlan", "express_skill"]

F64 = NDArray[np.float64]


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


def express_skill() -> Skill:
    """`express`, for the behaviour that hears `Expression`; the first reads the lexicon."""

    def check(intent: Intent) -> Staging:
        return _staging(intent.parameters["text"])

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
