"""`records`: the objects of a JSON document, an array or one object a line; their numbers."""

import json
import math
from typing import Any

from kinesics.errors import AudioError

__all__ = ["field", "number", "parsed", "read_number", "records"]


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


def number(value: Any, what: str, where: str) -> float:
    """`value` of a JSON document, which tells numbers from texts, as a number.

    Raises:
        AudioError: it is none, or not finite.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _no_number(value, what, where)
    return _finite(value, what, where)


def read_number(value: Any, what: str, where: str) -> float:
    """`value`, a word of a file without types, as a number.

    Raises:
        AudioError: it is none, or not finite.
    """
    return _finite(value, what, where)


def _finite(value: Any, what: str, where: str) -> float:
    try:
        found = float(value)
    except (TypeError, ValueError, OverflowError):
        raise _no_number(value, what, where) from None
    if not math.isfinite(found):
        raise _no_number(value, what, where)
    return found


def _no_number(value: Any, what: str, where: str) -> AudioError:
    return AudioError(f"{where}: {what} is {value!r}; wanted a number")
