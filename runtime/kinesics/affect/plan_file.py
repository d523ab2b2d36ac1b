"""Plans as TOML that people edit, and back, strictly."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from kinesics.affect.plan import Plan, Shade, Step
from kinesics.errors import AffectError
from kinesics.table import Table
from kinesics.toml import TomlError, parse_toml

__all__ = ["plan_document", "plan_of", "read_plan", "write_plan"]

_Made = TypeVar("_Made")

_STEP = Step()
_OPTIONAL = ("end_s", "ease_s", "beats", "tempo", "energy", "only", "units", "turn")
_NUMBERS = ("start_s", "end_s", "ease_s", "tempo", "energy")


def write_plan(plan: Plan) -> str:
    """The plan as TOML; `read_plan` gives the same plan back."""
    return "\n".join(_lines(plan)) + "\n"


def plan_document(plan: Plan) -> dict[str, Any]:
    """The plan as tables, lists, strings and numbers; `plan_of` gives the same plan back."""
    return parse_toml(write_plan(plan))


def _lines(plan: Plan) -> Iterator[str]:
    if plan.text:
        yield f"text = {_value(plan.text)}"
    yield from ("rationale = [", *(f"    {_value(one)}," for one in plan.rationale), "]")
    yield f"unknown = {_value(plan.unknown)}"
    if plan.remarks:
        yield from ("remarks = [", *(f"    {_value(one)}," for one in plan.remarks), "]")
    for step in plan.steps:
        yield from ("", "[[step]]", f"start_s = {_value(step.start_s)}")
        for key in _OPTIONAL:
            if getattr(step, key) != getattr(_STEP, key):
                yield f"{key} = {_value(getattr(step, key))}"
        for shade in step.shades:
            yield "[[step.shade]]"
            yield f"mixture = {_value(shade.mixture)}"
            yield f"intensity = {_value(shade.intensity)}"
            if shade.regions:
                yield f"regions = {_value(shade.regions)}"


def _value(value: Any) -> str:
    """A value as TOML writes it: JSON, but for tables and characters that TOML wants escaped."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_value(one)}" for key, one in value.items()) + " }"
    if isinstance(value, float):
        return repr(value)
    text = json.dumps(value, ensure_ascii=False)
    return text.replace("\x7f", "\\u007f")


def read_plan(text: str, name: str = "plan") -> Plan:
    """The plan that TOML `text` holds; `name` begins every complaint.

    Raises:
        AffectError: not TOML, an unknown key, a value of a wrong type or out of range.
    """
    try:
        document = parse_toml(text)
    except (TomlError, RecursionError) as error:
        raise AffectError(
            f"{name} is not TOML: {error}; wanted what `write_plan` writes"
        ) from error
    return plan_of(document, name)


def plan_of(document: Any, name: str = "plan") -> Plan:
    """The plan in a document of tables, lists, strings and numbers, from whoever wrote it.

    Raises:
        AffectError: what in it is not a plan: the key, and what would be right.
    """
    if not isinstance(document, Mapping):
        raise AffectError(f"{name} is a {type(document).__name__}; wanted tables headed [[step]]")
    try:
        document = _with_texts_as_keys(document)
    except RecursionError as error:
        raise AffectError(f"{name} holds tables within tables without end") from error
    table = Table(f"{name}: ", document, AffectError)
    text = table.text("text") if table.has("text") else ""
    steps = tuple(_step(one) for one in table.tables("step"))
    said = [_texts(table, key) for key in ("rationale", "unknown", "remarks")]
    table.done()
    return _made(table, lambda: Plan(text, steps, *said))


def _with_texts_as_keys(value: Any) -> Any:
    """The same with `12` as a key in the place of 12, as programs write units."""
    if isinstance(value, Mapping):
        return {str(key): _with_texts_as_keys(one) for key, one in value.items()}
    return [_with_texts_as_keys(one) for one in value] if isinstance(value, list) else value


def _step(table: Table) -> Step:
    given: dict[str, Any] = {key: table.finite(key) for key in _NUMBERS if table.has(key)}
    if table.has("beats"):
        given["beats"] = table.integer("beats", 0)
    for key in ("units", "turn"):
        if table.has(key):
            inner = table.table(key)
            given[key] = {name: inner.finite(name) for name in inner.whole()}
    given["shades"] = tuple(_shade(one) for one in table.tables("shade"))
    given["only"] = _texts(table, "only")
    table.done()
    return _made(table, lambda: Step(**given))


def _shade(table: Table) -> Shade:
    shares = table.table("mixture")
    mixture = {name: shares.finite(name, 0.0, 1.0) for name in shares.whole()}
    intensity, regions = table.finite("intensity"), _texts(table, "regions")
    table.done()
    return _made(table, lambda: Shade(mixture, intensity, regions))


def _texts(table: Table, key: str) -> tuple[str, ...]:
    return table.texts(key) if table.has(key) else ()


def _made(table: Table, make: Callable[[], _Made]) -> _Made:
    """What `make` makes; its complaint begins with where in the file it is."""
    try:
        return make()
    except AffectError as error:
        raise AffectError(f"{table.where}{error}") from error
