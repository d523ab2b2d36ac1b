"""A table of phones: CSV with a header that names `start`, `end` (seconds) and `phone`.

Phones are ours (kinesics/audio/phones.toml, with or without stress digits) or IPA.
"""

import csv

from kinesics.audio.phone_times.cue import Cue, Cues
from kinesics.audio.phone_times.document import read_number, symbol
from kinesics.audio.phone_times.inventory import inventory

__all__ = ["cues", "recognises"]

_COLUMNS = {"start", "end", "phone"}


def recognises(text: str) -> bool:
    """Whether the first line names the columns."""
    return set(_reader(text).fieldnames or ()) >= _COLUMNS


def cues(text: str) -> Cues:
    """A row a phone."""
    phones, rows = [], _reader(text)
    for row in rows:
        where = f"line {rows.line_num}"
        start_s, end_s = (read_number(row[key], key, where) for key in ("start", "end"))
        phones.append(Cue(start_s, end_s, symbol(row["phone"], "phone", where), where))
    ours = inventory("cmu")
    unlike = sum(ours.phones(cue.symbol) is None for cue in phones)
    return Cues("cmu" if 2 * unlike <= len(phones) else "ipa", tuple(phones))


def _reader(text: str) -> "csv.DictReader[str]":
    separator = "\t" if "\t" in text.partition("\n")[0] else ","
    return csv.DictReader(text.splitlines(), delimiter=separator, skipinitialspace=True)
