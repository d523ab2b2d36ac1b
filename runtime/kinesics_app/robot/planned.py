"""`express_by`: an expression that another plans: coarse at once, details when they are known."""

import logging
from dataclasses import replace

from kinesics.affect.plan import Plan
from kinesics.affect.planner import Planner, plan_text
from kinesics.errors import AffectError, IntentError
from kinesics_app.character.expressing import plan_of_words, understood
from kinesics_app.robot.how import How
from kinesics_app.robot.robot import Robot
from kinesics_app.robot.wish import Wish

__all__ = ["express_by"]

_log = logging.getLogger(__name__)


def express_by(
    robot: Robot,
    planner: Planner,
    text: str,
    hold_s: float | None = None,
    how: How | None = None,
) -> tuple[Wish, str]:
    """Show a text as `planner` plans it, and why its answer was refused; empty: it was not.

    What the lexicon knows of its emotions shows while the planner thinks; the plan then goes on
    with it, without a jump. In the place of an answer that is no plan, the lexicon's details come.

    Raises:
        IntentError: the robot refuses it; AffectError: neither knows an expression in it.
    """
    how = how or How()
    begun: Wish | None = None
    try:
        plan_of_words(text)
        begun = robot.express(text, hold_s, how, "coarse")
        how = replace(how, id=begun.id)
    except AffectError:
        pass  # the planner may know what the lexicon does not
    plan, refusal = _planned(text, planner)
    if begun is not None and begun.is_over:
        raise IntentError(f"{begun.id} is over before its plan was there: {begun.reason}")
    return robot.express(understood(plan), hold_s, how), refusal


def _planned(text: str, planner: Planner) -> tuple[Plan, str]:
    try:
        return plan_text(text, planner)
    except Exception as error:
        # Whatever became of somebody else's model, the face is not left half done.
        _log.exception("the planner failed")
        refusal = f"{type(error).__name__}: {error}"
    return plan_text(text)[0], refusal
