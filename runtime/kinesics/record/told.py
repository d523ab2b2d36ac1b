"""`Told`: what a performance knew of its speech, heard in it, felt and turned, for the summary."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kinesics.audio.loudness import DIAL as LOUDNESS
from kinesics.audio.phone_times.fit import Fit
from kinesics.audio.phone_times.read import Reading
from kinesics.record.course import Word, course, heard_word
from kinesics.signals import Feeling, Hint, Turn

__all__ = ["Told", "told_document"]


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What was known and what passed, besides motion; nothing where nobody told or heard."""

    reading: Reading | None = None
    """The synthesiser's file."""
    fit: Fit | None = None
    """How its phones lie on the sound."""
    text: str = ""
    """What is said."""
    hints: Sequence[Hint] = ()
    """What voice and words suggested."""
    feelings: Sequence[Feeling] = ()
    """What was felt, of a command or of hints, each until the next."""
    turns: Sequence[Turn] = ()
    """Of dials."""
    face_moved: Mapping[str, Any] | None = None
    """As `record.moved` makes it."""
    lip_shapes: Mapping[str, Any] | None = None
    """As `record.lip_shapes` makes it."""


def told_document(told: Told, t0_ns: int, until_s: float) -> dict[str, Any]:
    """The keys `phones` to `turned` of the summary; times in seconds of the speech."""
    return {
        "phones": None if told.reading is None else _phones(told.reading, told.fit),
        "text": told.text,
        "heard": _heard(told.hints, t0_ns, until_s),
        "felt": course([Word(one, 1.0) for one in told.feelings], t0_ns, until_s),
        "face_moved": told.face_moved,
        "turned": _turned(told.turns, t0_ns),
    }


def _phones(reading: Reading, fit: Fit | None) -> dict[str, Any]:
    spoken = sum(one.phone != "pau" for one in reading.phones)
    return {
        "format": reading.format,
        "kind": reading.kind,
        "read": spoken,
        "pauses": len(reading.phones) - spoken,
        "words": len(reading.words),
        "marks": len(reading.marks),
        "unknown": dict(reading.unknown),
        "from_s": None if fit is None else round(fit.from_s, 3),
        "to_s": None if fit is None else round(fit.to_s, 3),
        "covered": 0.0 if fit is None else round(fit.share, 4),
        "misfits": [] if fit is None else list(fit.misfits),
    }


def _heard(hints: Sequence[Hint], t0_ns: int, until_s: float) -> dict[str, Any]:
    """By source, in the order in which they first spoke."""
    sources = dict.fromkeys(hint.source for hint in hints)
    mine = {source: [hint for hint in hints if hint.source == source] for source in sources}
    return {
        source: {
            "hints": len(said),
            "confidence_mean": round(sum(hint.confidence for hint in said) / len(said), 3),
            "course": course([heard_word(hint) for hint in said], t0_ns, until_s),
        }
        for source, said in mine.items()
    }


def _turned(turns: Sequence[Turn], t0_ns: int) -> dict[str, Any]:
    """Each dial's turns; of loudness, which the voice turns all the time, from where to where."""
    mine = [turn.gain for turn in turns if turn.dial == LOUDNESS]
    told: dict[str, Any] = {
        dial: [
            {
                "t_s": round((turn.t_ns - t0_ns) * 1e-9, 3),
                "gain": round(turn.gain, 4),
                "ramp_s": round(turn.ramp_s, 3),
            }
            for turn in turns
            if turn.dial == dial
        ]
        for dial in dict.fromkeys(turn.dial for turn in turns)
        if dial != LOUDNESS
    }
    if mine:
        gains = [1.0, *mine]
        told[LOUDNESS] = {
            "turns": len(mine),
            "least": round(min(gains), 4),
            "most": round(max(gains), 4),
        }
    return told
