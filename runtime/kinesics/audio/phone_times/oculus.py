"""Oculus-15 viseme events: `time` in seconds and `viseme`, as JSON objects or `time,viseme` lines.

Both spellings of the vowels: `I O U` (TalkingHead, openfacefx) and `ih oh ou` (Meta).
"""

import csv
from collections.abc import Callable
from typing import Any

from kinesics.audio.phone_times.cue import Cue, Cues
from kinesics.audio.phone_times.document import field, number, parsed, read_number, records, symbol

__all__ = ["cues", "recognises"]

_TIME, _END, _VISEME = ("time", "start", "t"), ("end",), ("viseme", "value", "name")


def recognises(text: str) -> bool:
    """Whether every entry has a viseme and a time, under one of their names."""
    events = _events(text)
    return bool(events) and all(
        "viseme" in event and field(event, *_TIME) is not None for event in events
    )


def cues(text: str) -> Cues:
    """A viseme lasts until its `end`, or until the next."""
    told = records(parsed(text))
    if told:
        phones = [_cue(event, f"entry {n}", number) for n, event in enumerate(told, 1)]
    else:
        rows = _reader(text)
        phones = [_cue(row, f"line {rows.line_num}", read_number) for row in rows]
    return Cues("oculus", tuple(phones))


def _cue(event: dict[str, Any], where: str, read: Callable[[Any, str, str], float]) -> Cue:
    end = field(event, *_END)
    return Cue(
        read(field(event, *_TIME), "time", where),
        None if end in (None, "") else read(end, "end", where),
        symbol(field(event, *_VISEME), "viseme", where),
        where,
    )


def _events(text: str) -> list[dict[str, Any]]:
    return records(parsed(text)) or list(_reader(text))


def _reader(text: str) -> "csv.DictReader[str]":
    return csv.DictReader(text.splitlines(), skipinitialspace=True)
