"""`open_source`: where sound comes from that the robot hears: a microphone, or a file."""

import os
import time
from collections import deque
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import AudioError
from kinesics_app.ears.piece import Piece

__all__ = ["DEFAULT", "Source", "input_names", "open_source"]

F32 = NDArray[np.float32]

DEFAULT = "default"
"""The microphone that the system takes if nobody says which."""

_SOUNDS = (".wav", ".flac", ".ogg", ".mp3")
_SILENT_S = 1.0  # a device that gives nothing for so long is lost
_PIECE_S = 0.01
_LATE_S = 0.5  # a file that was not read for longer goes on at the present
_MOST_KEPT = 500


class Source(Protocol):
    """Whoever has it asks for what came, a hundred times a second."""

    def pieces(self) -> list[Piece]:
        """What came since the last call.

        Raises:
            AudioError: nothing comes any more, with the reason.
        """

    def close(self) -> None:
        """Let it go; twice is fine."""


def open_source(name: str, delay_s: float) -> Source:
    """A sound file, over and over at its pace; else the input device of that number or name.

    `delay_s`: how much earlier a sound was heard than its driver says.

    Raises:
        AudioError: there is none of that name, with those that there are.
    """
    path = Path(name)
    if path.suffix.lower() in _SOUNDS or (os.sep in name and path.exists()):
        return _File(path)
    return _Device(name, delay_s)


def input_names() -> list[str]:
    """Of the devices that record, each with its number.

    Raises:
        AudioError: nothing here knows of any device.
    """
    return [
        f"{number} {one['name']}"
        for number, one in enumerate(_portaudio().query_devices())
        if one["max_input_channels"] > 0
    ]


class _File:
    """By the mean of its channels."""

    def __init__(self, path: Path) -> None:
        import soundfile

        self._path = path
        try:
            self._file = soundfile.SoundFile(path)
        except (soundfile.SoundFileError, OSError) as error:
            raise AudioError(
                f"{path}: not a readable sound file; wanted a WAV file, a device or its number"
            ) from error
        if not self._file.frames:
            raise AudioError(f"{path}: holds no samples; wanted a WAV file")
        self._rate_hz = int(self._file.samplerate)
        self._begin_ns = time.monotonic_ns()
        self._given = 0

    def pieces(self) -> list[Piece]:
        """As `Source.pieces`."""
        if not self._path.exists():
            raise AudioError(f"{self._path} is not there any more")
        made: list[Piece] = []
        count = round(_PIECE_S * self._rate_hz)
        now_ns = time.monotonic_ns()
        if now_ns - self._date(self._given) > _LATE_S * 1e9:
            self._begin_ns = now_ns - round(self._given / self._rate_hz * 1e9)
        while self._date(self._given + count) <= now_ns:
            made.append(Piece(self._date(self._given), self._next(count), self._rate_hz))
            self._given += count
        return made

    def close(self) -> None:
        """As `Source.close`."""
        self._file.close()

    def _date(self, sample: int) -> int:
        return self._begin_ns + round(sample / self._rate_hz * 1e9)

    def _next(self, count: int) -> F32:
        """(count,), from its begin again where it ends."""
        made = np.zeros((0, self._file.channels), np.float32)
        while len(made) < count:
            more = self._file.read(count - len(made), dtype="float32", always_2d=True)
            if not len(more):
                self._file.seek(0)
            made = np.concatenate((made, more))
        mono: F32 = made.mean(axis=1, dtype=np.float32)
        return mono


class _Device:
    """By its first channel."""

    def __init__(self, name: str, delay_s: float) -> None:
        self._name = name
        self._delay_ns = round(delay_s * 1e9)
        self._came: deque[Piece] = deque(maxlen=_MOST_KEPT)
        audio = _portaudio(anew=True)
        try:
            chosen = None if name == DEFAULT else int(name) if name.isdecimal() else name
            about = audio.query_devices(chosen, "input")
            self._rate_hz = round(about["default_samplerate"])
            self._stream = audio.InputStream(
                samplerate=self._rate_hz,
                device=chosen,
                channels=1,
                dtype="float32",
                latency="low",
                callback=self._take,
            )
            self._stream.start()
        except (audio.PortAudioError, ValueError) as error:
            raise AudioError(
                f"no microphone {name!r} ({error}); wanted {DEFAULT}, a WAV file, or one of "
                f"{', '.join(input_names()) or 'none: none is there'}"
            ) from error
        self._heard_s = time.monotonic()

    def pieces(self) -> list[Piece]:
        """As `Source.pieces`."""
        made: list[Piece] = []
        while self._came:
            made.append(self._came.popleft())
        now_s = time.monotonic()
        if made:
            self._heard_s = now_s
        elif now_s - self._heard_s > _SILENT_S or not self._stream.active:
            raise AudioError(f"microphone {self._name!r} gives no sound any more")
        return made

    def close(self) -> None:
        """As `Source.close`."""
        self._stream.close(ignore_errors=True)

    def _take(self, heard: F32, _frames: int, clock: Any, status: Any) -> None:
        """Called by PortAudio's thread."""
        ago_s = clock.currentTime - clock.inputBufferAdcTime
        t_ns = time.monotonic_ns() - round(ago_s * 1e9) - self._delay_ns
        self._came.append(
            Piece(t_ns, heard[:, 0].copy(), self._rate_hz, bool(status and status.input_overflow))
        )


def _portaudio(*, anew: bool = False) -> Any:
    """`anew`: look again which devices there are; nobody in this process may use any."""
    try:
        import sounddevice
    except (ImportError, OSError) as error:
        raise AudioError(
            f"no microphone: {error} (pip install 'kinesics[audio]', and libportaudio2)"
        ) from error
    if anew:
        sounddevice._terminate()
        sounddevice._initialize()
    return sounddevice
