"""Log-mel frames of a sound, hop by hop, without look-ahead: the input of the speech networks.

A frame is ready at the hop's last sample and depends on nothing later. Frame `i` covers the
`window` samples that end with sample `(i + 1) * hop - 1`; before the first sample there is silence.
A hop of it is C: kernels/logmel.c.
"""

from collections.abc import Callable
from ctypes import Structure, c_double, c_int64
from math import isfinite

import numpy as np
import numpy.typing as npt

from kinesics.errors import AudioError
from kinesics.kernels.room import POINTER, Room

__all__ = ["LogMel", "LogMelStruct", "log_mel"]

F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]


class LogMelStruct(Structure):
    """`LogMel` of kernels/logmel.h."""

    _fields_ = (
        *((name, c_int64) for name in ("window", "hop", "fft", "mels")),
        ("floor", c_double),
        *((name, POINTER) for name in ("taper", "cosine", "sine", "first", "start", "weight")),
        *((name, POINTER) for name in ("heard", "scratch", "frame")),
    )


class LogMel:
    """Streaming log-mel front end: any chunk of samples in, `(frames, mels)` out.

    Args:
        sample_rate_hz: rate of the samples [Hz].
        hop: samples from one frame to the next.
        window: samples under one (periodic Hann) window.
        mels: number of mel bands.
        fft: length of the zero-padded transform: a power of two, at least `window`.
        low_hz: lower edge of the first band [Hz].
        high_hz: upper edge of the last band [Hz].
        floor: power added before the logarithm, relative to a full-scale sine at 1.
    """

    def __init__(  # noqa: PLR0913  # the keys of a card's [features] table, with their defaults
        self,
        *,
        sample_rate_hz: int = 16000,
        hop: int = 160,
        window: int = 400,
        mels: int = 40,
        fft: int = 512,
        low_hz: float = 60.0,
        high_hz: float = 7600.0,
        floor: float = 1e-8,
    ) -> None:
        if not 0 < hop <= window <= fft:
            raise AudioError(f"need 0 < hop <= window <= fft, not {hop}, {window}, {fft}")
        if not 0.0 <= low_hz < high_hz <= sample_rate_hz / 2:
            raise AudioError(
                f"need 0 <= low_hz < high_hz <= {sample_rate_hz / 2}, not {low_hz}, {high_hz}"
            )
        if fft < 2 or fft & (fft - 1):
            raise AudioError(f"fft is {fft}; wanted a power of two")
        self.hop = hop
        self.window = window
        self.mels = mels
        self.rate_hz = sample_rate_hz / hop
        self.floor = floor
        self._waiting: int  # samples of a hop that is not complete
        self._make = self._in_c(fft, mel_bank(sample_rate_hz, fft, mels, low_hz, high_hz))
        self.reset()

    def _in_c(self, fft: int, bank: F32) -> Callable[[], int]:
        room, window = Room(), self.window
        self._heard: F32 = room.zeros(window + 1, np.float32)
        self._newest = self._heard[window - self.hop : window]
        self._frame: F32 = room.zeros(self.mels, np.float32)
        turns = 2.0 * np.pi * np.arange(fft // 2) / fft
        used = [np.flatnonzero(band) for band in bank]
        struct = room.struct(
            LogMelStruct,
            window=window,
            hop=self.hop,
            fft=fft,
            mels=self.mels,
            floor=self.floor,
            taper=np.append(taper(window), 0.0),
            cosine=np.cos(turns),
            sine=np.sin(turns),
            first=np.array([bins[0] if len(bins) else 0 for bins in used], np.int64),
            start=np.cumsum([0, *map(len, used)], dtype=np.int64),
            weight=bank[bank != 0.0].astype(np.float64),
            heard=self._heard,
            scratch=room.zeros((2, fft)),
            frame=self._frame,
        )
        return room.function("logmel_hop", struct)

    def push(self, samples: npt.ArrayLike) -> F32:
        """The frames that these samples complete, (frames, mels): log power, natural logarithm.

        `samples` is mono, float in -1..1, of any length; NaN and infinity are refused.
        """
        fresh = np.asarray(samples, np.float32)
        if fresh.ndim != 1:
            raise AudioError(f"expected mono samples of shape (n,), not {fresh.shape}")
        if not isfinite(np.vdot(fresh, fresh)) and not np.isfinite(fresh).all():
            raise AudioError("expected finite samples; found NaN or infinity")
        count, waiting = divmod(self._waiting + len(fresh), self.hop)
        frames = np.empty((count, self.mels), np.float32)
        begin = 0
        for row in range(count):
            end = begin + self.hop - self._waiting
            self._newest[self._waiting :] = fresh[begin:end]
            self._make()
            frames[row] = self._frame
            begin, self._waiting = end, 0
        if waiting:
            self._newest[self._waiting : waiting] = fresh[begin:]
        self._waiting = waiting
        return frames

    def reset(self) -> None:
        """Forget everything heard: the next sample is the first."""
        self._heard.fill(0.0)
        self._waiting = 0


def log_mel(samples: npt.ArrayLike, front_end: LogMel) -> F32:
    """The frames of a whole signal, (frames, mels): by a front end that begins anew."""
    front_end.reset()
    return front_end.push(samples)


def taper(window: int) -> F64:
    """A periodic Hann window, (window,), with which a full-scale sine has power 1."""
    hann = 0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(window) / window)
    share: F64 = hann * 2.0 / hann.sum()
    return share


def mel_bank(sample_rate_hz: int, fft: int, mels: int, low_hz: float, high_hz: float) -> F32:
    """Triangular filters evenly spaced in mel, peak 1, (mels, fft // 2 + 1).

    Mel scale of O'Shaughnessy (1987), as in HTK: `2595 log10(1 + f / 700)`.
    """
    edges_mel = np.linspace(_mel(low_hz), _mel(high_hz), mels + 2)
    edges_hz = 700.0 * (10.0 ** (edges_mel / 2595.0) - 1.0)
    bins_hz = np.arange(fft // 2 + 1) * sample_rate_hz / fft
    rise = (bins_hz - edges_hz[:-2, None]) / (edges_hz[1:-1] - edges_hz[:-2])[:, None]
    fall = (edges_hz[2:, None] - bins_hz) / (edges_hz[2:] - edges_hz[1:-1])[:, None]
    bank: F32 = np.maximum(0.0, np.minimum(rise, fall)).astype(np.float32)
    return bank


def _mel(frequency_hz: float) -> float:
    return float(2595.0 * np.log10(1.0 + frequency_hz / 700.0))
