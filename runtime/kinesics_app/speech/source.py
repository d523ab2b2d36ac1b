"""`SpeechSource`: a recorded utterance, arriving as a synthesiser in real time would bring it."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from kinesics.signals import PhoneTimes, Speech, SpeechEnd, SpeechText

__all__ = ["SpeechSource", "earlier_end"]

_NS = 1_000_000_000


class SpeechSource:
    """Pieces of `piece_s` of sound, each there when its last sample would have been made."""

    def __init__(
        self,
        samples: NDArray[np.float32],
        rate_hz: int,
        *,
        arrival_ns: int,
        heard_t0_ns: int,
        piece_s: float = 0.010,
        told: Sequence[PhoneTimes | SpeechText] = (),
    ) -> None:
        """`arrival_ns`: when the first sample begins to come; `heard_t0_ns`: when it is heard.

        `told`: what is known of the utterance before its first sample comes.
        """
        self.end_ns = heard_t0_ns + len(samples) * _NS // rate_hz
        """When its last sample has been heard."""
        self._packets = _packets(samples, rate_hz, heard_t0_ns, max(round(piece_s * rate_hz), 1))
        self._told = list(told)
        self._planned_ns = self._early_ns = heard_t0_ns - arrival_ns
        self._next = next(self._packets, None)

    @property
    def is_over(self) -> bool:
        """Whether its end has arrived."""
        return self._next is None

    def hasten(self, by_ns: int) -> None:
        """From now on each piece comes so much earlier than planned."""
        self._early_ns = self._planned_ns + by_ns

    def arrived(self, now_ns: int) -> list[PhoneTimes | SpeechText | Speech | SpeechEnd]:
        """Every packet that has arrived by `now_ns` and was not yet taken."""
        taken: list[PhoneTimes | SpeechText | Speech | SpeechEnd] = []
        while self._told and self._told[0].t_ns - self._early_ns <= now_ns:
            taken.append(self._told.pop(0))
        while self._next is not None and self._next[0] - self._early_ns <= now_ns:
            taken.append(self._next[1])
            self._next = next(self._packets, None)
        return taken


def earlier_end(until_ns: int, end_ns: int | None, *, is_told: bool) -> Sequence[SpeechEnd]:
    """The end of an utterance that is broken off; nothing, if it was over before, and is told so.

    `end_ns`: of the whole of it; None: nobody knows yet.
    """
    if end_ns is None or until_ns < end_ns:
        return (SpeechEnd(until_ns),)
    return () if is_told else (SpeechEnd(end_ns),)


def _packets(
    samples: NDArray[np.float32], rate_hz: int, heard_t0_ns: int, piece: int
) -> Iterator[tuple[int, Speech | SpeechEnd]]:
    """Each packet with the time at which its end is heard."""
    for first in range(0, len(samples), piece):
        sound = samples[first : first + piece]
        heard_ns = heard_t0_ns + first * _NS // rate_hz
        ends_ns = heard_t0_ns + (first + len(sound)) * _NS // rate_hz
        yield ends_ns, Speech(heard_ns, first, rate_hz, sound)
    end_ns = heard_t0_ns + len(samples) * _NS // rate_hz
    yield end_ns, SpeechEnd(end_ns)
