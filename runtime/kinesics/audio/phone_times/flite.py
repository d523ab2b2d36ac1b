"""flite `-psdur`: `phone:end` pairs, seconds, on one line or many."""

import re

from kinesics.audio.phone_times.cue import Cue, Cues

__all__ = ["cues", "recognises"]

_PAIR = re.compile(r"([A-Za-z#]+\d?):(-?\d+(?:\.\d*)?|nan|-?inf)", re.IGNORECASE)


def recognises(text: str) -> bool:
    """Whether every word of it is a pair."""
    words = text.split()
    return bool(words) and all(_PAIR.fullmatch(word) for word in words)


def cues(text: str) -> Cues:
    """A phone ends where the next begins."""
    pairs = [word.rsplit(":", 1) for word in text.split() if ":" in word]
    ends_s = [float(end) for _, end in pairs]
    starts_s = [0.0, *ends_s[:-1]]
    rows = zip(pairs, starts_s, ends_s, strict=True)
    phones = (Cue(a, b, name, f"entry {n}") for n, ((name, _), a, b) in enumerate(rows, 1))
    return Cues("cmu", tuple(phones))
