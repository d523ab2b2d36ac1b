"""Furhat's gestures: frames of parameters of face and neck, each reached at its times."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from kinesics.errors import GestureError
from kinesics.gesture.clip import Clip
from kinesics.motion import channels
from kinesics.toml import load_toml

__all__ = ["looks_like", "read"]


def looks_like(document: object) -> bool:
    """Whether a JSON document is one."""
    if not isinstance(document, dict) or not isinstance(document.get("frames"), list):
        return False
    return all(isinstance(frame, dict) and "time" in frame for frame in document["frames"])


def read(text: str) -> Clip:
    """The gesture of a document: `reset` is rest, and what no parameter of ours is, is noted.

    Raises:
        GestureError: not such a document, or a value that is no number.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise GestureError(f"furhat gesture: not JSON: {error}") from error
    if not looks_like(document):
        raise GestureError("furhat gesture: wanted `frames`, each with `time` and `params`")
    unknown: dict[str, None] = {}
    frames = sorted(
        ((time_s, _values(frame, unknown)) for frame in document["frames"]
         for time_s in _times(frame)),
        key=lambda one: one[0],
    )  # fmt: skip
    names = tuple(dict.fromkeys(name for _, values in frames for name in values))
    if not names or not frames:
        raise GestureError(f"furhat gesture: nothing that is known of {', '.join(unknown)}")
    moments: list[tuple[float, dict[str, float]]] = [(0.0, {})] if frames[0][0] > 0.0 else []
    rows: dict[float, list[float]] = {}
    for time_s, values in [*moments, *frames]:
        rows[time_s] = [values.get(name, 0.0) for name in names]
    notes = (f"not known: {', '.join(unknown)}",) if unknown else ()
    name = str(document.get("name") or "gesture")
    times_s = np.array(list(rows))
    if len(rows) < 2:
        raise GestureError("furhat gesture: one frame at time 0; wanted another after it")
    return Clip(name, "a gesture of Furhat's", names, times_s, np.array(list(rows.values())), notes)


def _times(frame: Mapping[str, Any]) -> list[float]:
    times = frame["time"] if isinstance(frame["time"], list) else [frame["time"]]
    if not all(_is_number(time) and time >= 0.0 for time in times):
        raise GestureError(f"furhat gesture: time is {frame['time']!r}; wanted seconds")
    return [float(time) for time in times]


def _values(frame: Mapping[str, Any], unknown: dict[str, None]) -> dict[str, float]:
    """Our channels of one frame."""
    values: dict[str, float] = {}
    parameters = frame.get("params")
    for name, amount in parameters.items() if isinstance(parameters, dict) else ():
        if name == "reset":
            continue
        if not _is_number(amount):
            raise GestureError(f"furhat gesture: {name} is {amount!r}; wanted a number")
        known = _known(str(name))
        if not known:
            unknown[str(name)] = None
        for channel, gain in known:
            values[channel] = values.get(channel, 0.0) + gain * float(amount)
    return values


def _known(name: str) -> list[tuple[str, float]]:
    listed: list[tuple[str, float]] = _parameters().get(name, [])
    if listed:
        return listed
    first, *rest = name.lower().split("_")
    arkit = first + "".join(word.capitalize() for word in rest)
    return [(arkit, 1.0)] if arkit in channels.NAMES else []


@cache
def _parameters() -> dict[str, Any]:
    table: dict[str, Any] = load_toml(Path(__file__).with_name("furhat.toml"))["parameters"]
    return table


def _is_number(value: object) -> bool:
    return (
        isinstance(value, int | float) and not isinstance(value, bool) and bool(np.isfinite(value))
    )
