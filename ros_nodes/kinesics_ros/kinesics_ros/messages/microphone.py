"""`piece_heard`: what a piece of sound on a topic is, for the process that hears."""

from typing import Any

from kinesics.conversation.message import read_message
from kinesics.conversation.overheard import Overheard
from kinesics.errors import IntentError
from kinesics_app.ears.piece import Piece, piece_of
from kinesics_ros.messages.audio import sound_of

__all__ = ["DRIVER", "DRIVER_INFO", "MICROPHONE", "piece_heard"]

MICROPHONE, DRIVER, DRIVER_INFO = "microphone", "microphone_audio", "microphone_audio_info"


def piece_heard(topic: str, message: Any, rate_hz: int, came_ns: int) -> Piece:
    """Sound of a std_msgs/UInt8MultiArray as audio.py has it, or of an audio driver's AudioData.

    `rate_hz`: of AudioData, which does not tell it. `came_ns`: when it came, in robot time: its
    last sample was heard then.

    Raises:
        IntentError: it is none, with what would be right.
    """
    data = bytes(message.data)
    if topic == MICROPHONE:
        data, rate_hz = sound_of(topic, message)
    said = read_message({"microphone": {"samples": data, "rate_hz": rate_hz}}, came_ns)
    if not isinstance(said, Overheard):
        raise IntentError(f"{topic}: no sound; wanted 16-bit mono")
    return piece_of(said)
