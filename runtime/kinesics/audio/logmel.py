"""Log-mel frames of a sound, hop by hop, without look-ahead: the input of the speech networks.

A frame is ready at the hop's last sample and depends on nothing later. Frame `i` covers the
`window` samples that end with sample `(i + 1) * hop - 1`; before the first sample there is silence.
"""

from math import isfinite

import numpy as np
import numpy.typing as npt

from kinesics.errors import AudioError

__all__ = ["LogMel", "log_mel"]

F32 = npt.NDArray[np.float32]


class LogMel:
    """Streaming log-mel front end: any chunk of samples in, `(frames, mels)` out.

    Args:
        sample_rate_hz: rate of the samples [Hz].
        hop: samples from one frame to the next.
        window: samples under one (periodic Hann) window.
        mels: number of mel bands.
        fft: length of the zero-padded transform; at least `window`.
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
        self.hop = hop
        self.window = window
        self.mels = mels
        self.rate_hz = sample_rate_hz / hop
        self.floor = floor
        self._fft = fft
        self._floor = np.float32(floor)
        hann = 0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(window) / window)
        self._hann: F32 = (hann * 2.0 / hann.sum()).astype(np.float32)  # full-scale sine -> 1
        self._bank: F32 = mel_bank(sample_rate_hz, fft, mels, low_hz, high_hz).T.copy()
        self._nothing: F32 = np.empty((0, mels), np.float32)
        self._held: list[F32]
        self._waiting: int  # samples of a hop that is not complete
        self.reset()

    def push(self, samples: npt.ArrayLike) -> F32:
        """The frames that these samples complete, (frames, mels): log power, natural logarithm.

        `samples` is mono, float in -1..1, of any length; NaN and infinity are refused.
        """
        fresh = np.array(samples, np.float32)  # the caller may fill its own anew
        if fresh.ndim != 1:
            raise AudioError(f"expected mono samples of shape (n,), not {fresh.shape}")
        if not isfinite(fresh @ fresh) and not np.isfinite(fresh).all():
            raise AudioError("expected finite samples; found NaN or infinity")
        if fresh.size:
            self._held.append(fresh)
        self._waiting += fresh.size
        count, self._waiting = divmod(self._waiting, self.hop)
        if count == 0:
            return self._nothing
        held = np.concatenate(self._held)
        self._held = [held[count * self.hop :]]
        frames = np.empty((count, self.mels), np.float32)
        for row in range(count):
            # One by one: a product of many rows rounds differently from that of one, and the
            # same sound must give the same bits however it was cut.
            first = row * self.hop
            frames[row] = self.log_mel(held[first : first + self.window])
        return frames

    def reset(self) -> None:
        """Forget everything heard: the next sample is the first."""
        self._held = [np.zeros(self.window - self.hop, np.float32)]
        self._waiting = 0

    def log_mel(self, windows: F32) -> F32:
        """The frame of each piece of sound, (..., window) to (..., mels)."""
        spectrum = np.fft.rfft(windows * self._hann, self._fft)  # (..., fft // 2 + 1) complex64
        parts = spectrum.view(spectrum.real.dtype)  # real, imaginary, real, ...
        np.square(parts, out=parts)
        power = parts[..., 0::2] + parts[..., 1::2]
        frames: F32 = power.astype(np.float32, copy=False) @ self._bank
        frames += self._floor
        return np.log(frames, out=frames)


def log_mel(samples: npt.ArrayLike, front_end: LogMel) -> F32:
    """The frames of a whole signal, (frames, mels): as streamed within 1e-5, in one product."""
    sound = np.asarray(samples, np.float32)
    padded = np.concatenate((np.zeros(front_end.window - front_end.hop, np.float32), sound))
    if sound.size < front_end.hop:
        return np.empty((0, front_end.mels), np.float32)
    windows = np.lib.stride_tricks.sliding_window_view(padded, front_end.window)
    return front_end.log_mel(windows[:: front_end.hop])


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
