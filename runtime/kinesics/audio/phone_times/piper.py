"""Piper's phoneme alignments as JSON: `phoneme` (IPA) with `num_samples`, or with `start`, `end`.

`{"sample_rate": 22050, "phoneme_alignments": [{"phoneme": "h", "num_samples": 1280}, ...]}` is what
piper1-gpl's `PhonemeAlignment` holds; forks write `{"phonemes": [{"phoneme", "start", "end"}]}`.
"""

from typing import Any

from kinesics.audio.phone_times.cue import Cue, Cues
from kinesics.audio.phone_times.document import field, number, parsed, records, symbol
from kinesics.errors import AudioError

__all__ = ["cues", "recognises"]

_LISTS = ("phoneme_alignments", "alignments", "phonemes")
_RATE = ("sample_rate", "rate_hz")
_USUAL_RATE_HZ = 22_050.0
"""Of medium and high voices, where the file does not say."""


def recognises(text: str) -> bool:
    """Whether it is a list of objects with a `phoneme`."""
    listed = _listed(parsed(text))
    return bool(listed) and all("phoneme" in one for one in listed)


def cues(text: str) -> Cues:
    """Lengths in samples, summed; or starts and ends in seconds."""
    document = parsed(text)
    rate = field(document, *_RATE) if isinstance(document, dict) else None
    rate_hz = number(rate, "sample_rate", "piper") if rate is not None else _USUAL_RATE_HZ
    if not rate_hz > 0.0:
        raise AudioError(f"sample_rate is {rate_hz:g}; wanted samples per second, as 22050")
    phones: list[Cue] = []
    now_s = 0.0
    for n, one in enumerate(_listed(document), 1):
        start_s, end_s = _span_s(one, f"entry {n}", now_s, rate_hz)
        sound = symbol(one["phoneme"], "phoneme", f"entry {n}")
        phones.append(Cue(start_s, end_s, sound, f"entry {n}"))
        now_s = end_s
    return Cues("ipa", tuple(phones))


def _span_s(one: dict[str, Any], where: str, now_s: float, rate_hz: float) -> tuple[float, float]:
    if "num_samples" in one:
        return now_s, now_s + number(one["num_samples"], "num_samples", where) / rate_hz
    return number(one.get("start"), "start", where), number(one.get("end"), "end", where)


def _listed(document: Any) -> list[dict[str, Any]]:
    if isinstance(document, dict):
        document = field(document, *_LISTS)
    return records(document)
