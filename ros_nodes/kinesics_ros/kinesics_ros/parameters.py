"""`PARAMETERS`: what can be set on nodes, read from parameters.toml; and what may be."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kinesics.errors import KinesicsError
from kinesics.toml import load_toml
from kinesics_app.run import RunRequest

__all__ = [
    "AFAR",
    "PARAMETERS",
    "PERSONA",
    "THINKING",
    "ParameterError",
    "Spec",
    "check",
    "request_of",
]

PERSONA = ("extraversion", "warmth", "energy")

_OF_REQUEST = (
    *("device", "robot", "lead_ms", "lookahead_ms", "realtime", "seed", "backend"),
    *("quiet", "loudness", "affect"),
)
_OF_THINKING = (
    *("robot", "lead_ms", "lookahead_ms", "seed", "backend"),
    *("loudness", "affect", "emotion"),
)
_TYPES: Mapping[str, type] = {"text": str, "integer": int, "number": float, "flag": bool}


class ParameterError(KinesicsError):
    """A parameter cannot be set so, or not now."""


@dataclass(frozen=True, slots=True)
class Spec:
    """One parameter."""

    name: str
    type: type
    """`str`, `int`, `float` or `bool`."""
    default: Any
    says: str
    unit: str = ""
    low: float = 0.0
    high: float = 0.0
    """Range, both ends included, of an `int` or `float`."""
    choices: tuple[str, ...] = ()
    """Of a `str`; empty: any."""
    live: bool = False
    """Whether it acts at once."""


def _spec(name: str, table: Mapping[str, Any]) -> Spec:
    kind = _TYPES[table["type"]]
    rest = {key: value for key, value in table.items() if key not in ("type", "choices")}
    return Spec(name, kind, choices=tuple(table.get("choices", ())), **rest)


def _load(file: str) -> Mapping[str, Spec]:
    tables = load_toml(Path(__file__).with_name(file))
    return {name: _spec(name, table) for name, table in tables.items()}


PARAMETERS = _load("parameters.toml")
"""Of body_node, by name, in the order of the file."""
AFAR = _load("afar.toml")
"""Of nodes that are parts of a body."""
THINKING = {
    **{name: spec for name, spec in PARAMETERS.items() if not spec.live and name in _OF_THINKING},
    **AFAR,
}
"""Of the nodes that think; the robot's own are to be told to all of them alike."""
_ALL = {**PARAMETERS, **AFAR}


def check(name: str, value: Any, *, configured: bool) -> None:
    """Whether a parameter may be set to `value`; names that are not ours may.

    Raises:
        ParameterError: with what would be right.
    """
    spec = _ALL.get(name)
    if spec is None:
        return
    given: Any = value
    if type(value) is not spec.type:  # True is no integer here
        raise ParameterError(
            f"{name} is a {type(value).__name__}; wanted a {spec.type.__name__}: {spec.says}"
        )
    if spec.choices and value not in spec.choices:
        raise ParameterError(f"{name} is {value!r}; wanted {' or '.join(spec.choices)}")
    if spec.type in (int, float) and not spec.low <= given <= spec.high:  # no NaN is
        raise ParameterError(
            f"{name} is {value:g}; wanted {spec.low:g} to {spec.high:g} {spec.unit}".removesuffix(
                " 1"
            )
        )
    if configured and not spec.live:
        raise ParameterError(f"{name} acts at the next configure; clean the node up first")


def request_of(values: Mapping[str, Any]) -> RunRequest:
    """The run that parameters ask for, but for its persona, which is live; others are usual."""
    return RunRequest(
        emotion=values.get("emotion") or None,
        dials=tuple(values.get("dials", "").split()),
        **{name: values[name] for name in _OF_REQUEST if name in values},
    )
