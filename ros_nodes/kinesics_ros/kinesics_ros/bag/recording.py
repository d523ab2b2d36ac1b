"""`Recording`: what is to be said of a bag that is written, or is not, and who says it."""

import json
import time
from typing import Any

from diagnostic_msgs.msg import DiagnosticArray
from std_msgs.msg import String

from kinesics_ros.bag.bag import Bag
from kinesics_ros.clock.stamps import Moment
from kinesics_ros.diagnosis.diagnostics import diagnostics_of
from kinesics_ros.diagnosis.findings import ERROR, OK, WARN, Finding
from kinesics_ros.lifecycle.managed_node import ManagedNode
from kinesics_ros.topics.qos import LATCHED, STREAM

__all__ = ["Recording"]

_LITTLE_MB = 500.0


class Recording:
    """Publishes for its node; what was lost since the last diagnosis is news once."""

    def __init__(self, node: ManagedNode) -> None:
        self._node = node
        self._lost = 0
        self._status = node.create_publisher(String, "~/status", LATCHED)
        self._diagnostics = node.create_publisher(DiagnosticArray, "/diagnostics", STREAM)

    def tell(self, bag: Bag | None) -> None:
        """Of the bag that is written now, once a second."""
        node = self._node
        told: dict[str, Any] = {"lifecycle": node.state, "refusal": node.refusal}
        told |= {} if bag is None else {**bag.figures(), "not_recorded": bag.not_recorded}
        self._status.publish(String(data=json.dumps(told)))
        moment = Moment(time.monotonic_ns(), node.get_clock().now().nanoseconds)
        self._diagnostics.publish(diagnostics_of(node, [self._finding(bag)], moment))

    def _finding(self, bag: Bag | None) -> Finding:
        refusal = self._node.refusal
        if bag is None:
            self._lost = 0
            said = refusal or f"none: the node is {self._node.state}"
            return Finding("recording", ERROR if refusal else OK, said)
        figures = bag.figures()
        lost, self._lost = bag.lost - self._lost, bag.lost
        troubles = [f"{', '.join(bag.not_recorded)}: not recorded"] if bag.not_recorded else []
        if lost:
            troubles.append(f"{lost} messages lost since the last diagnosis")
        if figures["free_mb"] < _LITTLE_MB:
            troubles.append(f"{figures['free_mb']} MB are free beside {bag.path}")
        said = "; ".join(troubles) or f"writes {bag.path}"
        values = {name: str(value) for name, value in figures.items()}
        return Finding("recording", WARN if troubles else OK, said, values)
