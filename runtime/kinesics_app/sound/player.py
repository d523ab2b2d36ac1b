"""`Player`: the sound, heard at the time that the motion is dated by, where there is an output."""

import logging
import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kinesics.audio.between import between
from kinesics.closing import Closing
from kinesics_app.sound.output import open_output
from kinesics_app.sound.play_out import PlayOut

__all__ = ["Player"]

_log = logging.getLogger(__name__)


class Player(Closing):
    """Plays mono samples from the time that `play_from` is told, and silence before.

    Opening an output takes 50 ms and more, so it is done before the robot follows. `said` tells
    where the sound goes, or why there is none: a run never fails for want of sound.
    """

    def __init__(
        self, samples: NDArray[np.float32], rate_hz: int, *, wanted: bool, trim_ms: float = 0.0
    ) -> None:
        """`trim_ms`: how much later sound is heard than the device says."""
        self._samples = samples
        self._rate_hz = rate_hz
        self._heard_t0_ns: int | None = None
        self.clock = PlayOut(rate_hz, trim_ms)
        self._stream: Any = None
        self.said = "not played: virtual time"
        if wanted:
            self._stream, self.said = open_output(rate_hz, self.fill)

    def play_from(self, heard_t0_ns: int) -> None:
        """The first sample is to be heard then, on CLOCK_MONOTONIC."""
        self._heard_t0_ns = heard_t0_ns

    @property
    def playing(self) -> bool:
        """Whether there is an output."""
        return self._stream is not None

    def close(self) -> None:
        """Give the device back; twice is fine."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None

    def fill(self, out: NDArray[np.float32], frames: int, clock: Any, status: object) -> None:
        """The device's next `frames` samples; `clock` says when the first will be heard."""
        if status:
            _log.warning("sound output: %s", status)
        if self._heard_t0_ns is None:
            out[:, 0] = 0.0
            return
        wait_s = clock.outputBufferDacTime - clock.currentTime
        late_ns = time.monotonic_ns() + round(wait_s * 1e9) - self._heard_t0_ns
        due = round(late_ns * 1e-9 * self._rate_hz)
        out[:, 0] = between(self._read, self.clock.places(due, frames, free=False))

    def _read(self, places: NDArray[np.int64]) -> NDArray[np.float32]:
        known = (places >= 0) & (places < len(self._samples))
        return np.where(known, self._samples[np.where(known, places, 0)], np.float32(0.0))
