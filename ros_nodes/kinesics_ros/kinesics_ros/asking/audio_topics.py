"""`AudioTopics`: speech as audio_common's drivers publish it, where audio_common_msgs is installed.

Two packages have that name. ros-drivers' `AudioData` brings bytes on `speech_audio`, and its
`AudioInfo` on `speech_audio_info` tells what they are; the other's `AudioStamped` brings both on
`speech_audio`. There is neither id nor end: an utterance begins with the first samples, and is over
when none come for half a second.
"""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from kinesics.conversation.event import Event
from kinesics.errors import IntentError
from kinesics_ros.messages.audio import BYTES

__all__ = ["DRIVERS_RATE_HZ", "AudioTopics", "rate_of"]

DRIVERS_RATE_HZ = 16_000
"""Of AudioData, until an AudioInfo tells another."""

_STREAM_MS = 500
_FORMATS = ("S16LE", "")
_CODINGS = ("wave", "")


@dataclass(frozen=True, slots=True)
class _Dim:
    label: str
    size: int = 0
    stride: int = 0


@dataclass(frozen=True, slots=True)
class _Layout:
    dim: Sequence[_Dim]
    data_offset: int = 0


@dataclass(frozen=True, slots=True)
class _Piece:
    layout: _Layout
    data: Any = field(default=b"")


def rate_of(topic: str, info: Any) -> int:
    """Samples a second, of an `audio_common_msgs/AudioInfo`.

    Raises:
        IntentError: not one channel of 16-bit little-endian samples.
    """
    sound = info.sample_format, info.coding_format
    if info.channels != 1 or sound[0] not in _FORMATS or sound[1] not in _CODINGS:
        raise IntentError(
            f"{topic}: {info.channels} channels of {sound[0]!r}, {sound[1]!r}; "
            "wanted one of S16LE, wave"
        )
    return int(info.sample_rate)


class AudioTopics:
    """Makes messages of `speech_stream` out of them."""

    def __init__(self, hear: Callable[[str, Any], Event | None]) -> None:
        """`hear` takes topic and message, and tells what was refused."""
        self._hear = hear
        self._numbers = itertools.count(1)
        self._rate_hz = DRIVERS_RATE_HZ
        self._ident = ""

    def inform(self, info: Any) -> None:
        """`audio_common_msgs/AudioInfo`, of what comes from now on.

        Raises:
            IntentError: not one channel of 16-bit little-endian samples.
        """
        self._rate_hz, self._ident = rate_of("speech_audio_info", info), ""

    def push(self, message: Any) -> None:
        """`audio_common_msgs/AudioData`: samples that follow."""
        count = len(message.data) // BYTES
        sound = _Dim("samples", count, count * BYTES)
        if self._ident and self._told([sound], message.data) is None:
            return
        self._ident = f"audio-{next(self._numbers)}"  # the one before is over
        self._told(
            [_Dim("rate_hz", self._rate_hz), _Dim("stream_ms", _STREAM_MS), sound], message.data
        )

    def push_stamped(self, message: Any) -> None:
        """`audio_common_msgs/AudioStamped`: samples that follow, and what they are.

        Raises:
            IntentError: not one channel of 16-bit samples.
        """
        info, samples = message.audio.info, message.audio.audio_data.int16_data
        if info.channels != 1 or not len(samples):
            raise IntentError(
                f"speech_audio: {info.channels} channels, {len(samples)} samples in int16_data; "
                "wanted one channel of 16 bit"
            )
        if info.rate != self._rate_hz:
            self._rate_hz, self._ident = info.rate, ""
        self.push(_Piece(_Layout(()), samples.tobytes()))

    def _told(self, dims: Sequence[_Dim], data: Any) -> Event | None:
        layout = _Layout([_Dim(f"id:{self._ident}"), *dims])
        return self._hear("speech_stream", _Piece(layout, data))
