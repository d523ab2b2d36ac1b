"""`Loudspeaker`: what a living robot says, heard when its lips show it."""

import logging
import threading
import time
from collections.abc import Mapping
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kinesics.audio.between import between
from kinesics.closing import Closing
from kinesics.conversation.message import Position
from kinesics.errors import IntentError
from kinesics.ports import Packet
from kinesics.signals import Speech, SpeechEnd
from kinesics_app.sound.external_sink import Said
from kinesics_app.sound.output import open_output
from kinesics_app.sound.play_out import PlayOut
from kinesics_app.sound.reference import Reference
from kinesics_bridge.threads.urgency import Urgency

__all__ = ["Loudspeaker"]

F32 = NDArray[np.float32]

_HELD_S = 30  # of sound to come: more is never dated ahead
_FADE_S = 0.01  # of sound that is cut off: no click
_TAPS = 2  # samples before and after a place that are read, where it lies between two

_log = logging.getLogger(__name__)


class Loudspeaker(Closing):
    """An `Analyser` that derives nothing: sound comes in dated, and goes out at its date.

    The device's clock is not the robot's, and sound may be heard later than it says: `PlayOut`
    sees to both. `said` tells where the sound goes, or why there is none.
    """

    name = "loudspeaker"

    def __init__(self, rate_hz: int, reference: str = "") -> None:
        """`rate_hz`: of the speech that comes; `reference`: a WAV file of all that is played."""
        self._rate_hz = rate_hz
        self._ring = np.zeros(_HELD_S * rate_hz, np.float32)
        self._next = 0  # sample by the robot's clock, of the piece that continues the newest
        self._continues: int | None = None
        self._spans: tuple[tuple[int, int], ...] = ()
        """First sample and end of the utterances that are known, but for those that were heard."""
        self._late = 0
        self._stream: Any = None
        self._urgency: Urgency | None = None
        self.clock = PlayOut(rate_hz)
        self.reference = Reference(rate_hz, reference)
        """What the device is given."""
        self.said = "not opened"

    @property
    def playing(self) -> bool:
        """Whether there is an output."""
        return self._stream is not None

    def open(self) -> str:
        """Begin to play on the default device; what came of it, as `said`."""
        self._stream, self.said = open_output(self._rate_hz, self.fill)
        return self.said

    def status(self) -> Mapping[str, Any]:
        """Plain values: where the sound goes, and how well it keeps to its dates."""
        clock = self.clock
        return {
            "goes": self.said,
            "playing": self.playing,
            "trim_ms": round(clock.trim_now_ms, 3),
            "drift_ppm": round(clock.drift_ppm, 1),
            "jumps": clock.jumps,
            "late_s": round(self._late / self._rate_hz, 3),
        }

    def trim(self, trim_ms: float) -> None:
        """As `Sink.trim`: at once, or gently while something is said."""
        self.clock.trim_ms = trim_ms

    def report(self, told: Position, said: Said | None, now_ns: int) -> bool:
        """IntentError: it is played here."""
        del told, said, now_ns
        raise IntentError("heard: this robot plays its sound itself; wanted run --no-sound")

    def scheduled_ns(self, ident: str, t_ns: int) -> int:
        """As `Sink.scheduled_ns`: it keeps to the schedule."""
        del ident
        return t_ns

    def feed(self, packet: Packet) -> list[Packet]:
        """Take a piece of speech, or its end; nothing follows from it.

        Whoever calls has its sound played as urgently as itself.
        """
        if self._urgency is not None:
            self._urgency.share()
        if isinstance(packet, Speech):
            self._take(packet)
        elif isinstance(packet, SpeechEnd):
            end = self._sample(packet.t_ns)
            if end < self._next:  # it is broken off
                self._cut(end)
            self._continues = None
        return []

    def close(self) -> None:
        """Give the device back; twice is fine."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None

    def fill(self, out: F32, frames: int, clock: Any, status: object) -> None:
        """The device's next `frames` samples; `clock` says when the first will be heard."""
        if self._urgency is None:
            self._urgency = Urgency(threading.current_thread())  # the device's own
        if status:
            _log.warning("sound output: %s", status)
        wait_s = clock.outputBufferDacTime - clock.currentTime
        heard_ns = time.monotonic_ns() + round(wait_s * 1e9)
        due = self._sample(heard_ns)
        before = self.clock.position
        places = self.clock.places(due, frames, free=self._is_free(due, frames))
        out[:, 0] = between(self._read, places)
        self.reference.give(heard_ns + round(self.clock.trim_now_ms * 1e6), out[:, 0])
        self._forget(places[0] if before is None else min(before, places[0]), places[-1])

    def _is_free(self, due: int, frames: int) -> bool:
        """Whether nothing is said between where the sound is and where a new trim takes it."""
        at = self.clock.position
        if at is None:
            return True
        low = min(at, at + self.clock.trim_step()) - _TAPS
        high = max(at, at + self.clock.trim_step()) + frames + _TAPS
        return all(end <= low or high <= first for first, end in self._spans)

    def _read(self, places: NDArray[np.int64]) -> F32:
        return self._ring[places % len(self._ring)]

    def _forget(self, first: float, last: float) -> None:
        """Samples that were played never come again; a few of them are read once more."""
        end = int(last) - _TAPS
        begin = max(int(first) - 2 * _TAPS, end - len(self._ring))
        self._ring[np.arange(begin, end) % len(self._ring)] = 0.0
        self._spans = tuple(span for span in self._spans if span[1] > end)

    def _take(self, piece: Speech) -> None:
        follows = piece.first_sample == self._continues
        first = self._next if follows else self._sample(piece.t_ns)
        self._next = first + len(piece.samples)
        self._continues = piece.first_sample + len(piece.samples)
        begun = self._spans[-1][0] if follows and self._spans else first
        self._spans = (*(self._spans[:-1] if follows else self._spans), (begun, self._next))
        at = self.clock.position
        late = 0 if at is None else min(max(ceil(at) - first, 0), len(piece.samples))
        self._late += late  # it went by in silence; in the ring it would be heard a round later
        places = np.arange(first + late, self._next) % len(self._ring)
        self._ring[places] = piece.samples[late:]

    def _cut(self, end: int) -> None:
        """Silence from the sample `end` on, after a short fade."""
        fade = round(_FADE_S * self._rate_hz)
        self._ring[np.arange(end - fade, end) % len(self._ring)] *= np.linspace(1.0, 0.0, fade)
        self._ring[np.arange(end, self._next) % len(self._ring)] = 0.0
        if self._spans:
            self._spans = (*self._spans[:-1], (self._spans[-1][0], end))

    def _sample(self, t_ns: int) -> int:
        return t_ns * self._rate_hz // 1_000_000_000
