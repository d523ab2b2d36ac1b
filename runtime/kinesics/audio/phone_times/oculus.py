"""Oculus-15 viseme events: `time` in seconds and `viseme`, as JSON objects or `time,viseme` lines.

Both spellings of the vowels: `I O U` (TalkingHead, openfacefx) and `ih oh ou` (Meta).
"""

import csv
from typing import Any

from kinesics.audio.phone_times.cue import Cue, Cues
from kinesics.audio.phone_times.document import field, number, parsed, records

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
    phones = []
    for entry, event in enumerate(_events(text), 1):
        end = field(event, *_END)
        phones.append(
            Cue(
                number(field(event, *_TIME), "time", entry),
                None if end in (None, "") else number(end, "end", entry),
                str(field(event, *_VISEME)),
                entry,
            )
        )
    return Cues("oculus", tuple(phones))


def _events(text: str) -> list[dict[str, Any]]:
    events = records(parsed(text))
    if events:
        return events
    return list(csv.DictReader(text.splitlines(), skipinitialspace=True))
