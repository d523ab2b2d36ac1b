"""festival's `utt.save.segs` (xlabel): a header, `#`, then `end number phone` lines, seconds."""

from kinesics.audio.phone_times.cue import Cue, Cues
from kinesics.audio.phone_times.document import number

__all__ = ["cues", "recognises"]


def recognises(text: str) -> bool:
    """Whether a line is `#` and the lines after it have three columns."""
    rows = _rows(text)
    return bool(rows) and all(len(row) == 3 for row in rows)


def cues(text: str) -> Cues:
    """A phone ends where the next begins."""
    phones: list[Cue] = []
    for entry, (end, _, name) in enumerate(_rows(text), 1):
        start_s = phones[-1].end_s if phones else 0.0
        phones.append(Cue(start_s or 0.0, number(end, "end", entry), name, entry))
    return Cues("cmu", tuple(phones))


def _rows(text: str) -> list[list[str]]:
    """What stands below the `#`, split."""
    _, mark, body = ("\n" + text).partition("\n#\n")
    return [line.split() for line in body.splitlines() if line.strip()] if mark else []
