"""Scores of beats that were really made: the runtime's own arms hear the voice, as a loop has them.

A stroke is on an accent if its end is within 120 ms of the middle of a vowel that the synthesiser
accented. Control: the accents of another utterance.
"""

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from kinesics.audio.prosody import SpeechProsody
from kinesics.behaviours.gesture import SpeechGestures
from kinesics.behaviours.gesture_sense import GestureSense
from kinesics.gesture.foreseen import REACH_S
from kinesics.ports import Analyser, Packet, Stepper
from kinesics.rig.load import load_rig
from kinesics.signals import Horizon, PhoneTimes, Speech, SpeechEnd, TimedPhone, TimedWord
from kinesics_training.corpora.synth import RATE_HZ
from kinesics_training.gesture.spoken import Said

F64 = npt.NDArray[np.float64]
Scores = dict[str, float]

_HOP = RATE_HZ // 100
_ROOM_NS, _REACH_NS = 50_000_000, 250_000_000  # as `kinesics_app.tick.loop` asks ahead
_GAP_NS = 3_000_000_000
"""Between utterances: the arms are at rest again."""


@dataclass(frozen=True, eq=False)
class Beaten:
    """What the arms did with an utterance."""

    strokes_s: F64
    """(N,) when strokes end, from its first sample."""
    said: Said

    @property
    def seconds(self) -> float:
        """Its length."""
        return self.said.samples.size / RATE_HZ


def beaten(spoken: Sequence[Said], stepper: Stepper | None, *, words: bool = False) -> list[Beaten]:
    """The arms of the humanoid over utterances, one after the other; `stepper` None: by rules.

    `words`: whether the synthesiser tells its words.
    """
    life = _Life(stepper)
    return [Beaten(life.say(one, words=words), one) for one in spoken]


@cache
def _arms() -> SpeechGestures:
    """Arms that nothing was asked of; copies share what was worked out for them."""
    return SpeechGestures(load_rig("humanoid"), 1)


class _Life:
    """Arms in robot time, with what they hear, asked for motion as a loop asks."""

    def __init__(self, stepper: Stepper | None) -> None:
        self._arms = deepcopy(_arms())
        prosody = SpeechProsody()
        self._analysers: list[Analyser] = [prosody]
        if stepper is not None:
            self._analysers.append(GestureSense(stepper, prosody.lookahead_ms))
        self._late_ns = round(prosody.lookahead_ms * 1e6)
        self._due_ns = self._horizon_ns = 0
        self._pass([])

    def say(self, said: Said, *, words: bool) -> F64:
        """When strokes end, from the first sample; then the arms rest for a while."""
        begin_ns = self._due_ns + self._late_ns + _GAP_NS // 2
        while self._due_ns + self._late_ns < begin_ns:
            self._pass([])
        told: list[Packet] = [_told(said, begin_ns)] if words else []
        for first in range(0, len(said.samples), _HOP):
            sound = said.samples[first : first + _HOP]
            self._pass([*told, Speech(begin_ns + first * 62_500, first, RATE_HZ, sound)])
            told = []
        self._pass([SpeechEnd(begin_ns + len(said.samples) * 62_500)])
        for _ in range(_GAP_NS // 20_000_000):
            self._pass([])
        made = list(self._arms.made)
        self._arms.made.clear()
        return np.array([(plan.stroke_ns - begin_ns) * 1e-9 for plan in made])

    def _pass(self, packets: list[Packet]) -> None:
        """One tick: a hop later, and what came in it."""
        self._due_ns += 10_000_000
        if self._horizon_ns < self._due_ns + _ROOM_NS:
            self._horizon_ns = self._due_ns + _REACH_NS
            packets = [*packets, Horizon(self._horizon_ns)]
        for packet in _derived(self._analysers, packets):
            self._arms.feed(packet)


def _derived(analysers: Sequence[Analyser], packets: list[Packet]) -> list[Packet]:
    """The packets, each followed by what is derived from it."""
    for analyser in analysers:
        packets = [one for packet in packets for one in (packet, *analyser.feed(packet))]
    return packets


def _told(said: Said, begin_ns: int) -> PhoneTimes:
    """What makes the runtime reckon the same stressed vowels."""
    phones, words = [], []
    for k, (at_s, strength) in enumerate(said.stressed_s.tolist()):
        half_s = 0.05 + 0.1 * strength
        phones.append(TimedPhone(at_s - 0.4 * half_s, at_s + 0.6 * half_s, "aa"))
        words.append(TimedWord(at_s - 0.4 * half_s, at_s + 0.6 * half_s, f"word{_letters(k)}"))
    return PhoneTimes(begin_ns, tuple(phones), tuple(words))


def _letters(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


def scores(found: Sequence[Beaten]) -> Scores:
    """On meant accents, how many, how far off, how long without one; and by chance.

    And how many of the meant accents have one: nobody beats on every accent.
    """
    off = np.concatenate([_off_s(one.strokes_s, one.said.accents_s) for one in found])
    others = [found[(k + len(found) // 2) % len(found)] for k in range(len(found))]
    lucky = np.concatenate(
        [_off_s(a.strokes_s, b.said.accents_s) for a, b in zip(found, others, strict=True)]
    )
    served = [np.abs(_off_s(one.said.accents_s, one.strokes_s)) <= REACH_S for one in found]
    seconds = sum(one.seconds for one in found)
    return {
        "strokes_on_accent": float((np.abs(off) <= REACH_S).mean()),
        "accents_served": float(np.concatenate(served).mean()),
        "shuffled": float((np.abs(lucky) <= REACH_S).mean()),
        "strokes_a_minute": 60.0 * len(off) / seconds,
        "median_off_ms": 1e3 * float(np.median(off[np.abs(off) < 0.3])),
        "longest_still_s": max(_still_s(one).max() for one in found),
    }


def _off_s(strokes_s: F64, accents_s: F64) -> F64:
    """Of each stroke, how much later than the nearest accent it is."""
    if not len(accents_s):
        return np.full(len(strokes_s), np.inf)
    gaps = strokes_s[:, None] - accents_s
    return np.asarray(gaps[np.arange(len(gaps)), np.abs(gaps).argmin(axis=1)], np.float64)


def _still_s(one: Beaten) -> F64:
    """From stroke to stroke, and before the first and after the last."""
    return np.diff(np.concatenate(([0.0], one.strokes_s, [one.seconds])))


Judge = Callable[[Sequence[Said]], Scores]
