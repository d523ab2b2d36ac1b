"""What messages of hri_msgs and hri_actions_msgs ask for, as the maps that docs/intents.md has.

Fields are those of the packages' pages for Humble on docs.ros.org; what they call a person's face
is `face_ID` in tf (REP-155). Confidences say how sure whoever sent it is: they change nothing.
"""

import json
from collections.abc import Callable, Mapping
from math import hypot, isfinite
from typing import Any

from kinesics.affect.mixture import posterior
from kinesics.errors import IntentError
from kinesics_ros.messages.asked import Edge, Maps, look_at

__all__ = ["FACES", "HRI", "sentence_of"]

FACES = "humans/faces/tracked"
_STYLES = ("head", "eyes", "head")  # DEFAULT, EYES_ONLY, HEAD_ONLY: here no head turns without eyes
_FAINT = 0.02
_PREFIX, _SUFFIX = "__intent_", "__"
_SAY = "say"


def expression(message: Any, edge: Edge) -> Maps:
    """`hri_msgs/Expression`: its name; without one, valence and arousal."""
    text = message.expression or _mixture(message.valence, message.arousal)
    return [{"intent": {"kind": "express", "parameters": {"text": text}}}]


def look_at_with_style(message: Any, edge: Edge) -> Maps:
    """`hri_actions_msgs/LookAtWithStyle`: a point, and what may turn."""
    if not 0 <= message.style < len(_STYLES):
        raise IntentError(f"look_at_with_style: style {message.style}; wanted 0, 1 or 2")
    maps = look_at(message.target, edge)
    maps[0]["intent"]["parameters"]["style"] = _STYLES[message.style]
    return maps


def intents(message: Any, edge: Edge) -> Maps:
    """`hri_actions_msgs/Intent`: what of it a body can do."""
    name = _name(message)
    if name == _SAY:
        raise IntentError("intents: the voice is another node's; wanted speech_node's topic `say`")
    read = _READ.get(name)
    if read is None:
        raise IntentError(
            f"intents: {message.intent!r} is nothing that a body does; wanted "
            f"{', '.join(f'{_PREFIX}{one}{_SUFFIX}' for one in sorted((*_READ, _SAY)))}"
        )
    told = [{**one, "priority": message.priority} for one in read(_roles(message))]
    return [{"intent": one} for one in told]


def faces(message: Any, edge: Edge) -> Maps:
    """`hri_msgs/IdsList`: faces that are tracked now, where tf has them: persons to look at."""
    if edge.placed is None:
        raise IntentError(f"{FACES}: no tf is heard here")
    t_ns = edge.now.from_ns(message.header.stamp, edge.tolerance_s)
    return [
        {
            "target": {
                "id": f"person:{ident}",
                "position_m": edge.placed(f"face_{ident}", (0.0, 0.0, 0.0), t_ns),
            }
        }
        for ident in message.ids
    ]


def sentence_of(message: Any) -> str | None:
    """What an Intent wants said, if it wants that: a synthesiser is to make it into sound.

    Raises:
        IntentError: it does not tell what.
    """
    return _role(_roles(message), "object") if _name(message) == _SAY else None


HRI: Mapping[str, Callable[[Any, Edge], Maps]] = {
    "expression": expression,
    "look_at_with_style": look_at_with_style,
    "intents": intents,
    FACES: faces,
}
"""By topic. Each raises IntentError for a message that means nothing."""


def _greet(roles: Mapping[str, Any]) -> list[dict[str, Any]]:
    wave = {"kind": "gesture", "parameters": {"concept": "greet"}}
    return [wave, *_engage(roles)] if "recipient" in roles else [wave]


def _engage(roles: Mapping[str, Any]) -> list[dict[str, Any]]:
    target = f"person:{_role(roles, 'recipient')}"
    return [{"kind": "look_at", "parameters": {"target": target}}]


def _perform(roles: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"kind": "gesture", "parameters": {"concept": _role(roles, "object")}}]


_READ = {"greet": _greet, "engage_with": _engage, "perform_motion": _perform}


def _name(message: Any) -> str:
    return str(message.intent).removeprefix(_PREFIX).removesuffix(_SUFFIX)


def _roles(message: Any) -> Mapping[str, Any]:
    try:
        roles = json.loads(message.data or "{}")
    except (ValueError, RecursionError) as error:
        raise IntentError(f"intents: data {message.data[:40]!r}: {error}") from None
    if not isinstance(roles, dict):
        raise IntentError(f"intents: data is a {type(roles).__name__}; wanted a map of roles")
    return roles


def _role(roles: Mapping[str, Any], name: str) -> str:
    value = roles.get(name)
    if not isinstance(value, str) or not value:
        raise IntentError(f"intents: {name} is {value!r} in data; wanted a text")
    return value


def _mixture(valence: float, arousal: float) -> str:
    """A point of valence and arousal as what it is most likely: as strong as it is far from 0."""
    if not (isfinite(valence) and isfinite(arousal) and abs(valence) <= 1 and abs(arousal) <= 1):
        raise IntentError(
            f"expression: valence {valence:g}, arousal {arousal:g}; wanted -1 to 1, or a name"
        )
    strength = min(hypot(valence, arousal), 1.0)
    shares = posterior((valence, arousal, 0.0), axes=(0, 1))
    parts = {name: strength * share for name, share in shares.items() if share > _FAINT}
    return "+".join(f"{name}:{part:.3f}" for name, part in parts.items())
