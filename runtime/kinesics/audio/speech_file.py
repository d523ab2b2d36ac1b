"""Speech files: anything libsndfile reads, as mono samples at the rate that is asked for."""

import logging
from pathlib import Path
from stat import S_ISREG

import numpy as np
from numpy.typing import NDArray

from kinesics.audio.wav_header import missing_share
from kinesics.errors import AudioError

__all__ = ["channels_cancel", "load_speech", "resample"]

F32 = NDArray[np.float32]

LOWEST_RATE_HZ = 8_000
HIGHEST_RATE_HZ = 192_000
_CANCELLED = 0.01  # of the power of the channels: 20 dB below; channels that are unlike lose 3 dB
_TOO_LOUD = 16.0  # 24 dB over full scale: a hot float recording is clipped, and that is said
_FULL_SCALES = (2.0**7, 2.0**15, 2.0**23, 2.0**31)
_log = logging.getLogger(__name__)


def load_speech(path: Path) -> tuple[F32, int]:
    """The samples of a sound file, mono (N,) in -1..1, and their rate [Hz].

    Channels are averaged; any bit depth, integer or float.

    Raises:
        AudioError: no such file, not audio, empty, cut off, a rate below 8 kHz, NaN or infinity, or
            integers written as floats.
    """
    import soundfile

    _check_is_file(path)
    try:
        with path.open("rb") as file:  # by name, soundfile refuses names that are not UTF-8
            missing = missing_share(file)
            samples, rate_hz = soundfile.read(file, dtype="float32", always_2d=True)
    except (soundfile.SoundFileError, OSError) as error:
        raise AudioError(
            f"{path}: not a readable sound file ({_why(error)}); wanted a WAV file "
            "(FLAC, OGG and MP3 are read too)"
        ) from error
    if missing:
        raise AudioError(
            f"{path}: cut off, {missing:.1%} of the sound that its header promises is not there; "
            "wanted the whole file"
        )
    if not len(samples):
        raise AudioError(f"{path}: holds no samples; wanted a WAV file of speech")
    if not LOWEST_RATE_HZ <= rate_hz <= HIGHEST_RATE_HZ:
        raise AudioError(f"{path}: {rate_hz} Hz; wanted {LOWEST_RATE_HZ}..{HIGHEST_RATE_HZ} Hz")
    if not np.isfinite(samples).all():
        raise AudioError(f"{path}: holds NaN or infinite samples; wanted finite ones")
    mono: F32 = samples.mean(axis=1, dtype=np.float32)
    _check_scale(path, samples)
    _warn(path, samples, mono)
    return np.clip(mono, -1.0, 1.0), int(rate_hz)


def _why(error: Exception) -> str:
    """Libsndfile's own words, without the Python object that it was given."""
    return str(error).rpartition(">: ")[2]


def _check_scale(path: Path, samples: F32) -> None:
    """Complain about floats that no recording reaches: somebody did not scale integers."""
    loudest = float(np.abs(samples).max())
    if loudest <= _TOO_LOUD:
        return
    full = next((bits for bits in _FULL_SCALES if loudest <= bits), None)
    cause = (
        f"integers as floats? then divide them by {full:.0f} (or write integers)"
        if full
        else "scale them before they are written"
    )
    raise AudioError(f"{path}: float samples of up to {loudest:.6g}; wanted -1..1: {cause}")


def _warn(path: Path, samples: F32, mono: F32) -> None:
    """Tell of sound that is played, but hardly as meant."""
    mixed = float(np.abs(mono).max())
    if mixed > 1.0:
        _log.warning("%s: samples of up to %.3g are clipped to 1", path, mixed)
    if _cancelled(samples, mono):
        _log.warning("%s: its channels cancel each other; wanted mono, or channels in phase", path)


def channels_cancel(path: Path) -> bool:
    """Whether little of a sound file that `load_speech` reads is left when channels are averaged.

    False of one that cannot be read any more.
    """
    import soundfile

    try:
        with path.open("rb") as file:
            samples, _ = soundfile.read(file, dtype="float32", always_2d=True)
    except (soundfile.SoundFileError, OSError):
        return False
    return _cancelled(samples, samples.mean(axis=1, dtype=np.float32))


def _cancelled(samples: F32, mono: F32) -> bool:
    whole = float(np.mean(np.square(samples, dtype=np.float64)))
    return float(np.mean(np.square(mono, dtype=np.float64))) < _CANCELLED * whole


def _check_is_file(path: Path) -> None:
    try:
        kind = path.stat().st_mode
    except OSError as error:
        why = "no such file" if isinstance(error, FileNotFoundError) else error.strerror
        raise AudioError(f"{path}: {why}; wanted a WAV file of speech") from error
    if not S_ISREG(kind):
        raise AudioError(f"{path}: not a file; wanted a WAV file of speech")


def resample(samples: F32, from_hz: int, to_hz: int) -> F32:
    """`samples` (N,) at another rate, without delay."""
    import soxr

    if from_hz == to_hz:
        return samples
    resampled: F32 = np.clip(soxr.resample(samples, from_hz, to_hz), -1.0, 1.0)
    return resampled
