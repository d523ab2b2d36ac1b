"""`express_skill`: an expression in words or as a plan, as something that a robot can be asked."""

import json
from dataclasses import dataclass, replace
from functools import lru_cache
from math import inf

import numpy as np
from numpy.typing import NDArray

from kinesics.affect.facs import ACTIONS, COLUMNS
from kinesics.affect.plan_file import plan_of
from kinesics.affect.staging import Staging
from kinesics.affect.unseen import with_unseen_told
from kinesics.conversation.intent import Intent
from kinesics.conversation.skill import Doing, Skill
from kinesics.errors import IntentError
from kinesics.motion.channels import NAMES
from kinesics.rig.rig import Rig
from kinesics.signals import Expression
from kinesics_app.character.expressing import plan_of_words

__all__ = ["HeldPlan", "NoPlan", "express_skill"]

F64 = NDArray[np.float64]

_LOOKED_AT_S, _LOOK_S = 10.0, 0.25
"""Of an expression, and how often, for what it moves."""


@dataclass(frozen=True, slots=True)
class HeldPlan:
    """A staging that is over after `hold_s` [s] at the latest."""

    staging: Staging
    hold_s: float
    since_s: float = 0.0
    """How far it has gone already when it begins: it refines one that goes on."""

    def at(self, t_s: float) -> F64 | None:
        """As `Staging.at`."""
        gone_s = self.since_s + t_s
        return self.staging.at(gone_s) if gone_s < self.hold_s else None


class NoPlan:
    """A plan that has ended: what is felt shows again."""

    def at(self, t_s: float) -> F64 | None:
        """None."""
        del t_s
        return None  # a plan that is over says so by it


@dataclass(slots=True)
class _Showing:
    """What was begun last."""

    ident: str = ""
    began_ns: int = 0
    until_ns: float = 0.0


_Asked = tuple[str, str, str]  # a text, or a plan as JSON; in which detail


def _asked(intent: Intent) -> _Asked:
    given = intent.parameters
    try:
        plan = json.dumps(given["plan"]) if "plan" in given else ""
    except TypeError as error:
        raise IntentError(f"express: plan: {error}; wanted maps, lists, texts, numbers") from error
    return given.get("text", ""), plan, given.get("detail", "whole")


@lru_cache(maxsize=64)
def _staging(text: str, document: str, detail: str) -> Staging:
    if not document:
        plan = plan_of_words(text)
    else:
        plan = plan_of(json.loads(document), "plan")
        if not plan.understood:
            raise IntentError("express: plan has no step; wanted one or more")
        plan = with_unseen_told(plan)
    return Staging(replace(plan.coarse(), remarks=()) if detail == "coarse" else plan)


@lru_cache(maxsize=64)
def _moved(asked: _Asked) -> tuple[str, ...]:
    """The channels that an expression moves, at any time."""
    staging = _staging(*asked)
    until_s = min(_LOOKED_AT_S, inf if staging.end_s is None else staging.end_s)
    shown = [staging.at(t_s) for t_s in np.arange(0.0, until_s, _LOOK_S)]
    peaks = np.max([one for one in shown if one is not None], axis=0, initial=0.0)
    moved = [
        action for action, peak in zip(ACTIONS, np.atleast_1d(peaks), strict=True) if peak > 0.0
    ]
    return tuple(dict.fromkeys(name for action in moved for name in action.gains))


def express_skill(rig: Rig) -> Skill:
    """`express`, for the behaviour that hears `Expression`; the first reads the lexicon.

    Told again under the id of one that goes on it goes on from there, as it is told then.
    """
    showing = _Showing()

    def check(intent: Intent) -> Staging:
        asked = _asked(intent)
        staging, moved = _staging(*asked), _moved(asked)
        if moved and not any(map(rig.shows, moved)):
            wanted = ", ".join(moved)
            raise IntentError(
                f"express: {rig.name} shows nothing of {asked[0] or 'it'!r}: it moves {wanted}"
            )
        return staging

    def begin(intent: Intent, t_ns: int) -> Doing:
        staging = check(intent)
        if intent.id != showing.ident or t_ns >= showing.until_ns:
            showing.ident, showing.began_ns = intent.id, t_ns
        since_s = (t_ns - showing.began_ns) * 1e-9
        hold_s = intent.parameters.get("hold_s", inf)
        ends_s = min(hold_s, inf if staging.end_s is None else staging.end_s)
        showing.until_ns = showing.began_ns + ends_s * 1e9
        plan = HeldPlan(staging, hold_s, since_s)
        lasts_s, remark = max(ends_s - since_s, 0.0), "; ".join(staging.plan.remarks)
        return Doing([Expression(t_ns, plan)], lasts_s, ceases=cease, remark=remark)

    def cease(t_ns: int) -> list[Expression]:
        showing.ident = ""
        return [Expression(t_ns, NoPlan())]

    return Skill("express", tuple(NAMES[column] for column in COLUMNS), begin, check, replaces=True)
