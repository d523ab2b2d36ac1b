"""What goals of actions ask for, as the intents that docs/intents.md describes."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from kinesics.errors import IntentError
from kinesics_ros.messages import asked
from kinesics_ros.messages.asked import Edge, joint_trajectory, look_at
from kinesics_ros.messages.audio import spoken
from kinesics_ros.messages.sentence import Sentence

__all__ = ["FOLLOW", "GOALS", "READ"]

FOLLOW = "follow_joint_trajectory"
"""The action by which MoveIt has joints moved."""

_DIGITS = 6  # float32 of a message: 0.1 is 0.1, not 0.10000000149


def execute_intent(goal: Any, edge: Edge) -> dict[str, Any]:
    """Anything: parameters are JSON; fields at their defaults say nothing."""
    told = goal.intent
    try:
        parameters = json.loads(told.parameters or "{}")
    except (ValueError, RecursionError) as error:
        raise IntentError(f"intent: parameters {told.parameters[:40]!r}: {error}") from None
    start = {
        **({"after_s": _number(told.after_s)} if told.after_s else {}),
        **({"utterance": told.utterance} if told.utterance else {}),
        **({"mark": told.mark} if told.mark else {}),
        **({"word": told.word} if told.word >= 0 else {}),
        **({"character": told.character} if told.character >= 0 else {}),
    }
    return {
        "kind": told.kind,
        "parameters": parameters,
        "priority": told.priority,
        "interruptible": told.interruptible,
        **({"id": told.id} if told.id else {}),
        **({"ttl_s": _number(told.ttl_s)} if told.ttl_s >= 0.0 else {}),
        **({"start": start} if start else {}),
    }


def express(goal: Any, edge: Edge) -> dict[str, Any]:
    """A feeling or an expression, in English."""
    return _intent("express", goal.hold_s, text=goal.text)


def look_at_goal(goal: Any, edge: Edge) -> dict[str, Any]:
    """A target, or a point in the base frame at its stamp."""
    if goal.target:
        intent = _intent("look_at", goal.hold_s, target=goal.target)
    else:
        intent = look_at(goal.point, edge)[0]["intent"]
        intent = {**intent, **_intent("look_at", goal.hold_s, **intent["parameters"])}
    intent["parameters"]["style"] = goal.style
    return intent


def perform_gesture(goal: Any, edge: Edge) -> dict[str, Any]:
    """A gesture of the library."""
    named = {"concept": goal.concept, "size": _number(goal.size), "side": goal.side}
    return _intent("gesture", goal.hold_s, **named)


def say(goal: Any, edge: Edge) -> dict[str, Any]:
    """Samples, and what they say; or what became of a sentence whose goal has none."""
    if isinstance(goal, Sentence):
        return dict(asked.say(goal, edge)[0]["intent"])
    if not len(goal.data):
        raise IntentError("say: no samples; wanted some, or a text")
    return spoken(bytes(goal.data), goal.rate_hz, goal.text)


def follow_joint_trajectory(goal: Any, edge: Edge) -> dict[str, Any]:
    """As the topic `joint_trajectory`, an intent of its own; tolerances say nothing here."""
    if not goal.trajectory.points:
        raise IntentError(f"{FOLLOW}: no points; wanted some, or the goal before cancelled")
    told = joint_trajectory(goal.trajectory, edge)[0]["intent"]
    return {key: value for key, value in told.items() if key != "id"}


GOALS: Mapping[str, Callable[[Any, Edge], dict[str, Any]]] = {
    "execute_intent": execute_intent,
    "express": express,
    "look_at": look_at_goal,
    "perform_gesture": perform_gesture,
    "say": say,
}
"""By action of kinesics_interfaces, named as its type is. Each raises IntentError for a goal that
means nothing."""
READ: Mapping[str, Callable[[Any, Edge], dict[str, Any]]] = {
    **GOALS,
    FOLLOW: follow_joint_trajectory,
}
"""By action."""


def _intent(kind: str, hold_s: float, **parameters: Any) -> dict[str, Any]:
    held = {"hold_s": _number(hold_s)} if hold_s else {}
    return {"kind": kind, "parameters": {**parameters, **held}}


def _number(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")
