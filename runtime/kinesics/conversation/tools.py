"""`tools`: what this robot can do, as JSON schemas that a language model can call."""

from collections.abc import Mapping, Sequence
from typing import Any

from kinesics.conversation.kinds import KINDS, Kind, Parameter
from kinesics.conversation.skill import Skill

__all__ = ["intent_of_call", "tools"]

_POINT = {"type": "array", "items": {"type": "number"}, "minItems": 3, "maxItems": 3}
_VAD = {**_POINT, "items": {"type": "number", "minimum": -1.0, "maximum": 1.0}}
_WORD = {"type": "array", "prefixItems": [{"type": t} for t in ("number", "number", "string")]}

_UNIT = {"type": "number", "minimum": 0.0, "maximum": 1.0}
_NAMES = {"type": "array", "items": {"type": "string"}}
_SHADE = {
    "type": "object",
    "description": "A feeling: shares of emotions that sum to 1, how strong, and where.",
    "properties": {
        "mixture": {"type": "object", "additionalProperties": _UNIT},
        "intensity": _UNIT,
        "regions": _NAMES,
    },
    "required": ["mixture", "intensity"],
}
_STEP = {
    "type": "object",
    "properties": {
        **{name: {"type": "number"} for name in ("start_s", "end_s", "ease_s", "tempo", "energy")},
        "shade": {"type": "array", "items": _SHADE},
        "units": {
            "type": "object",
            "description": "FACS action units, 0..1: 12 on both sides, L2 on the left.",
            "additionalProperties": _UNIT,
        },
        "turn": {
            "type": "object",
            "description": "gaze_yaw, gaze_pitch, head_yaw, head_pitch, head_roll: up to 0.2 rad.",
            "additionalProperties": {"type": "number"},
        },
        "only": _NAMES,
        "beats": {"type": "integer", "minimum": 0, "maximum": 20},
    },
    "additionalProperties": False,
}
_PLAN = {
    "type": "object",
    "properties": {"step": {"type": "array", "items": _STEP}, "rationale": _NAMES},
    "required": ["step"],
}
_SHAPES: dict[str, dict[str, Any]] = {
    "point": _POINT,
    "vad": _VAD,
    "plan": _PLAN,
    "dials": {"type": "array", "items": {"type": "string", "maxLength": 200}, "maxItems": 32},
    "words": {"type": "array", "items": _WORD},
}

_START = {
    "type": "object",
    "description": (
        "When it begins. Left out: now. Anchored to an utterance (the id of a `say`): where its "
        "mark, word (counted from 0) or character (from 0) is heard."
    ),
    "properties": {
        "after_s": {"type": "number", "description": "Seconds after that; before it, if negative."},
        "utterance": {"type": "string"},
        "mark": {"type": "string"},
        "word": {"type": "integer", "minimum": 0},
        "character": {"type": "integer", "minimum": 0},
    },
    "additionalProperties": False,
}


def tools(skills: Mapping[str, Skill]) -> list[dict[str, Any]]:
    """One tool a kind that these skills can do: `name`, `description`, `input_schema`.

    A call's input is an intent's `parameters`, with `start` and `id` beside them.
    """
    return [
        {
            "name": kind.name,
            "description": kind.says,
            "input_schema": _schema(kind, skills.get(kind.name)),
        }
        for kind in KINDS.values()
        if kind.at_once or (kind.name in skills and not kind.streams)  # no model writes paths
    ]


def intent_of_call(name: str, given: Mapping[str, Any], ident: str) -> dict[str, Any]:
    """The intent that a model's call of the tool `name` means; `ident` if it gives no id."""
    parameters = {key: value for key, value in given.items() if key not in ("start", "id")}
    told = {"kind": name, "id": given.get("id", ident), "parameters": parameters}
    return {**told, "start": given["start"]} if "start" in given else told


def _schema(kind: Kind, skill: Skill | None) -> dict[str, Any]:
    """`skill`: of whoever does it; None: everybody can."""
    properties = {
        name: _property(parameter, (skill and skill.offered(name)) or parameter.choices)
        for name, parameter in kind.parameters.items()
        if parameter.type not in ("sound", "stream")  # no model writes samples
        and not (skill and skill.ignores(name))
    }
    schema: dict[str, Any] = {
        "type": "object",
        "properties": properties,
        "required": [name for name, one in kind.parameters.items() if one.required],
        "additionalProperties": False,
    }
    ways = [name for name in kind.one_of if name in properties]
    if kind.alone and skill is not None and skill.alone:
        schema["anyOf"] = [{"required": [name]} for name in (*ways, kind.alone)]
    elif len(ways) == 1:
        schema["required"] += ways
    elif ways:
        schema["oneOf"] = [{"required": [name]} for name in ways]
    if not kind.at_once:
        properties["start"] = _START
        properties["id"] = {
            "type": "string",
            "description": "A name of your own, to cancel it by or to anchor others to.",
        }
    return schema


def _property(parameter: Parameter, choices: Sequence[str]) -> dict[str, Any]:
    unit = f" [{parameter.unit}]" if parameter.unit not in ("", "1") else ""
    told: dict[str, Any] = {"description": f"{parameter.says}{unit}"}
    if parameter.default is not None:
        told["default"] = parameter.default
    if choices:
        return {"type": "string", "enum": [*choices], **told}
    if parameter.type in ("number", "integer"):
        limits = {"minimum": parameter.low, "maximum": parameter.high}
        if parameter.type == "integer":
            limits = {name: round(limit) for name, limit in limits.items()}
        return {"type": parameter.type, **limits, **told}
    if parameter.type in ("text", "phones"):  # no model writes lists of phones
        return {"type": "string", "maxLength": parameter.most, **told}
    shape = _SHAPES.get(parameter.type)
    return {**(shape or {"type": "object", "additionalProperties": {"type": "number"}}), **told}
