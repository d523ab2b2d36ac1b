"""The course of feelings through a performance: second by second, and in a few words."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from kinesics.signals import Feeling, Hint

__all__ = ["Word", "course", "course_text", "heard_word", "mixture_text", "span_text"]

_STEP_S = 1.0
_STRONGEST = 3
_SEEN = 0.1
"""Intensity times share from which an emotion is named: a tenth of what can be shown."""
_FAINT = 0.25
_NAMED = 4
_AXES = ("valence", "arousal", "dominance")


class Word(NamedTuple):
    """A feeling that somebody suggested or felt, and how sure of it (1: it was felt)."""

    feeling: Feeling
    confidence: float


def heard_word(hint: Hint) -> Word:
    """What a source said."""
    return Word(hint.feeling, hint.confidence)


def course(words: Sequence[Word], t0_ns: int, until_s: float) -> list[dict[str, Any]]:
    """What held at each whole second from `t0_ns` on: a row once there was a word, `until_s`.

    A row has `t_s`, `vad`, `intensity`, the `strongest` three emotions but neutral (intensity times
    share) and `confidence`.
    """
    ordered = sorted(words, key=lambda one: one.feeling.t_ns)
    rows, held, t_s = [], 0, 0.0
    while ordered and t_s <= until_s:
        while held < len(ordered) and ordered[held].feeling.t_ns <= t0_ns + t_s * 1e9:
            held += 1
        if held:
            rows.append(_row(t_s, ordered[held - 1]))
        t_s += _STEP_S
    return rows


def _row(t_s: float, word: Word) -> dict[str, Any]:
    feeling = word.feeling
    strengths = {
        name: round(feeling.intensity * share, 3)
        for name, share in feeling.mixture.items()
        if name != "neutral"
    }
    most = sorted(strengths.items(), key=lambda one: -one[1])[:_STRONGEST]
    return {
        "t_s": t_s,
        "vad": [round(value, 3) for value in feeling.vad],
        "intensity": round(feeling.intensity, 3),
        "strongest": {name: strength for name, strength in most if strength > 0.0},
        "confidence": round(word.confidence, 3),
    }


def course_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """`neutral, then faintly happy; valence -.1 to +.4, arousal ...`, of rows of `course`."""
    names = [name for name, _ in groupby(map(_name, rows))]
    told = ", then ".join(names[:_NAMED]) + (", and so on" if len(names) > _NAMED else "")
    return f"{told}; {', '.join(_ranges(rows))}"


def _name(row: Mapping[str, Any]) -> str:
    """What somebody would call it."""
    name, strength = next(iter(row["strongest"].items()), ("", 0.0))
    if strength < _SEEN:
        return "neutral"
    return f"faintly {name}" if strength < _FAINT else str(name)


def _ranges(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for axis, name in enumerate(_AXES):
        values = [row["vad"][axis] for row in rows]
        yield f"{name} {span_text(min(values), max(values), signed=True)}"


def span_text(low: float, high: float, *, signed: bool = False) -> str:
    """`+0.10 to +0.42`, or one number where both are alike."""
    shown = [f"{value:+.2f}" if signed else f"{value:.2f}" for value in (low, high)]
    return shown[0] if shown[0] == shown[1] else " to ".join(shown)


def mixture_text(mixture: Mapping[str, float]) -> str:
    """`happy 0.67 + surprised 0.33`."""
    return " + ".join(f"{name} {share:.2f}" for name, share in mixture.items())
