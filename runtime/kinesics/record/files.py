"""One way to put bytes on the disk, and the words for when that fails."""

import contextlib
import errno
import io
import json
import math
import os
import stat
import wave
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from kinesics.errors import RecordError
from kinesics.record.take import F32

__all__ = ["pcm16", "save", "save_json", "text_and_line_end", "wav_bytes"]

_USUAL_MODE = 0o666  # less what the umask says


def save(path: Path, data: bytes) -> None:
    """Write `data` to `path`, whole or not at all; who may read what was there may read it, too.

    A link stays one: what it leads to is written.

    Raises:
        RecordError: no such folder, no right to write, a full disk.
    """
    whole = path.resolve() if path.is_symlink() else path
    part = whole.with_name(whole.name + ".part")
    try:
        mode = stat.S_IMODE(whole.stat().st_mode) if whole.exists() else _USUAL_MODE
        with open(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, mode), "wb") as file:
            file.write(data)
        part.replace(whole)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink()
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        wanted = f"{_size(len(data))} free for this file" if full else "a writable folder"
        raise RecordError(
            f"cannot write {path}: {error.strerror or error}; wanted {wanted}"
        ) from error


def text_and_line_end(path: Path) -> tuple[str, str]:
    """The text of a file, its lines ended as Python has them, and how they end in the file.

    Raises:
        OSError, UnicodeDecodeError: it cannot be read, or is no UTF-8.
    """
    text = path.read_bytes().decode("utf-8-sig")
    return text.replace("\r\n", "\n"), "\r\n" if "\r\n" in text else "\n"


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 100_000 else f"{math.ceil(count / 1e3)} kB"


def save_json(path: Path, document: Mapping[str, object]) -> None:
    """Write `document` as JSON that a person can read; keys keep their order.

    Raises:
        RecordError: as `save`.
    """
    text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)
    save(path, (text + "\n").encode())


def pcm16(samples: F32) -> bytes:
    """Mono samples (S,) -1..1 as signed 16-bit little-endian; louder is clipped."""
    scaled = np.rint(np.clip(samples.astype(np.float64), -1.0, 1.0) * 32767.0)
    return scaled.astype("<i2").tobytes()


def wav_bytes(samples: F32, rate_hz: int) -> bytes:
    """A WAV file, mono PCM16, of samples (S,) -1..1."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes(pcm16(samples))
    return buffer.getvalue()
