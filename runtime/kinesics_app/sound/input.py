"""`SoundInput`: what a device hears, block by block."""

import queue
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kinesics.closing import Closing
from kinesics.errors import AudioError

__all__ = ["SoundInput", "input_names"]

F32 = NDArray[np.float32]

_MOST_WAITING = 1000  # blocks of 10 ms


class SoundInput(Closing):
    """PortAudio's thread brings blocks; another takes them, and nothing is kept."""

    def __init__(self, device: str = "") -> None:
        """`device`: its number, or part of its name; empty: the default input.

        Raises:
            AudioError: there is none of that name, or it cannot be opened.
        """
        audio = _portaudio()
        self._audio, self._blocks = audio, queue.Queue[F32](_MOST_WAITING)
        self.lost = 0
        """Blocks for which the device, or whoever takes them, had no time."""
        try:
            found = audio.query_devices(
                int(device) if device.isdecimal() else device or None, "input"
            )
        except (audio.PortAudioError, ValueError) as error:
            names = "; ".join(input_names()) or "none"
            wanted = device or "the default"
            raise AudioError(f"no sound input {wanted!r} ({error}); inputs: {names}") from error
        self.name = str(found["name"])
        self.rate_hz = round(found["default_samplerate"])
        try:
            self._stream = audio.InputStream(
                samplerate=self.rate_hz,
                device=found["index"],
                channels=1,
                dtype="float32",
                blocksize=self.rate_hz // 100,
                callback=self._bring,
            )
            self._stream.start()
        except (audio.PortAudioError, ValueError) as error:
            raise AudioError(
                f"the sound input {self.name!r} cannot be opened ({error}); wanted one that no "
                "other program holds"
            ) from error

    def take(self, timeout_s: float) -> F32 | None:
        """The next block (N,), waited for; None: it did not come.

        Raises:
            AudioError: none will: the device is gone.
        """
        try:
            return self._blocks.get(timeout=timeout_s)
        except queue.Empty:
            if not self._stream.active:
                raise AudioError(f"the sound input {self.name!r} is gone") from None
            return None

    def close(self) -> None:
        """Give the device back; twice is fine."""
        self._stream.close()

    def _bring(self, heard: F32, frames: int, clock: Any, status: object) -> None:
        """The device's next block, of which it wants the memory back."""
        self.lost += bool(status)
        try:
            self._blocks.put_nowait(heard[:, 0].copy())
        except queue.Full:
            self.lost += 1


def input_names() -> list[str]:
    """Each input of this computer: its number and its name.

    Raises:
        AudioError: there is no PortAudio.
    """
    found = _portaudio().query_devices()
    return [f"{at}: {one['name']}" for at, one in enumerate(found) if one["max_input_channels"]]


def _portaudio() -> Any:
    try:
        import sounddevice
    except (ImportError, OSError) as error:
        raise AudioError(
            f"no sound here: {error} (pip install 'kinesics[audio]', and libportaudio2)"
        ) from error
    return sounddevice
