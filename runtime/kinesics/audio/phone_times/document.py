"""`records`: the objects of a JSON document, an array or one object a line; their numbers."""

import json
import math
from typing import Any

from kinesics.errors import AudioError

__all__ = ["broken", "field", "number", "parsed", "read_number", "records", "symbol"]


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


def broken(text: str) -> str:
    """Where a text that begins as JSON does stops being it; nothing if it is JSON, or never was."""
    if text.lstrip()[:1] not in ("[", "{"):
        return ""
    whole = _why_none(text)
    if not whole.startswith("Extra data"):
        return whole and f"it begins as JSON and is none: {whole}"
    lines = ((n, _why_none(line)) for n, line in enumerate(text.splitlines(), 1) if line.strip())
    return next((f"line {n} of it is no JSON: {why}" for n, why in lines if why), "")


def _why_none(text: str) -> str:
    """Why a text is no JSON; nothing if it is, or is too deep to say."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return str(error)
    except (ValueError, RecursionError):
        return ""
    return ""


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


def symbol(value: Any, what: str, where: str) -> str:
    """`value` as the name of a sound, a shape or a word; it may be empty.

    Raises:
        AudioError: there is none, or it is no text.
    """
    if not isinstance(value, str):
        raise AudioError(f"{where}: {what} is {value!r}; wanted a text")
    return value


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
