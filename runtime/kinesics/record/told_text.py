"""What a performance knew, heard, felt and turned, in lines for a person."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from kinesics.audio.loudness import DIAL as LOUDNESS
from kinesics.counted import counted
from kinesics.inference.lookahead_scores import LOOKAHEAD_SCORES
from kinesics.record.course import course_text, mixture_text, span_text

__all__ = ["told_lines"]

_MOST_TEXT = 60
_NAMED = 3
_ALL = 0.95  # of the sound

Line = tuple[str, str]
"""A label and what is told under it."""


def told_lines(summary: Mapping[str, Any]) -> Iterator[Line]:
    """Label and text, of a summary; only of what there was."""
    yield from _told_of(summary, "phones", "phones", _phones_text)
    if not _decided(summary.get("phones")):
        yield from _told_of(summary, "accuracy", "lips by the network", _accuracy_text)
    yield from _told_of(summary, "text", "text", _shortened)
    yield from _heard_lines(summary.get("heard", {}))
    yield from _told_of(summary, "emotion", "told to feel", _emotion_text)
    if not summary.get("emotion"):
        yield from _told_of(summary, "felt", "felt of that", course_text)
    yield from _told_of(summary, "expression", "told to show", _expression_text)
    if any(summary.get(key) for key in ("affect", "emotion", "expression")):
        audio_s = summary["audio_s"]
        yield from _told_of(
            summary, "face_moved", "moved the face", lambda moved: _moved_text(moved, audio_s)
        )
    yield from _told_of(summary, "turned", "dials", _turned_text)


def _told_of(
    summary: Mapping[str, Any], key: str, label: str, text_of: Callable[[Any], str]
) -> Iterator[Line]:
    """A line of a key, if there is anything under it."""
    if summary.get(key):
        yield label, text_of(summary[key])


def _heard_lines(heard: Mapping[str, Any]) -> Iterator[Line]:
    for source, one in heard.items():
        if one["course"]:
            sure = f"; sure {one['confidence_mean']:.2f}"
            yield f"heard in the {source}", course_text(one["course"]) + sure


def _decided(phones: Mapping[str, Any] | None) -> bool:
    """Whether phones decide the lips of all of the sound."""
    return bool(phones and phones["read"] and phones["covered"] > _ALL)


def _accuracy_text(accuracy: Mapping[str, float]) -> str:
    told = [
        f"{name} {accuracy[key]:.2f}"
        for key, name in LOOKAHEAD_SCORES.items()
        if key in accuracy and not key.endswith("_ms")
    ]
    error = (
        f" (off by {accuracy['closure_error_ms']:.0f} ms)" if "closure_error_ms" in accuracy else ""
    )
    return (
        f"on a synthetic English voice that it never heard, not on this speech: {', '.join(told)}"
        f"{error} at this look-ahead"
    )


def _phones_text(phones: Mapping[str, Any]) -> str:
    unknown = sum(phones["unknown"].values())
    left = f"; {unknown} unknown, left to the network" if unknown else ""
    if not phones["read"]:
        return f"{_pauses_text(phones)}{left}"
    return (
        f"{phones['read']} {phones['kind']} ({phones['format']}) decide the lips, "
        f"{phones['from_s']:.2f} to {phones['to_s']:.2f} s: {phones['covered']:.0%} of the sound"
        f"{left}"
    )


def _pauses_text(phones: Mapping[str, Any]) -> str:
    """Of a file that tells of no sound: what else it tells, and what that is good for."""
    kind, pauses, name = phones["kind"], phones["pauses"], phones["format"]
    if kind == "words" and pauses:
        return f"{counted(phones['words'], 'word')} ({name}) keep pauses still, no more"
    if kind == "words":
        return f"{counted(phones['words'], 'word')} ({name}), by which no pause is known"
    if kind == "marks":
        return f"{counted(phones['marks'], 'mark')} ({name}), names of moments"
    return f"{counted(pauses, 'pause')} ({name}) are kept still, no more"


def _shortened(text: str) -> str:
    flat = " ".join(text.split())
    cut = flat if len(flat) <= _MOST_TEXT else flat[: _MOST_TEXT - 3].rstrip() + "..."
    return f"{cut} ({len(flat.split())} words)" if cut != flat else cut


def _emotion_text(emotion: Mapping[str, Any]) -> str:
    vad = ", ".join(f"{value:+.2f}" for value in emotion["vad"])
    mixture = mixture_text(emotion["mixture"])
    return f"{mixture}, at {emotion['intensity']:.2f}; valence, arousal, dominance {vad}"


def _expression_text(plan: Mapping[str, Any]) -> str:
    said = plan.get("text", "a plan without its text")
    unknown = f"; not known: {', '.join(plan['unknown'])}" if plan["unknown"] else ""
    return f"{_shortened(said)}, {counted(len(plan['step']), 'step')}{unknown}"


def _moved_text(moved: Mapping[str, Any], audio_s: float) -> str:
    joints = [
        f"{name} {abs(one['most']):.0%} at {_when(one['t_s'], audio_s)}"
        for name, one in list(moved["joints"].items())[:_NAMED]
    ]
    if not joints:
        return "nothing that is seen: less than 0.5 % of any joint's range"
    return f"{', '.join(joints)} (of their ranges, at most)"


def _when(t_s: float, audio_s: float) -> str:
    """A time of the speech, or of what lies around it."""
    if t_s < 0.0:
        return f"{t_s:.1f} s (before the speech)"
    return f"{t_s:.1f} s (after the speech)" if t_s > audio_s else f"{t_s:.1f} s"


def _gain_text(turn: Mapping[str, Any]) -> str:
    since = "" if turn["t_s"] < 0.0 else f" from {turn['t_s']:.2f} s"
    return f"{turn['gain']:g}{since}"


def _turned_text(turned: Mapping[str, Any]) -> str:
    told = []
    for dial, turns in turned.items():
        if dial == LOUDNESS:
            told.append(f"{dial} {span_text(turns['least'], turns['most'])}, by the voice")
            continue
        gains = [_gain_text(one) for one in turns]
        told.append(f"{dial} {', '.join(gains)}")
    return "; ".join(told)
