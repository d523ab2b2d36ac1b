"""Word and SSML marks: `{"time": ms, "type": ..., "value": ...}` a line, as Polly writes them.

Words say where nothing is said, and no more: they keep the mouth still in pauses. `viseme` marks,
where there are any, are used for the lips. An SSML mark is the name of a moment, and no word.
`{"words": [{"word", "start", "end"}]}` (seconds), as aligners write it, is read too.
"""

from typing import Any

from kinesics.audio.phone_times.cue import Cue, Cues
from kinesics.audio.phone_times.document import field, number, parsed, records, symbol

__all__ = ["cues", "recognises"]

_TEXT = ("word", "text", "value")


def recognises(text: str) -> bool:
    """Whether every object has a time, a type and a value, or it is an object with `words`."""
    document = parsed(text)
    if isinstance(document, dict) and "words" in document:
        return True
    marks = _marks(document)
    return bool(marks) and all({"time", "type", "value"} <= mark.keys() for mark in marks)


def cues(text: str) -> Cues:
    """Visemes last until the next; words until their `end`, where it is told."""
    document = parsed(text)
    if isinstance(document, dict) and "words" in document:
        listed = enumerate(records(document["words"]), 1)
        return Cues("polly", words=tuple(_word(f"entry {n}", one) for n, one in listed))
    timed = [
        (mark["type"], _mark(mark, f"entry {n}")) for n, mark in enumerate(_marks(document), 1)
    ]
    return Cues(
        "polly",
        tuple(cue for kind, cue in timed if kind == "viseme"),
        tuple(cue for kind, cue in timed if kind == "word"),
        tuple(cue for kind, cue in timed if kind == "ssml"),
    )


def _marks(document: Any) -> list[dict[str, Any]]:
    """One mark alone is a document of its own."""
    return records([document] if isinstance(document, dict) else document)


def _mark(mark: dict[str, Any], where: str) -> Cue:
    return Cue(
        number(mark["time"], "time", where) / 1000,
        None,
        symbol(mark["value"], "value", where),
        where,
    )


def _word(where: str, one: dict[str, Any]) -> Cue:
    start_s, end_s = (number(one.get(key), key, where) for key in ("start", "end"))
    return Cue(start_s, end_s, symbol(field(one, *_TEXT), "word", where).strip(), where)
