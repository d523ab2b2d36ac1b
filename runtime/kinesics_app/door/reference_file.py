"""`ReferenceFile`: a WAV file of what is played, readable whenever its writer ends."""

import struct
from contextlib import suppress
from pathlib import Path

import numpy as np

from kinesics.errors import IntentError
from kinesics_app.sound.reference import Played

__all__ = ["ReferenceFile"]

_FLOAT = 3  # WAVE_FORMAT_IEEE_FLOAT
_MOST_BYTES = 0xFFFFFF00  # sizes in a WAV file have 32 bits: 18 hours at 16 kHz


class ReferenceFile:
    """float32, mono; what was lost on the way is silence, so sample n is n after the first.

    Its comment (LIST INFO ICMT) tells when the first sample was heard: `t_ns=...`.
    """

    def __init__(self, path: Path) -> None:
        """Replaces the file.

        Raises:
            IntentError: it cannot be written.
        """
        try:
            self._file = path.open("wb", buffering=0)
        except OSError as error:
            raise IntentError(f"cannot write {path}: {error.strerror}; name another") from error
        self._first: int | None = None
        self._head = b""
        self._size = 0
        self._told = 0

    def write(self, block: Played) -> None:
        """The next block; of a full disk or file nothing more is written."""
        if self._file.closed:
            return
        try:
            self._append(block)
        except OSError:
            self._file.close()  # its sizes were told a second ago, or less

    def close(self) -> None:
        """Twice is fine."""
        if not self._file.closed:
            with suppress(OSError), self._file:
                if self._first is not None:
                    self._tell_sizes()

    def _append(self, block: Played) -> None:
        if self._first is None:
            self._first = block.first
            self._head = _format(block.rate_hz, f"t_ns={block.t_ns}")
            self._tell_sizes()
        lost = block.first - self._first - self._size // 4
        sound = np.concatenate((np.zeros(max(lost, 0), np.float32), block.samples))
        if self._size + sound.nbytes > _MOST_BYTES:
            self.close()
            return
        self._file.write(sound.astype("<f4").tobytes())
        self._size += sound.nbytes
        if self._size - self._told >= 4 * block.rate_hz:  # whoever is killed loses a second
            self._tell_sizes()

    def _tell_sizes(self) -> None:
        self._file.seek(0)
        whole = 4 + len(self._head) + 8 + self._size
        self._file.write(struct.pack("<4sI4s", b"RIFF", whole, b"WAVE") + self._head)
        self._file.write(struct.pack("<4sI", b"data", self._size))
        self._file.seek(0, 2)
        self._told = self._size


def _format(rate_hz: int, comment: str) -> bytes:
    """The chunks before the samples."""
    form = struct.pack("<HHIIHH", _FLOAT, 1, rate_hz, rate_hz * 4, 4, 32)
    text = comment.encode("ascii") + b"\0"
    text += b"\0" * (len(text) % 2)
    info = struct.pack("<4s4sI", b"INFO", b"ICMT", len(text)) + text
    return (
        struct.pack("<4sI", b"fmt ", len(form))
        + form
        + struct.pack("<4sI", b"LIST", len(info))
        + info
    )
