"""`Intake`: a microphone's pieces, whatever they are like, as dated blocks of 10 ms at 16 kHz."""

from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kinesics.audio.echo_filter import BLOCK
from kinesics.audio.hearing import RATE_HZ
from kinesics.audio.sample_clock import SampleClock
from kinesics.audio.speech_file import HIGHEST_RATE_HZ, LOWEST_RATE_HZ
from kinesics_app.ears.piece import Piece

__all__ = ["Intake"]

F32 = NDArray[np.float32]

_FULL = 0.999
_CLIPPED = 3  # samples at full scale that are no chance
_LARGEST_S = 2.0  # of a piece: more is no stream


class Intake:
    """Bad pieces are counted, and end nothing; those that are NaN are silent."""

    def __init__(self) -> None:
        self.pieces = 0
        self._counts = dict.fromkeys(("bad", "clipped", "gaps", "rates"), 0)
        self.complaint = ""
        """What was wrong with the last that was bad."""
        self._blocks: deque[tuple[int, F32]] = deque()
        self._begin(0)

    def counts(self) -> Mapping[str, int]:
        """Pieces that were none (`bad`), that were too loud, gaps, and changes of the rate."""
        return self._counts

    def take(self, piece: Piece) -> None:
        """A piece, in order."""
        self.pieces += 1
        samples = self._mono(piece)
        if samples is None:
            return
        if piece.rate_hz != self._rate_hz:
            self._counts["rates"] += bool(self._rate_hz)
            self._begin(piece.rate_hz)
        came = self._came * RATE_HZ / self._rate_hz
        if piece.lost or not self._clock.note(came, piece.t_ns):
            self._break(piece)
        self._came += len(samples)
        self._cut(self._resampled(samples))

    def blocks(self) -> Iterator[tuple[int, F32]]:
        """Those that are whole since the last call: date, and samples (BLOCK,)."""
        while self._blocks:
            yield self._blocks.popleft()

    def _mono(self, piece: Piece) -> F32 | None:
        """The first of its channels; None: it is no sound."""
        samples = np.asarray(piece.samples, np.float32)
        samples = samples[:, 0] if samples.ndim == 2 and samples.shape[1] else samples
        if samples.ndim != 1 or not LOWEST_RATE_HZ <= piece.rate_hz <= HIGHEST_RATE_HZ:
            self._bad(f"{samples.shape} samples at {piece.rate_hz} Hz")
            return None
        if len(samples) > _LARGEST_S * piece.rate_hz:
            self._bad(f"a piece of {len(samples) / piece.rate_hz:.1f} s")
            return None
        if not np.isfinite(samples).all():
            self._bad("NaN or infinity")
            return np.zeros_like(samples)
        self._counts["clipped"] += int(np.count_nonzero(np.abs(samples) >= _FULL) >= _CLIPPED)
        return np.clip(samples, -1.0, 1.0)

    def _bad(self, why: str) -> None:
        self._counts["bad"] += 1
        self.complaint = f"{why}; wanted finite samples at 8 to 192 kHz, 2 s at most"

    def _begin(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._clock = SampleClock(RATE_HZ)
        self._came = 0  # samples of the microphone
        self._waits: F32 = np.zeros(0, np.float32)
        self._first = 0  # at 16 kHz, of what waits
        self._resampler = None if rate_hz in (0, RATE_HZ) else _resampler(rate_hz)

    def _break(self, piece: Piece) -> None:
        """Sound is missing: what was cut off there never becomes whole."""
        self._counts["gaps"] += 1
        self._begin(piece.rate_hz)
        self._clock.note(0, piece.t_ns)

    def _resampled(self, samples: F32) -> F32:
        if self._resampler is None:
            return samples
        made: F32 = self._resampler.resample_chunk(np.ascontiguousarray(samples))
        return made

    def _cut(self, samples: F32) -> None:
        self._waits = np.concatenate((self._waits, samples))
        count = len(self._waits) // BLOCK
        for block in self._waits[: count * BLOCK].reshape(count, BLOCK):
            self._blocks.append((self._clock.time_ns(self._first), block))
            self._first += BLOCK
        self._waits = self._waits[count * BLOCK :]


def _resampler(rate_hz: int) -> Any:
    import soxr

    return soxr.ResampleStream(rate_hz, RATE_HZ, 1, dtype="float32", quality="MQ")
