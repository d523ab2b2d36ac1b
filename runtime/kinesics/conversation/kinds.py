"""The kinds of intent and their parameters, as `kinds.toml` tells them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kinesics.errors import IntentError
from kinesics.table import Table
from kinesics.toml import load_toml

__all__ = ["KINDS", "TYPES", "Kind", "Parameter"]

TYPES = (
    "number",
    "integer",
    "text",
    "choice",
    "point",
    "words",
    "phones",
    "marks",
    "sound",
    "stream",
    "names",
    "times",
    "rows",
    "dials",
    "vad",
    "plan",
)

_TTL_S = 5.0


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing that an intent of a kind may or must say."""

    name: str
    type: str
    """One of `TYPES`."""
    says: str
    required: bool
    default: Any
    """None: it may be left out."""
    low: float
    high: float
    """Of a number or an integer, [`unit`]."""
    unit: str
    most: int
    """Characters of a text."""
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """Something that can be asked of a robot."""

    name: str
    says: str
    parameters: Mapping[str, Parameter]
    one_of: tuple[str, ...]
    """Exactly one of these is given."""
    alone: str
    """Where none of them is given, this parameter will do; empty: none will."""
    parts_by: str
    """Name of the choice on which it depends what the intent occupies; empty: it is always `""`."""
    parts_of: Mapping[str, frozenset[str]]
    """Parts of the body that an intent occupies, by that choice."""
    ttl_s: float
    """How long one may wait beyond its start, if it does not say."""
    queues: bool
    """Whether another of the same priority waits for it instead of ending it."""
    renews: bool
    """Whether one that is under way may be told again under its id."""
    streams: bool
    """Whether it is told again so often that only the first is answered; no model writes it."""
    at_once: bool
    """It acts when it is heard: it occupies nothing and waits for nothing."""

    def parts(self, parameters: Mapping[str, Any]) -> frozenset[str]:
        """What an intent with these parameters occupies."""
        return self.parts_of[parameters[self.parts_by] if self.parts_by else ""]


def _kind(name: str, table: Table) -> Kind:
    parts_by = table.text("parts_by") if table.has("parts_by") else ""
    kind = Kind(
        name,
        table.text("says"),
        {
            key: _parameter(key, table.table("parameters").table(key))
            for key in table.free_table("parameters")
        },
        table.texts("one_of") if table.has("one_of") else (),
        table.text("alone") if table.has("alone") else "",
        parts_by,
        _parts(table, parts_by),
        table.not_negative("ttl_s") if table.has("ttl_s") else _TTL_S,
        table.has("queues") and table.boolean("queues"),
        table.has("renews") and table.boolean("renews"),
        table.has("streams") and table.boolean("streams"),
        table.has("at_once") and table.boolean("at_once"),
    )
    table.done()
    return kind


def _parts(table: Table, parts_by: str) -> dict[str, frozenset[str]]:
    if parts_by:
        choices = table.table("parts")
        return {choice: frozenset(choices.texts(choice)) for choice in choices.whole()}
    return {"": frozenset(table.texts("parts") if table.has("parts") else ())}


def _parameter(name: str, table: Table) -> Parameter:
    return Parameter(
        name,
        table.choice("type", TYPES),
        table.text("says"),
        table.has("required") and table.boolean("required"),
        table.whole().get("default") if table.has("default") else None,
        table.finite("low") if table.has("low") else 0.0,
        table.finite("high") if table.has("high") else 0.0,
        table.text("unit") if table.has("unit") else "",
        table.integer("most", 1) if table.has("most") else 0,
        table.texts("choices") if table.has("choices") else (),
    )


_PATH = Path(__file__).with_name("kinds.toml")

KINDS: Mapping[str, Kind] = {
    name: _kind(name, Table(f"{_PATH.name}[{name}]: ", values, IntentError))
    for name, values in load_toml(_PATH).items()
}
"""Every kind by its name, in the order in which people read of them."""
