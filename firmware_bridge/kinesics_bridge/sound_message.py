"""`is_sound`: whether the numbers in a message mean something."""

from .protocol import (
    COUNTERS,
    EVENTS,
    MAX_JOINTS,
    REPLIES,
    STATES,
    Clamps,
    Event,
    Health,
    Message,
    Reply,
    Status,
    TelemetryRow,
    TimeReply,
)
from .servo_health import health_is_sound

__all__ = ["is_sound"]

_CLAMP_COUNTS = 6 * 4  # position, velocity, acceleration, each low and high; u32
_END_US = 1 << 52  # no clock shows more: 142 years, and exact as a float


def is_sound(message: Message) -> bool:
    """Whether a message's numbers mean something; its types were checked when it was decoded."""
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
            joints, rest = divmod(len(message.counts), _CLAMP_COUNTS)
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
