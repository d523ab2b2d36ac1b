"""`Script`: half an hour in packets: who is there, who talks and who listens."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, nan, sin

import numpy as np
from numpy.typing import NDArray

from kinesics.audio.pitch import HOP_S
from kinesics.audio.prosody import SUREST_MS, foreseen_s
from kinesics.ports import Packet
from kinesics.signals import Being, Look, Point, Prosody, Speech, SpeechEnd, Target

__all__ = ["HEARD_AHEAD_NS", "Script", "Span"]

SECOND = 1_000_000_000
HEARD_AHEAD_NS = 250_000_000
"""How long before it is heard a piece of speech arrives: about the presentation delay."""

_ALONE_S = 60.0
_TURNS = (("listening", 22.0), ("thinking", 5.0), ("speaking", 18.0))
_COMPANY_S = 240.0
_PHRASE_S, _PAUSE_S = (2.4, 4.8), (0.3, 0.7)  # what recurs is not to be of the script
_ACCENT_S = 0.62
_SILENCE = np.zeros(160, np.float32)
_SEEN_NS = 200_000_000  # a camera that tells five times a second where somebody is
_RATE_HZ = 16_000
_ASKED_NS = 2_200_000_000


@dataclass(frozen=True, slots=True)
class Span:
    """One state, from when to when."""

    begin_ns: int
    end_ns: int
    state: str
    company: bool


class Script:
    """Alone for a minute, then four of conversation in turns; again until time is up."""

    def __init__(self, begin_ns: int, minutes: float, seed: int, *, asks: bool = False) -> None:
        """`asks`: whoever is alone is asked to look about, far to the sides."""
        self._asks = asks
        self._random = np.random.default_rng((seed, 0x5C1))
        self.begin_ns = begin_ns
        self.end_ns = begin_ns + round(minutes * 60 * SECOND)
        self.spans = list(_spans(begin_ns, self.end_ns, self._random))
        random = np.random.default_rng((seed, 0x9A5))
        self._silences = {
            span.begin_ns: _silences(span, random)
            for span in self.spans
            if span.state == "speaking"
        }
        self._coming = self._packets()
        self._next = next(self._coming)

    def arrived(self, t_ns: int) -> list[Packet]:
        """What came by `t_ns`, oldest first."""
        packets = []
        while self._next[0] <= t_ns:
            packets.append(self._next[1])
            self._next = next(self._coming)
        return packets

    def partner_m(self, t_ns: int) -> Point:
        """Where the eyes of the partner are: people sway."""
        t_s = t_ns * 1e-9
        return 1.3, 0.15 + 0.05 * sin(0.43 * t_s) + 0.02 * sin(1.9 * t_s), 1.12

    def state_at(self, t_ns: int) -> Span | None:
        """The span at a time."""
        return next((one for one in self.spans if one.begin_ns <= t_ns < one.end_ns), None)

    def pauses_ns(self) -> list[int]:
        """When the robot begins to be silent within what it says, and where its turn ends."""
        hop_ns = round(HOP_S * 1e9)
        found: list[int] = []
        for span in self.spans:
            if span.state == "speaking":
                begun = self._silences[span.begin_ns] == 1
                found += [span.begin_ns + n * hop_ns for n in np.flatnonzero(begun).tolist()]
                found.append(span.end_ns)
        return found

    def _packets(self) -> Iterator[tuple[int, Packet]]:
        told = [*self._told()]
        told.sort(key=lambda one: one[0])
        yield from told
        yield 2**62, Being(2**62, "idle")

    def _told(self) -> Iterator[tuple[int, Packet]]:
        for span in self.spans:
            early_ns = span.begin_ns - HEARD_AHEAD_NS
            if span.state == "speaking":
                yield from self._speech(span)
            else:
                yield early_ns, Being(span.begin_ns, span.state)  # type: ignore[arg-type]
            if self._asks and not span.company:
                yield from self._looks(span)
            if span.company:
                for t_ns in range(span.begin_ns, span.end_ns, _SEEN_NS):
                    x, y, z = self.partner_m(t_ns)
                    off_y, off_z = self._random.normal(0.0, 0.004, 2).tolist()
                    place = (x, y + off_y, z + off_z)
                    yield t_ns, Target(t_ns, "person:partner", place, 0.9, 1.0)

    def _looks(self, span: Span) -> Iterator[tuple[int, Packet]]:
        """To the left and right by turns, every few seconds."""
        last_ns = span.end_ns - 2 * SECOND
        for n, t_ns in enumerate(range(span.begin_ns + SECOND, last_ns, _ASKED_NS)):
            yaw = (-1) ** n * float(self._random.uniform(0.15, 0.55))
            place = (2.0 * cos(yaw), 2.0 * sin(yaw), 1.0)
            yield t_ns - HEARD_AHEAD_NS, Look(t_ns, f"look-{n}", place, "head", 1.6)

    def _speech(self, span: Span) -> Iterator[tuple[int, Packet]]:
        """Sound without content and prosody without sound: phrases, pauses and accents."""
        hop_ns = round(HOP_S * 1e9)
        strengths = self._random.uniform(0.3, 1.0, 4096)
        silences = self._silences[span.begin_ns].tolist()
        ahead = round(foreseen_s(SUREST_MS) / HOP_S)

        def accent(n: int) -> float:
            spoken = n < len(silences) and not silences[n]
            beats = n % round(_ACCENT_S / HOP_S) == 0 and spoken
            return float(strengths[n % 4096]) if beats else 0.0

        for n, t_ns in enumerate(range(span.begin_ns, span.end_ns, hop_ns)):
            hop = (accent(n), 0.0, silences[n] * HOP_S, accent(n + ahead))
            arrives_ns = t_ns - HEARD_AHEAD_NS
            yield arrives_ns, Speech(t_ns, n * len(_SILENCE), _RATE_HZ, _SILENCE)
            yield (
                arrives_ns,
                Prosody(t_ns, 1.0 / HOP_S, nan, -30.0, 0.0, 3.0, *hop),
            )
        yield span.end_ns - HEARD_AHEAD_NS, SpeechEnd(span.end_ns)


def _silences(span: Span, random: np.random.Generator) -> NDArray[np.int64]:
    """(N,) for how many hops nothing has been said, at each hop of an utterance."""
    silences = np.zeros(-(-(span.end_ns - span.begin_ns) // round(HOP_S * 1e9)), np.int64)
    at = 0
    while at < len(silences):
        at += round(float(random.uniform(*_PHRASE_S)) / HOP_S)
        pause = silences[at : at + round(float(random.uniform(*_PAUSE_S)) / HOP_S)]
        pause[:] = np.arange(1, len(pause) + 1)
        at += len(pause)
    return silences


def _spans(begin_ns: int, end_ns: int, random: np.random.Generator) -> Iterator[Span]:
    t_ns = begin_ns
    while t_ns < end_ns:
        yield (span := _span(t_ns, _ALONE_S, "idle", end_ns, company=False))
        t_ns = span.end_ns
        company_ends_ns = min(t_ns + round(_COMPANY_S * SECOND), end_ns)
        turn = 0
        while t_ns < company_ends_ns:
            state, mean_s = _TURNS[turn % len(_TURNS)]
            length_s = mean_s * float(random.uniform(0.6, 1.4))
            yield (span := _span(t_ns, length_s, state, company_ends_ns, company=True))
            t_ns, turn = span.end_ns, turn + 1


def _span(begin_ns: int, length_s: float, state: str, most_ns: int, *, company: bool) -> Span:
    return Span(begin_ns, min(begin_ns + round(length_s * SECOND), most_ns), state, company)
