"""`SpeechStream`: an utterance that is still being made while it is said."""

import threading
from collections import deque
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kinesics.conversation.message import SoundPiece
from kinesics.conversation.values import Timed
from kinesics.errors import IntentError
from kinesics.signals import PhoneTimes, Speech, SpeechEnd, SpeechText
from kinesics_app.speech.phone_feed import PhoneFeed
from kinesics_app.speech.prepared import LONGEST_S

__all__ = ["FIRST_WAITS_S", "SpeechStream"]

F32 = NDArray[np.float32]

_NS = 1_000_000_000
_PIECE_S = 0.010
_FIRST_S = 0.060
"""What must have come before it begins: resampling keeps the newest 40 ms, at 8 kHz 120 ms,
until more comes."""
_LOST_S = 2.0
FIRST_WAITS_S = 5.0
"""A synthesiser may think for so long before its first sound, however short its pauses are then."""
_FULL = 32768.0


class SpeechStream:
    """Any thread pushes pieces of any size; the robot's takes what is due, and never waits.

    Its dates are fixed once it has begun. Sound that is not there when its lips are due is silence,
    and what of it comes later is dropped: a dated gap.
    """

    def __init__(self, own_hz: int, rate_hz: int, silence_s: float, symbols: str = "cmu") -> None:
        """`own_hz`: of what is pushed; `rate_hz`: of what is taken.

        `silence_s`: how long nothing may come before it is over; of the first sound
        `FIRST_WAITS_S` at least. `symbols`: of `tell`.
        """
        self.phones = PhoneFeed(symbols)
        self.late = self.lost = 0
        """Samples at `rate_hz` that came too late; samples at `own_hz` that never came."""
        self._own_hz, self._rate_hz = own_hz, rate_hz
        self._silence_ns = round(silence_s * _NS)
        self._first_ns = round(max(silence_s, FIRST_WAITS_S) * _NS)
        self._resampler = _resampler(own_hz, rate_hz)
        self._lock = threading.Lock()
        self._coming: deque[F32] = deque()
        self._came = self._pushed = self._taken = 0
        """Samples at `rate_hz` that came, samples at `own_hz` that were told, and those taken."""
        self._is_whole = False
        self._t0_ns = self._early_ns = 0
        self._told: list[PhoneTimes | SpeechText] = []
        self._quiet_ns: int | None = None
        """When its first sample that has not come should have been there; before it begins, since
        when no more has come."""
        self._seen = 0
        self._is_over = False

    def push(self, piece: SoundPiece) -> None:
        """Take a piece; what was told before is dropped, what was left out is silence.

        Raises:
            IntentError: it is whole already, two seconds are missing, or two minutes wait.
        """
        samples = np.frombuffer(piece.samples, "<i2").astype(np.float32) / _FULL
        with self._lock:
            if self._is_whole:
                raise IntentError(f"sound: {piece.id!r} is whole already; wanted another utterance")
            first = self._pushed if piece.first_sample is None else piece.first_sample
            missing = first - self._pushed
            if missing > _LOST_S * self._own_hz:
                raise IntentError(
                    f"sound: first_sample is {first}, and {self._pushed} were told; wanted those "
                    f"that follow, or {_LOST_S:g} s later at most"
                )
            if self._came - self._taken > LONGEST_S * self._rate_hz:
                raise IntentError(f"sound: {LONGEST_S:g} s wait to be said; wanted less at once")
            self.lost += max(missing, 0)
            fresh = samples[max(-missing, 0) :]
            told = np.concatenate((np.zeros(max(missing, 0), np.float32), fresh))
            self._pushed += len(told)
            self._is_whole = piece.last
            self._append(self._resampler.resample_chunk(told, last=piece.last))

    def tell(self, phones: Sequence[Timed]) -> None:
        """More of its phones, which decide lips that are not due yet; as `PhoneFeed.tell`."""
        with self._lock:
            self.phones.tell(phones, self._taken / self._rate_hz)

    @property
    def is_ready(self) -> bool:
        """Whether enough has come to begin."""
        return self._is_whole or self._came >= _FIRST_S * self._rate_hz

    @property
    def end_ns(self) -> int | None:
        """When its last sample has been heard; None: nobody knows yet."""
        return self._heard_ns(max(self._came, self._taken)) if self._is_whole else None

    @property
    def is_over(self) -> bool:
        """Whether its end has been taken."""
        return self._is_over

    @property
    def gap_s(self) -> float:
        """Sound that was never heard: it came too late, or not at all."""
        return self.late / self._rate_hz + self.lost / self._own_hz

    def begin(
        self, heard_t0_ns: int, early_ns: int, told: Sequence[PhoneTimes | SpeechText]
    ) -> None:
        """Its first sample is heard then; each is due `early_ns` before it is heard.

        `told`: what is known of it before.
        """
        self._t0_ns, self._early_ns, self._told = heard_t0_ns, early_ns, [*told]
        self._quiet_ns = None

    def arrived(self, now_ns: int) -> list[PhoneTimes | SpeechText | Speech | SpeechEnd]:
        """What is due by `now_ns` and was not yet taken."""
        made: list[PhoneTimes | SpeechText | Speech | SpeechEnd] = []
        if self._t0_ns - self._early_ns > now_ns:
            return made
        made, self._told = [*self._told], []
        step = max(round(_PIECE_S * self._rate_hz), 1)
        with self._lock:
            phones = self.phones.take(self._taken / self._rate_hz, self._silent_s(now_ns))
            if phones and not self._is_over:
                made.append(PhoneTimes(self._t0_ns, phones, goes_on=True))
            while not self._is_over:
                end = self._taken + step
                if self._is_whole:
                    end = min(end, max(self._came, self._taken))
                if self._heard_ns(end) - self._early_ns > now_ns:
                    break
                if end == self._taken:
                    self._is_over = True
                    made.append(SpeechEnd(self._heard_ns(end)))
                else:
                    made.append(self._take(end))
        return made

    def watch(self, now_ns: int) -> None:
        """It has not begun: note since when what has come is too little, and no more comes."""
        with self._lock:
            if self.is_ready:
                self._quiet_ns = None
            elif self._quiet_ns is None or self._seen != self._pushed:
                self._seen, self._quiet_ns = self._pushed, now_ns

    def is_silent(self, now_ns: int) -> bool:
        """Whether nothing has come for so long that nothing will."""
        if self._quiet_ns is None:
            return False
        waits_ns = self._silence_ns if self._pushed else self._first_ns
        return now_ns - self._quiet_ns > waits_ns

    def _silent_s(self, now_ns: int) -> float | None:
        """From when on there is no sound of what is due; None: there is, as far as it came."""
        due = (now_ns + self._early_ns - self._t0_ns) * self._rate_hz // _NS
        return self._came / self._rate_hz if self._is_whole or due > self._came else None

    def _append(self, samples: F32) -> None:
        """What has come, but for what was due already."""
        late = min(max(self._taken - self._came, 0), len(samples))
        self._came += len(samples)
        self.late += late
        if late < len(samples):
            self._coming.append(np.clip(samples[late:], -1.0, 1.0))
            self._quiet_ns = None

    def _flush(self) -> None:
        """No more came in time: what resampling holds back is heard before the gap, not after."""
        held = -(-self._pushed * self._rate_hz // self._own_hz) - self._came
        if held > 0:
            tail = self._resampler.resample_chunk(np.zeros(0, np.float32), last=True)
            self._append(np.pad(tail[:held], (0, max(held - len(tail), 0))))
            self._resampler = _resampler(self._own_hz, self._rate_hz)

    def _take(self, end: int) -> Speech:
        """Samples up to `end`, silent where none has come."""
        first = self._taken
        if end > self._came and not self._is_whole:
            self._flush()
        sound = np.zeros(end - first, np.float32)
        at = 0
        while self._coming and at < len(sound):
            piece = self._coming.popleft()
            used = min(len(piece), len(sound) - at)
            sound[at : at + used] = piece[:used]
            at += used
            if used < len(piece):
                self._coming.appendleft(piece[used:])
        self._taken = end
        if at < len(sound) and self._quiet_ns is None:
            self._quiet_ns = self._heard_ns(first + at) - self._early_ns
        return Speech(self._heard_ns(first), first, self._rate_hz, sound)

    def _heard_ns(self, sample: int) -> int:
        return self._t0_ns + sample * _NS // self._rate_hz


class _Same:
    """What needs no resampling."""

    def resample_chunk(self, samples: F32, *, last: bool) -> F32:
        return samples


def _resampler(from_hz: int, to_hz: int) -> Any:
    import soxr

    return _Same() if from_hz == to_hz else soxr.ResampleStream(from_hz, to_hz, 1, "float32")
