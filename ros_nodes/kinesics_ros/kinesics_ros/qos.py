"""How topics are carried: one profile for each way of using one."""

from rclpy.qos import DurabilityPolicy, HistoryPolicy, QoSProfile, ReliabilityPolicy

__all__ = ["COMMAND", "LATCHED", "STREAM"]


def _profile(depth: int, durability: DurabilityPolicy) -> QoSProfile:
    """All are reliable: a publisher then serves every subscriber, best effort or reliable."""
    return QoSProfile(
        history=HistoryPolicy.KEEP_LAST,
        depth=depth,
        reliability=ReliabilityPolicy.RELIABLE,
        durability=durability,
    )


STREAM = _profile(10, DurabilityPolicy.VOLATILE)
"""The newest counts, but after a stall ticks come in a burst: joint states, diagnostics."""
COMMAND = _profile(10, DurabilityPolicy.VOLATILE)
"""Each counts: intents, events."""
LATCHED = _profile(1, DurabilityPolicy.TRANSIENT_LOCAL)
"""Whoever comes late gets the last one: description, status."""
