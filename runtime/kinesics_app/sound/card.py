"""`SoundCard`: plays on the default output and records from the default input, in one stream."""

from dataclasses import dataclass
from threading import Event
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import AudioError

__all__ = ["Exchanged", "SoundCard", "TwoWays"]

F32 = NDArray[np.float32]

_PATIENCE_S = 10.0


@dataclass(frozen=True, slots=True, eq=False)
class Exchanged:
    """What was recorded while something was played."""

    samples: F32
    """(N,) as many as were played: of each the device was given one in the same block."""
    said_s: float
    """How much later than that it says the one is heard than the other was recorded."""


class TwoWays(Protocol):
    """A loudspeaker and a microphone of one clock."""

    rate_hz: int

    def exchange(self, samples: F32) -> Exchanged:
        """Play (N,), and record meanwhile.

        Raises:
            AudioError: that failed, with what would be right.
        """


class SoundCard:
    """The default devices, by PortAudio."""

    def __init__(self) -> None:
        """AudioError where there is no PortAudio, no output or no input."""
        try:
            import sounddevice
        except (ImportError, OSError) as error:
            raise AudioError(
                f"no sound here: {error} (pip install 'kinesics[audio]', and libportaudio2)"
            ) from error
        self._audio = sounddevice
        _demand(sounddevice, "input", "microphone")
        self.rate_hz = round(_demand(sounddevice, "output", "loudspeaker")["default_samplerate"])

    def exchange(self, samples: F32) -> Exchanged:
        """As `TwoWays.exchange`."""
        recorded = np.zeros_like(samples)
        said_s: list[float] = []
        wrong: set[str] = set()
        over, at = Event(), 0

        def turn(heard: F32, out: F32, frames: int, clock: Any, status: Any) -> None:
            nonlocal at
            if status:
                wrong.add(str(status))
            fresh = samples[at : at + frames]
            out[: len(fresh), 0] = fresh
            out[len(fresh) :] = 0.0
            recorded[at : at + frames] = heard[: len(fresh), 0]
            said_s.append(clock.outputBufferDacTime - clock.inputBufferAdcTime)
            at += frames
            if at >= len(samples):
                over.set()

        try:
            with self._audio.Stream(self.rate_hz, channels=1, dtype="float32", callback=turn):
                done = over.wait(len(samples) / self.rate_hz + _PATIENCE_S)
        except (self._audio.PortAudioError, ValueError) as error:
            raise AudioError(
                f"loudspeaker and microphone cannot both be opened: {error}"
            ) from error
        if not done:
            raise AudioError("the sound devices stalled; wanted ones that no other program holds")
        if wrong:
            raise AudioError(
                f"sound was lost on the way ({', '.join(sorted(wrong))}); wanted a calmer computer"
            )
        return Exchanged(recorded, float(np.median(said_s)))


def _demand(audio: Any, kind: str, named: str) -> Any:
    """The default device of a kind."""
    try:
        return audio.query_devices(kind=kind)
    except (audio.PortAudioError, ValueError) as error:
        raise AudioError(f"no {named} ({error}); wanted one as the default {kind}") from error
