"""`Loudspeaker`: what a living robot says, heard when its lips show it."""

import logging
import time
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kinesics.ports import Packet
from kinesics.signals import Speech, SpeechEnd
from kinesics_app.sound_output import open_output

__all__ = ["Loudspeaker"]

F32 = NDArray[np.float32]

_HELD_S = 30  # of sound to come: more is never dated ahead
_FADE_S = 0.01  # of sound that is cut off: no click
_JUMP_S = 0.02  # further off the clock than this the sound jumps; below, it slides
_NOTICED_S = 0.0005
_SMOOTH = 0.05  # of each block: devices date their blocks with a jitter of milliseconds

_log = logging.getLogger(__name__)


class Loudspeaker:
    """An `Analyser` that derives nothing: sound comes in dated, and goes out at its date.

    The device's clock is not the robot's: one sample in a block is dropped or said twice where they
    have drifted apart. `said` tells where the sound goes, or why there is none.
    """

    name = "loudspeaker"

    def __init__(self, rate_hz: int) -> None:
        """`rate_hz`: of the speech that comes."""
        self._rate_hz = rate_hz
        self._ring = np.zeros(_HELD_S * rate_hz, np.float32)
        self._next = 0  # sample by the robot's clock, of the piece that continues the newest
        self._continues: int | None = None
        self._position: int | None = None
        self._drift = 0.0
        self._stream: Any = None
        self.jumps = 0
        """Times the sound was further off the clock than 20 ms, but for its begin."""
        self.said = "not opened"

    @property
    def playing(self) -> bool:
        """Whether there is an output."""
        return self._stream is not None

    def open(self) -> str:
        """Begin to play on the default device; what came of it, as `said`."""
        self._stream, self.said = open_output(self._rate_hz, self.fill)
        return self.said

    def feed(self, packet: Packet) -> list[Packet]:
        """Take a piece of speech, or its end; nothing follows from it."""
        if isinstance(packet, Speech):
            self._take(packet)
        elif isinstance(packet, SpeechEnd):
            end = self._sample(packet.t_ns)
            if end < self._next:  # it is broken off
                self._cut(end)
            self._continues = None
        return []

    def __enter__(self) -> "Loudspeaker":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._stream is not None:
            self._stream.close()
            self._stream = None

    def fill(self, out: F32, frames: int, clock: Any, status: object) -> None:
        """The device's next `frames` samples; `clock` says when the first will be heard."""
        if status:
            _log.warning("sound output: %s", status)
        wait_s = clock.outputBufferDacTime - clock.currentTime
        due = self._sample(time.monotonic_ns() + round(wait_s * 1e9))
        self._position = self._kept_to(due)
        places = np.arange(self._position, self._position + frames) % len(self._ring)
        out[:, 0] = self._ring[places]
        self._ring[places] = 0.0
        self._position += frames

    def _kept_to(self, due: int) -> int:
        """The sample to go on with, of which the clock says that it is `due`."""
        if self._position is None:
            return due
        off = due - self._position
        if abs(off) > _JUMP_S * self._rate_hz:
            self.jumps += 1
            self._drift = 0.0
            return due
        self._drift += _SMOOTH * (off - self._drift)
        if abs(self._drift) <= _NOTICED_S * self._rate_hz:
            return self._position
        step = 1 if self._drift > 0.0 else -1
        self._drift -= step
        return self._position + step

    def _take(self, piece: Speech) -> None:
        first = self._next if piece.first_sample == self._continues else self._sample(piece.t_ns)
        self._next = first + len(piece.samples)
        self._continues = piece.first_sample + len(piece.samples)
        self._ring[np.arange(first, self._next) % len(self._ring)] = piece.samples

    def _cut(self, end: int) -> None:
        """Silence from the sample `end` on, after a short fade."""
        fade = round(_FADE_S * self._rate_hz)
        self._ring[np.arange(end - fade, end) % len(self._ring)] *= np.linspace(1.0, 0.0, fade)
        self._ring[np.arange(end, self._next) % len(self._ring)] = 0.0

    def _sample(self, t_ns: int) -> int:
        return t_ns * self._rate_hz // 1_000_000_000
