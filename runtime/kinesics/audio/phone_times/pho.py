"""MBROLA's .pho, as `espeak-ng --pho` writes it: `phoneme milliseconds [pitch points]` lines."""

import re

from kinesics.audio.phone_times.cue import Cue, Cues
from kinesics.audio.phone_times.document import read_number

__all__ = ["cues", "recognises"]

_LINE = re.compile(r"\S+[\t ]+-?\d+(\.\d+)?([\t ]+\d+(\.\d+)?[\t ]+\d+(\.\d+)?)*[\t ]*")


def recognises(text: str) -> bool:
    """Whether every line that is no comment is a phoneme, its length, and pairs of numbers."""
    lines = _lines(text)
    return bool(lines) and all(_LINE.fullmatch(line) for _, line in lines)


def cues(text: str) -> Cues:
    """Lengths, summed."""
    phones: list[Cue] = []
    now_s = 0.0
    for line_number, line in _lines(text):
        symbol, length_ms = [*line.split(), "nothing"][:2]
        where = f"line {line_number}"
        end_s = now_s + read_number(length_ms, "length in ms", where) / 1000
        phones.append(Cue(now_s, end_s, symbol, where))
        now_s = end_s
    return Cues("sampa", tuple(phones))


def _lines(text: str) -> list[tuple[int, str]]:
    """Lines with their numbers, without comments."""
    numbered = enumerate(text.splitlines(), 1)
    return [(n, line.strip()) for n, line in numbered if line.strip() and line[0] != ";"]
