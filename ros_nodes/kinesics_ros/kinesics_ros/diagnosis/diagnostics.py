"""`diagnostics_of`: what is to be said of a node, as `/diagnostics` has it."""

from collections.abc import Sequence
from typing import Any

from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus, KeyValue

from kinesics_ros.clock.stamps import Moment
from kinesics_ros.diagnosis.findings import Finding

__all__ = ["diagnostics_of"]


def diagnostics_of(node: Any, findings: Sequence[Finding], now: Moment) -> Any:
    """One DiagnosticArray; names carry the node's own, so robots are told apart."""
    name = node.get_fully_qualified_name().strip("/")
    statuses = [
        DiagnosticStatus(
            level=bytes([one.level]),
            name=f"{name}: {one.name}",
            hardware_id=name,
            message=one.message,
            values=[KeyValue(key=key, value=value) for key, value in one.values.items()],
        )
        for one in findings
    ]
    message = DiagnosticArray(status=statuses)
    now.stamp_into(message.header.stamp, now.robot_ns)
    return message
