"""`open_output`: the default sound output, where there is one."""

from collections.abc import Callable
from typing import Any

__all__ = ["open_output"]


def open_output(rate_hz: int, fill: Callable[..., None]) -> tuple[Any, str]:
    """A stream that calls `fill(out, frames, clock, status)`, and where the sound goes.

    None instead of a stream, and why: a robot never fails for want of sound.
    """
    try:
        import sounddevice
    except (ImportError, OSError) as error:
        return None, f"not played: {error} (pip install 'kinesics[audio]', and libportaudio2)"
    try:
        stream = sounddevice.OutputStream(
            samplerate=rate_hz, channels=1, dtype="float32", callback=fill
        )
        stream.start()
    except (sounddevice.PortAudioError, ValueError) as error:
        return None, f"not played: no usable output device ({error})"
    return stream, f"played by {sounddevice.query_devices(stream.device)['name']}"
