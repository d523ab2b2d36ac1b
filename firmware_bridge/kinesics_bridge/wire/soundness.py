"""`is_sound`: whether the numbers in a message of the firmware mean something."""

from .message_types import Clamps, Event, Health, Message, Reply, Status, TelemetryRow, TimeReply
from .protocol import COUNTERS, EVENTS, MAX_JOINTS, REPLIES, STATES

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
            sound = _is_sound_health(message)
        case TimeReply():
            sound = message.received_us <= message.sent_us < _END_US
        case Reply():
            sound = message.code < len(REPLIES)
        case _:
            sound = True
    return sound and getattr(message, "t_us", 0) < _END_US


def _is_sound_health(message: Health) -> bool:
    """Whether its lists are of one length, and every bit is that of a joint."""
    joints, rest = divmod(len(message.currents), 2)
    bits = message.over_current | message.over_temperature | message.limited
    same = rest == 0 and joints == len(message.temperatures) <= MAX_JOINTS
    return same and bits < 1 << joints
