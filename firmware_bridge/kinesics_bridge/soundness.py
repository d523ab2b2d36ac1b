"""`is_sound`: whether the numbers in a message of the firmware mean something."""

from .message_types import Clamps, Event, Health, Message, Reply, Status, TelemetryRow, TimeReply
from .protocol import COUNTERS, EVENTS, MAX_JOINTS, REPLIES, STATES
from .servo_health import health_is_sound

__all__ = ["CLAMP_KINDS", "is_sound"]

CLAMP_KINDS = ("position", "velocity", "acceleration")
"""What an input may exceed; each on its low and its high side."""

_END_US = 1 << 52  # no clock shows more: 142 years, and exact as a float


def is_sound(message: Message) -> bool:
    """Whether they lie in range; their types were checked when the message was decoded."""
    match message:
        case TelemetryRow():
            sound = message.state < len(STATES)
        case Status():
            count, rest = divmod(len(message.counters), 4)
            sound = message.state < len(STATES) and rest == 0 and count >= len(COUNTERS)
        case Event():
            known = max(message.before, message.after) < len(STATES)
            sound = known and message.event < len(EVENTS)
        case Clamps():
            joints, rest = divmod(len(message.counts), 4 * 2 * len(CLAMP_KINDS))
            sound = rest == 0 and message.first + joints <= MAX_JOINTS
        case Health():
            sound = health_is_sound(message)
        case TimeReply():
            sound = message.received_us <= message.sent_us < _END_US
        case Reply():
            sound = message.code < len(REPLIES)
        case _:
            sound = True
    return sound and getattr(message, "t_us", 0) < _END_US
