"""Feelings in words, `happy:0.6+surprised:0.3`, and as points of VAD."""

import math
import re
from collections.abc import Mapping, Sequence

from kinesics.affect.mixture import moments, posterior, shares_of
from kinesics.affect.vad import EMOTIONS, NAMES, emotion_index, nearest_emotion
from kinesics.errors import AffectError
from kinesics.signals import Feeling

__all__ = [
    "check_feeling",
    "difference",
    "feeling_at",
    "feeling_of",
    "read_feeling",
    "strength_of",
    "total_intensity",
]


_JOIN = re.compile(r"\s*(?:[,;&]|\band\b)\s*(?=[A-Za-z])")
_TOLD = re.compile(r"(?<=[A-Za-z])(?:\s+|\s*=\s*|\s*:\s*)(?=[0-9.])")
_DECIMAL = re.compile(r"(?<=[0-9]),(?=[0-9])")
_STRONG = 0.8  # length in VAD at which a feeling is full: that of sadness and anger


def strength_of(vad: Sequence[float]) -> float:
    """Intensity 0..1 of what is felt at a point (3,) of VAD."""
    return min(math.hypot(*vad) / _STRONG, 1.0)


def feeling_at(t_ns: int, vad: Sequence[float]) -> Feeling:
    """The feeling of a point of valence, arousal and dominance.

    Its mixture is the posterior of the point, its intensity as far as that is from the middle.

    Raises:
        AffectError: another number of axes, or one outside -1..1.
    """
    if len(vad) != 3 or not all(-1.0 <= value <= 1.0 for value in vad):
        raise AffectError(f"vad is {tuple(vad)}; wanted three numbers, -1..1")
    valence, arousal, dominance = vad
    return Feeling(t_ns, (valence, arousal, dominance), posterior(vad), strength_of(vad))


def feeling_of(t_ns: int, mixture: Mapping[str, float], intensity: float) -> Feeling:
    """The feeling of a mixture: its point of VAD is the mixture's mean, times the intensity.

    Raises:
        AffectError: an unknown emotion, shares that do not sum to 1, an intensity outside 0..1.
    """
    shares_of(mixture)
    valence, arousal, dominance = (intensity * moments(mixture)[0]).tolist()
    feeling = Feeling(t_ns, (valence, arousal, dominance), dict(mixture), intensity)
    check_feeling(feeling)
    return feeling


def check_feeling(feeling: Feeling) -> None:
    """Complain about a feeling that cannot be shown.

    Raises:
        AffectError: an unknown emotion, shares that do not sum to 1, a number out of its range.
    """
    shares_of(feeling.mixture)
    if not 0.0 <= feeling.intensity <= 1.0:
        raise AffectError(f"intensity is {feeling.intensity}; wanted 0..1")
    if len(feeling.vad) != 3 or not all(-1.0 <= value <= 1.0 for value in feeling.vad):
        raise AffectError(f"vad is {feeling.vad}; wanted three numbers, -1..1")


def difference(one: Feeling, other: Feeling) -> float:
    """Largest difference of any axis, any share, or of the intensity."""
    names = {*one.mixture, *other.mixture}
    shares = [abs(one.mixture.get(name, 0.0) - other.mixture.get(name, 0.0)) for name in names]
    axes = [abs(a - b) for a, b in zip(one.vad, other.vad, strict=True)]
    return max(*shares, *axes, abs(one.intensity - other.intensity))


def read_feeling(text: str, t_ns: int) -> Feeling:
    """The feeling that `text` names: `NAME`, `NAME:INTENSITY`, or several joined by `+`.

    The intensities, 1 where none is told, are the parts of the mixture; their sum, at most 1, is
    its intensity: `happy:0.6+surprised:0.3` is two thirds happy, shown at 0.9.

    Raises:
        AffectError: an unknown emotion (with the nearest, and all), an intensity outside 0..1, or
            parts that are joined otherwise, with how they would be right.
    """
    asked = _parts(text)
    total = sum(asked.values())
    if total == 0.0:
        return feeling_of(t_ns, {NAMES[0]: 1.0}, 0.0)
    mixture = {name: intensity / total for name, intensity in asked.items()}
    return feeling_of(t_ns, mixture, min(total, 1.0))


def total_intensity(text: str) -> float:
    """What the intensities in `text` sum to; where that is more than 1, `read_feeling` shows 1.

    Raises:
        AffectError: as `read_feeling`.
    """
    return sum(_parts(text).values())


def _parts(text: str) -> dict[str, float]:
    """Each emotion's intensity."""
    asked: dict[str, float] = {}
    for part in text.split("+"):
        name, intensity = _part(part, text)
        asked[name] = asked.get(name, 0.0) + intensity
    return asked


def _part(part: str, text: str) -> tuple[str, float]:
    words, _, number = part.partition(":")
    name = "_".join(words.replace("-", " ").lower().split())
    if not name:
        raise AffectError(
            f"{text!r} names no emotion; wanted NAME[:INTENSITY], as happy:0.6+surprised:0.3; "
            f"all: {', '.join(NAMES)}"
        )
    try:
        intensity = float(number) if ":" in part else 1.0
    except ValueError:
        intensity = math.nan
    if name in EMOTIONS and 0.0 <= intensity <= 1.0:
        return name, intensity
    if (spelled := _spelled(text)) != text:
        raise AffectError(f"{text!r} is no mixture; wanted {spelled!r}: + joins, : tells how much")
    if name not in EMOTIONS and not nearest_emotion(name):
        _refuse_known_word(name, words.strip())
    emotion_index(name)
    raise AffectError(f"{part.strip()!r}: intensity is {number!r}; wanted a number, 0 to 1")


def _spelled(text: str) -> str:
    """What may have been meant, where that is a mixture; else `text` itself."""
    meant = _TOLD.sub(":", _JOIN.sub("+", _DECIMAL.sub(".", text.strip())))
    try:
        if meant != text.strip():
            _parts(meant)
            return meant
    except AffectError:
        pass
    return text


def _refuse_known_word(name: str, words: str) -> None:
    """Complain of a word that is no emotion and that the lexicon knows."""
    from kinesics.affect.compose import compose  # not before: it reads 3500 words

    plan = compose(words)
    if not plan.understood or plan.unknown:
        return
    shades = [shade for step in plan.steps for shade in step.shades if shade.intensity > 0.0]
    mixture = max(shades, key=lambda shade: shade.intensity).mixture if shades else {}
    near = f"nearest in meaning: {max(mixture, key=lambda one: mixture[one])}; " if mixture else ""
    raise AffectError(
        f"no emotion {name!r}; {near}the word itself is known to `express` "
        f"(perform --express {words!r}); all: {', '.join(NAMES)}"
    )
