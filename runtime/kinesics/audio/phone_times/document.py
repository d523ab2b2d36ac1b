"""`records`: the objects of a JSON document, an array or one object a line."""

import json
from typing import Any

__all__ = ["field", "number", "parsed", "records"]

from kinesics.errors import AudioError


def parsed(text: str) -> Any:
    """The JSON document, a list of those that stand a line each, or None: not JSON."""
    try:
        return json.loads(text)
    except ValueError:
        pass
    try:
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    except ValueError:
        return None


def records(document: Any) -> list[dict[str, Any]]:
    """The objects of a list of objects; empty if it is anything else."""
    if isinstance(document, list) and all(isinstance(one, dict) for one in document):
        return document
    return []


def field(record: dict[str, Any], *names: str) -> Any:
    """The value of the first of `names` that the record has, or None."""
    return next((record[name] for name in names if name in record), None)


def number(value: Any, what: str, entry: int) -> float:
    """`value` as a number.

    Raises:
        AudioError: it is none.
    """
    try:
        return float(value)
    except (TypeError, ValueError):
        raise AudioError(f"entry {entry}: {what} is {value!r}; wanted a number") from None
