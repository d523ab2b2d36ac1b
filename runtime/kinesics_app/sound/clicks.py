"""`Clicks`: sounds that are found again in a recording, and how late they came back."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import AudioError

__all__ = ["Clicks", "Echo"]

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]

_COUNT = 8
_EVERY_S = (0.8, 1.0)  # irregular: the answer to one is never taken for that to another
_LONG_S = 0.010
_FROM_HZ, _TO_HZ = 1000.0, 6000.0  # small loudspeakers and microphones both have these
_LEVEL = 0.5
_EARLIEST_S, _LATEST_S = -0.1, 0.6
_CLEAR_DB = 15.0  # the highest of so much noise alone is 12 dB above its median
_RIVAL = 0.7  # of the highest: an echo that might be the sound itself
_APART_S = 0.003
_AGREE_S = 0.002
_WANTED = 6


@dataclass(frozen=True, slots=True)
class Echo:
    """How late a recording is behind what was played."""

    lag_s: float
    """Median over the clicks."""
    spread_s: float
    """The furthest of those that agree is so far from that."""
    found: int
    """Clicks that agree, of `played`."""
    played: int
    above_db: float
    """Of the median click over the noise of the room, both after matched filtering."""


class Clicks:
    """Eight sweeps of 10 ms, 1 to 6 kHz, in eight seconds."""

    def __init__(self, rate_hz: int) -> None:
        """`rate_hz`: at which they are played and recorded; 16 kHz at least."""
        self.rate_hz = rate_hz
        t_s = np.arange(round(_LONG_S * rate_hz)) / rate_hz
        sweep = _FROM_HZ * t_s + (_TO_HZ - _FROM_HZ) * t_s**2 / (2.0 * _LONG_S)
        self._click = np.sin(2.0 * np.pi * sweep) * np.hanning(len(t_s))
        gaps_s = np.random.default_rng(0).uniform(*_EVERY_S, _COUNT)
        self._starts = np.round((0.3 + np.cumsum(gaps_s) - gaps_s[0]) * rate_hz).astype(int)
        end = self._starts[-1] + len(self._click) + round((_LATEST_S + 0.1) * rate_hz)
        self.samples: F32 = np.zeros(end, np.float32)
        """(N,) what is to be played."""
        for start in self._starts:
            self.samples[start : start + len(self._click)] = _LEVEL * self._click

    def found_in(self, recorded: F32) -> Echo:
        """How late they are in what was recorded (N,) while they were played.

        Raises:
            AudioError: they are not there, too quiet, or an echo might be taken for them.
        """
        if not np.abs(recorded).max(initial=0.0) > 0.0:
            raise AudioError("the microphone gave only silence; wanted one that is not muted")
        answer = _envelope(recorded, self._click)
        windows = [self._window(answer, start) for start in self._starts]
        above_db = float(np.median([_above_db(window) for window in windows]))
        clear = [window for window in windows if _above_db(window) >= _CLEAR_DB]
        if len(clear) < _WANTED:
            raise AudioError(
                f"{len(clear)} of {_COUNT} clicks are {_CLEAR_DB:g} dB above the noise, the middle "
                f"one {above_db:.0f}; wanted {_WANTED}: louder, nearer, or a quieter room"
            )
        lags_s = np.array([self._lag_s(window) for window in clear])
        lag_s = float(np.median(lags_s))
        agree = np.abs(lags_s - lag_s) <= _AGREE_S
        if agree.sum() < _WANTED:
            raise AudioError(
                f"{agree.sum()} of {_COUNT} clicks agree within {_AGREE_S * 1e3:g} ms, they lie "
                f"from {lags_s.min() * 1e3:.1f} to {lags_s.max() * 1e3:.1f} ms; wanted {_WANTED}: "
                "a device that keeps its time, and nothing else that clicks"
            )
        self._demand_one([window for window, fits in zip(clear, agree, strict=True) if fits])
        spread_s = float(np.abs(lags_s[agree] - lag_s).max())
        return Echo(lag_s, spread_s, int(agree.sum()), _COUNT, above_db)

    def _window(self, answer: F64, start: int) -> F64:
        """What might be the answer to the click that was played at `start`."""
        begin = start + round(_EARLIEST_S * self.rate_hz)
        return answer[begin : start + round(_LATEST_S * self.rate_hz)]

    def _lag_s(self, window: F64) -> float:
        """Of the highest answer, between samples."""
        at = int(np.argmax(window[1:-1])) + 1
        before, here, after = window[at - 1 : at + 2]
        bend = before - 2.0 * here + after
        part = 0.5 * (before - after) / bend if bend < 0.0 else 0.0
        return float((at + part) / self.rate_hz + _EARLIEST_S)

    def _demand_one(self, windows: list[F64]) -> None:
        """AudioError where most clicks have another answer that is nearly as loud."""
        apart = round(_APART_S * self.rate_hz)
        rivals_s = []
        for window in windows:
            at = int(np.argmax(window))
            others = window.copy()
            others[max(at - apart, 0) : at + apart] = 0.0
            if others.max() > _RIVAL * window[at]:
                rivals_s.append((int(np.argmax(others)) - at) / self.rate_hz)
        if len(rivals_s) > len(windows) // 2:
            raise AudioError(
                f"an echo {np.median(rivals_s) * 1e3:+.1f} ms off is as loud as the sound itself; "
                "wanted the microphone nearer to the loudspeaker, and further from walls"
            )


def _above_db(window: F64) -> float:
    return float(20.0 * np.log10(window.max() / max(float(np.median(window)), 1e-9)))


def _envelope(recorded: F32, click: F64) -> F64:
    """How strongly `recorded` (N,) answers to a click that began at each of its samples, (N,)."""
    size = 1 << int(np.ceil(np.log2(len(recorded) + len(click))))
    spectrum = np.fft.fft(recorded, size) * np.conj(np.fft.fft(click, size))
    spectrum[size // 2 :] = 0.0  # of positive frequencies alone the magnitude is the envelope
    made: F64 = np.abs(np.fft.ifft(2.0 * spectrum))[: len(recorded)]
    return made
