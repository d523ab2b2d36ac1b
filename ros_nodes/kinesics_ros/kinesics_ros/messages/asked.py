"""What messages of topics ask for, as the maps that docs/intents.md describes."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kinesics.errors import IntentError
from kinesics.rig.rig import Rig
from kinesics_app.character.owning import check_motion, takes_of
from kinesics_ros.clock.stamps import Moment
from kinesics_ros.messages.audio import say_of, spoken
from kinesics_ros.messages.sentence import Sentence
from kinesics_ros.messages.speech_pieces import pieces_of

__all__ = [
    "ASKED",
    "FAR_TOPICS",
    "TOPICS",
    "VOICED",
    "Edge",
    "Maps",
    "edge_of",
    "say",
]

Maps = list[dict[str, Any]]
Placed = Callable[[str, Sequence[float], int | None], list[float]]
"""A point of a frame in the base's [m], as of a robot time; None: now. IntentError: unknown."""

_MOST = 65_536  # characters of JSON
_KEYS = (
    "intent",
    "target",
    "partner",
    "event",
    "hint",
    "persona",
    "dial",
    "behaviour",
    "mark",
    "phones",
)


@dataclass(frozen=True, slots=True)
class Edge:
    """What a conversion must know besides the message."""

    now: Moment
    base_frame: str
    tolerance_s: float
    """How far a stamp may be from now."""
    rig: Rig | None = None
    """Of the robot that is opened."""
    priority: int = 200
    """Of trajectories."""
    placed: Placed | None = None
    """None: the base's frame alone is known."""


def edge_of(
    now: Moment, values: Mapping[str, Any], rig: Rig | None, placed: Placed | None = None
) -> Edge:
    """At a moment, with the parameters of a node, for the robot that it has."""
    base, priority = values["base_frame"], values["trajectory_priority"]
    return Edge(now, base, values["stamp_tolerance_s"], rig, priority, placed)


def joint_trajectory(message: Any, edge: Edge) -> Maps:
    """`trajectory_msgs/JointTrajectory` for joints of the rig, from its stamp on.

    Without points its joints are given back. Accelerations and efforts say nothing here.
    """
    if edge.rig is None:
        raise IntentError("joint_trajectory: no robot is opened; configure the node first")
    if not message.points:
        return [{"intent": _intent("cancel", intent="joint_trajectory")}]
    names, points = [*message.joint_names], message.points
    given = [len(point.velocities) > 0 for point in points]
    if any(given) != all(given):
        raise IntentError("joint_trajectory: velocities of some points; wanted of all, or of none")
    parameters: dict[str, Any] = {
        "takes": takes_of(edge.rig, names),
        "joints": names,
        "times_s": [one.time_from_start.sec + one.time_from_start.nanosec * 1e-9 for one in points],
        "positions": [[*point.positions] for point in points],
        **({"velocities": [[*point.velocities] for point in points]} if all(given) else {}),
    }
    from_ns = edge.now.from_ns(message.header.stamp, edge.tolerance_s)
    if from_ns is not None:
        parameters["from_ns"] = from_ns
    intent = {"id": "joint_trajectory", "priority": edge.priority}
    intent = {**_intent("move_joints", **parameters), **intent}
    check_motion(edge.rig, intent, edge.now.robot_ns)
    return [{"intent": intent}]


def look_at(message: Any, edge: Edge) -> Maps:
    """`geometry_msgs/PointStamped` [m], at its stamp; a frame that moves: as it was then."""
    frame, point = message.header.frame_id, message.point
    from_ns = edge.now.from_ns(message.header.stamp, edge.tolerance_s)
    point_m = [point.x, point.y, point.z]
    if frame not in ("", edge.base_frame):
        if edge.placed is None:
            raise IntentError(f"frame {frame!r}; wanted {edge.base_frame!r}: no tf is heard here")
        point_m = edge.placed(frame, point_m, from_ns)
    intent = _intent("look_at", point_m=point_m)
    after_s = edge.now.after_s(message.header.stamp, edge.tolerance_s)
    return [{"intent": {**intent, "start": {"after_s": after_s}} if after_s else intent}]


def express(message: Any, edge: Edge) -> Maps:
    """`std_msgs/String`: what the face does, in English."""
    return [{"intent": _intent("express", text=message.data)}]


def gesture(message: Any, edge: Edge) -> Maps:
    """`std_msgs/String`: its concept."""
    return [{"intent": _intent("gesture", concept=message.data)}]


def posture(message: Any, edge: Edge) -> Maps:
    """`std_msgs/String`: its name."""
    return [{"intent": _intent("posture", name=message.data)}]


def be(message: Any, edge: Edge) -> Maps:
    """`std_msgs/String`: idle, listening, thinking, speaking or asleep."""
    return [{"intent": _intent("be", state=message.data)}]


def intent(message: Any, edge: Edge) -> Maps:
    """`std_msgs/String`, JSON: an intent, or a whole message of intents.md with one of `_KEYS`."""
    read = _json("intent", message.data)
    if not isinstance(read, dict):
        raise IntentError(f"intent: JSON of a {type(read).__name__}; wanted a map")
    return [read if any(key in read for key in _KEYS) else {"intent": read}]


def targets(message: Any, edge: Edge) -> Maps:
    """`std_msgs/String`, JSON: a target or a list of them."""
    read = _json("targets", message.data)
    return [{"target": one} for one in (read if isinstance(read, list) else [read])]


def partner(message: Any, edge: Edge) -> Maps:
    """`std_msgs/Float32`: how surely whoever it talks with speaks, 0 to 1."""
    return [{"partner": {"speaks": message.data}}]


def speech(message: Any, edge: Edge | None = None) -> Maps:
    """`std_msgs/UInt8MultiArray` as audio.py has it: a whole utterance."""
    return [{"intent": say_of(message)}]


def say(made: Sentence, edge: Edge | None = None) -> Maps:
    """What became of a sentence."""
    if made.reason:
        raise IntentError(f"say: {made.reason}")
    return [{"intent": spoken(made.data, made.rate_hz, made.text)}]


def speech_stream(message: Any, edge: Edge | None = None) -> Maps:
    """`std_msgs/UInt8MultiArray` as speech_pieces.py has it: an utterance that is being made."""
    return pieces_of(message)


def utterances(message: Any, edge: Edge) -> Maps:
    """`std_msgs/String`, JSON: what speech_node has to say, as `LifeThread.hear` takes it."""
    return [{"utterance": _json("utterances", message.data)}]


ASKED: Mapping[str, Callable[[Any, Edge], Maps]] = {
    one.__name__: one
    for one in (
        *(joint_trajectory, look_at, express, gesture, posture, be, intent),
        *(targets, partner, say, speech, speech_stream, utterances),
    )
}
"""By topic. Each raises IntentError for a message that means nothing."""

VOICED: Mapping[str, Callable[[Any], Maps]] = {
    one.__name__: one for one in (say, speech, speech_stream)
}
"""Those of a voice, which need not know more than the message."""
TOPICS = tuple(topic for topic in ASKED if topic not in ("say", "utterances"))
"""Of a body that has its voice itself, but for `say`, which sentences.py hears."""
FAR_TOPICS = tuple(topic for topic in ASKED if topic not in ("say", "speech", "speech_stream"))
"""Of one whose voice is speech_node's."""


def _intent(kind: str, **parameters: Any) -> dict[str, Any]:
    return {"kind": kind, "parameters": parameters}


def _json(topic: str, text: str) -> Any:
    if len(text) > _MOST:
        raise IntentError(f"{topic}: {len(text)} characters; wanted {_MOST} at most")
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise IntentError(f"{topic}: {text[:40]!r} is no JSON ({error})") from None
