"""festival's `utt.save.segs` (xlabel): a header, `#`, then `end number phone` lines, seconds."""

from kinesics.audio.phone_times.cue import Cue, Cues
from kinesics.audio.phone_times.document import read_number

__all__ = ["cues", "recognises"]


def recognises(text: str) -> bool:
    """Whether a line is `#` and the lines after it have three columns."""
    rows = _rows(text)
    return bool(rows) and all(len(row) == 3 for _, row in rows)


def cues(text: str) -> Cues:
    """A phone ends where the next begins."""
    phones: list[Cue] = []
    for line_number, (end, _, name) in _rows(text):
        start_s, where = phones[-1].end_s if phones else 0.0, f"line {line_number}"
        phones.append(Cue(start_s or 0.0, read_number(end, "end", where), name, where))
    return Cues("cmu", tuple(phones))


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """What stands below the `#`, split, with the numbers of the lines."""
    head, mark, body = ("\n" + text).partition("\n#\n")
    lines = enumerate(body.splitlines() if mark else [], head.count("\n") + 2)
    return [(n, line.split()) for n, line in lines if line.strip()]
