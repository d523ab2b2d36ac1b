"""`spoken_dials`: dials that are turned for words, once it is known when those are said."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kinesics.errors import TrackError
from kinesics.motion.dial import SHORTEST_S
from kinesics.signals import TimedWord
from kinesics_app.character.dial_source import DialSetting

__all__ = ["spoken_dials"]

_MOST_LISTED = 12


def spoken_dials(
    settings: Sequence[DialSetting], words: Sequence[TimedWord], length_s: float
) -> tuple[DialSetting, ...]:
    """Settings by words as settings by seconds; a word that is said more than once, each time.

    From one word to another: from the first of the one to the next of the other. A word that is
    shorter than a dial can be turned in is taken with what is around it.

    Raises:
        TrackError: no words are known, or not this one.
    """
    return tuple(one for setting in settings for one in _spoken(setting, words, length_s))


def _spoken(
    setting: DialSetting, words: Sequence[TimedWord], length_s: float
) -> Iterator[DialSetting]:
    if not setting.words:
        yield setting
        return
    first, last = setting.words[0], setting.words[-1]
    said = [_plain(one.text) for one in words]
    begins = [place for place, word in enumerate(said) if word == _plain(first)]
    if not begins:
        raise TrackError(f"{_typed(setting)}: {_unsaid(first, words)}")
    if len(setting.words) == 1:
        spans = [(place, place) for place in begins]
    else:
        ends = [n for n, word in enumerate(said) if word == _plain(last) and n >= begins[0]]
        if not ends:
            raise TrackError(f"{_typed(setting)}: after {first!r}, {_unsaid(last, words)}")
        spans = [(begins[0], ends[0])]
    for begin, end in spans:
        span_s = _widened(words[begin].start_s, words[end].end_s, length_s)
        yield replace(setting, span_s=span_s, words=())


def _widened(start_s: float, end_s: float, length_s: float) -> tuple[float, float]:
    """A span that a gain can be reached in, inside the speech."""
    short_s = max(SHORTEST_S - (end_s - start_s), 0.0)
    start_s = min(max(start_s - 0.5 * short_s, 0.0), max(length_s - SHORTEST_S, 0.0))
    return start_s, max(end_s, start_s + SHORTEST_S)


def _plain(word: str) -> str:
    return word.strip(".,;:!?\"'()").casefold()


def _typed(setting: DialSetting) -> str:
    return f"dial {setting.dial}={setting.gain:g}@{'..'.join(setting.words)}"


def _unsaid(word: str, words: Sequence[TimedWord]) -> str:
    if not words:
        return (
            "nobody knows when which word is said; wanted --phones FILE that tells of words, or "
            "seconds, as in @2.1-2.8"
        )
    listed = " ".join(one.text for one in words[:_MOST_LISTED])
    more = " ..." if len(words) > _MOST_LISTED else ""
    return f"no word {word!r} is said; there are: {listed}{more}"
