"""Rhubarb Lip Sync's TSV (`seconds<tab>shape`) and JSON (`mouthCues`): shapes A to H and X."""

import re

from kinesics.audio.phone_times.cue import Cue, Cues
from kinesics.audio.phone_times.document import field, number, parsed, read_number, records, symbol

__all__ = ["cues", "recognises"]

_LINE = re.compile(r"-?\d+(\.\d+)?\t[A-HX]")


def recognises(text: str) -> bool:
    """Whether it has `mouthCues`, or every line is a time and a shape."""
    document = parsed(text)
    if isinstance(document, dict):
        return "mouthCues" in document
    lines = text.split("\n")
    return any(lines) and all(_LINE.fullmatch(line.strip()) for line in lines if line.strip())


def cues(text: str) -> Cues:
    """TSV: a shape lasts until the next; its last line is the end of the sound."""
    document = parsed(text)
    if isinstance(document, dict):
        listed = enumerate(records(document.get("mouthCues")), 1)
        return Cues("rhubarb", tuple(_cue(f"entry {n}", c) for n, c in listed))
    lines = enumerate(text.splitlines(), 1)
    return Cues("rhubarb", tuple(_line(f"line {n}", line) for n, line in lines if line.strip()))


def _cue(where: str, given: dict[str, object]) -> Cue:
    start_s, end_s = (number(field(given, key), key, where) for key in ("start", "end"))
    return Cue(start_s, end_s, symbol(field(given, "value"), "value", where), where)


def _line(where: str, line: str) -> Cue:
    time, shape = line.split()
    return Cue(read_number(time, "time", where), None, shape, where)
