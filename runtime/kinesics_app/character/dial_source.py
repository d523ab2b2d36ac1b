"""`DialSource`: dials that are turned at known times of the speech, whole or for some words."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kinesics.audio.loudness import DIAL as LOUDNESS
from kinesics.errors import TrackError
from kinesics.motion.dial import HIGHEST, RAMP_S, SHORTEST_S
from kinesics.signals import Turn

__all__ = ["DialSetting", "DialSource", "ramp_s", "read_dials", "whole_dials"]

_EARLY_NS = 20_000_000  # a tick acts before it hears: one tick, and room

_SHARE = 0.5  # of a span in which its gain is reached, if the span is short

_SETTING = re.compile(r"(\w+)=([^@]*)(?:@(.+))?")
_TO = ".."
_SPAN = re.compile(r"([0-9.]{1,9})-([0-9.]{1,9})")


@dataclass(frozen=True, slots=True)
class DialSetting:
    """A gain for a dial, for the whole performance or for some of the speech."""

    dial: str
    gain: float
    span_s: tuple[float, float] | None = None
    words: tuple[str, ...] = ()
    """Instead of a span: a word, or the first and the last of some; see `spoken_dials`."""


def read_dials(texts: Iterable[str], known: Sequence[str]) -> tuple[DialSetting, ...]:
    """Settings such as `lips=0.7`, `face=1.3@2.1-2.8` (seconds of the speech), `face=1.3@really`.

    Raises:
        TrackError: no setting, an unknown dial, a gain outside 0..2, a span that ends before it
            begins or is too short to be reached.
    """
    return tuple(_read(text, known) for text in texts)


def whole_dials(texts: Sequence[str], known: Sequence[str]) -> tuple[DialSetting, ...]:
    """As `read_dials`, of a robot that lives: spans are of a speech, and there is none yet.

    Raises:
        TrackError: as `read_dials`, and for a span.
    """
    settings = read_dials(texts, known)
    for text, setting in zip(texts, settings, strict=True):
        if setting.span_s is not None or setting.words:
            raise TrackError(
                f"dial {text!r}: a span is of a speech, and `run` begins without one; wanted "
                f"{setting.dial}={setting.gain:g}, and `kinesics intent dial` later"
            )
    return settings


def _read(text: str, known: Sequence[str]) -> DialSetting:
    typed = text.strip().partition("=")[0]
    if typed == LOUDNESS and typed not in known:
        raise TrackError(
            f"dial {text!r}: the voice itself turns {LOUDNESS}; wanted --loudness 0..1, which says "
            "how far, or the dial lips"
        )
    wanted = (
        "wanted DIAL=GAIN, DIAL=GAIN@FROM-TO (seconds) or DIAL=GAIN@WORD, of "
        f"{', '.join(dict.fromkeys(known))}"
    )
    found = _SETTING.fullmatch(text.strip())
    if found is None or found[1] not in known:
        raise TrackError(f"dial {text!r}; {wanted}")
    gain, when = _gain_of(found[2], text), found[3]
    if when is None:
        return DialSetting(found[1], gain)
    if (span := _SPAN.fullmatch(when)) is not None:
        return DialSetting(found[1], gain, _span_of(span, text, wanted))
    words = tuple(when.split(_TO, 1))
    if all(any(map(str.isalpha, word)) for word in words):
        return DialSetting(found[1], gain, words=words)
    raise TrackError(f"dial {text!r}; {wanted}")


def _span_of(typed: re.Match[str], text: str, wanted: str) -> tuple[float, float]:
    try:
        begin_s, end_s = float(typed[1]), float(typed[2])
    except ValueError:
        raise TrackError(f"dial {text!r}; {wanted}, in numbers such as 0.7") from None
    if not begin_s < end_s:
        raise TrackError(f"dial {text!r}: it ends before it begins; {wanted}")
    if end_s - begin_s < SHORTEST_S - 1e-9:
        raise TrackError(
            f"dial {text!r}: no gain is reached in {end_s - begin_s:.3g} s; "
            f"wanted a span of {SHORTEST_S:g} s or more"
        )
    return begin_s, end_s


def _gain_of(typed: str, text: str) -> float:
    try:
        gain = float(typed)
    except ValueError:
        gain = math.nan
    if not 0.0 <= gain <= HIGHEST:
        raise TrackError(
            f"dial {text!r}: a gain of {typed or 'nothing'}; "
            f"wanted 0..{HIGHEST:g}, in numbers such as 0.7"
        )
    return gain


def ramp_s(length_s: float) -> float:
    """In which a gain is reached that holds for so long: half of it, as far as a ramp is short."""
    return min(max(_SHARE * length_s, SHORTEST_S), RAMP_S)


class DialSource:
    """Brings each turn a little before a tick can ask for its time."""

    def __init__(
        self,
        settings: Sequence[DialSetting],
        *,
        begin_ns: int,
        heard_t0_ns: int,
        ahead_ns: int,
    ) -> None:
        """`ahead_ns`: how far beyond its own time a tick asks the mixer."""
        self._ahead_ns = ahead_ns + _EARLY_NS
        self._turns = _turns(settings, begin_ns, heard_t0_ns)

    def arrived(self, now_ns: int) -> list[Turn]:
        """The turns that are due."""
        due = [turn for turn in self._turns if turn.t_ns <= now_ns + self._ahead_ns]
        self._turns = self._turns[len(due) :]
        return due


def _turns(settings: Sequence[DialSetting], begin_ns: int, heard_t0_ns: int) -> list[Turn]:
    """In order of time; where spans overlap, the last one that was named holds.

    What holds for the whole is reached as soon as may be: at the first tick nothing moves yet.
    """
    turns: list[Turn] = []
    for dial in dict.fromkeys(one.dial for one in settings):
        mine = [one for one in settings if one.dial == dial]
        edges_s = sorted({edge_s for one in mine for edge_s in one.span_s or ()})
        held = _gain(mine, None)
        if held != 1.0:
            turns.append(Turn(begin_ns, dial, held, SHORTEST_S))
        for edge_s in edges_s:
            gain = _gain(mine, edge_s)
            if gain != held:
                t_ns = heard_t0_ns + round(edge_s * 1e9)
                turns.append(Turn(t_ns, dial, gain, _ramp_s(mine, edge_s)))
            held = gain
    return sorted(turns, key=lambda turn: turn.t_ns)


def _ramp_s(settings: Sequence[DialSetting], edge_s: float) -> float:
    """Half of the shortest span that begins or ends here, as far as a ramp may be short."""
    spans_s = [one.span_s for one in settings if one.span_s is not None and edge_s in one.span_s]
    return ramp_s(min(end_s - begin_s for begin_s, end_s in spans_s))


def _gain(settings: Sequence[DialSetting], at_s: float | None) -> float:
    """What holds from this second of the speech on; None: before it."""
    whole = [one.gain for one in settings if one.span_s is None]
    spans = [
        one.gain
        for one in settings
        if one.span_s is not None and at_s is not None and one.span_s[0] <= at_s < one.span_s[1]
    ]
    return [1.0, *whole, *spans][-1]
