"""`perception_node`: looks and listens for a robot whose mixer is another node, on any host."""

import json
from typing import Any

from diagnostic_msgs.msg import DiagnosticArray
from std_msgs.msg import String

from kinesics.rig.load import load_rig
from kinesics_app.afar.sense_desk import PERCEPTION
from kinesics_ros.clock.timers import every
from kinesics_ros.diagnosis.diagnostics import diagnostics_of
from kinesics_ros.exchange.exchange import Exchange
from kinesics_ros.lifecycle.managed_node import ManagedNode
from kinesics_ros.messages.asked import Edge
from kinesics_ros.parameters.declared import Declared
from kinesics_ros.parameters.known import PERCEIVING
from kinesics_ros.sensing.image_topics import ImageTopics
from kinesics_ros.sensing.microphone_topics import MicrophoneTopics
from kinesics_ros.sensing.perceiving import Perceiving
from kinesics_ros.topics.fetched import Fetched
from kinesics_ros.topics.qos import LATCHED, STREAM

__all__ = ["PerceptionNode"]

_GREETS_S = 0.2


class PerceptionNode:
    """The node `perception`: active, it takes pictures and sound while a robot lives for it."""

    def __init__(self) -> None:
        ends = dict.fromkeys(("deactivate", "cleanup", "shutdown", "error"), self.close)
        self.node = ManagedNode(
            PERCEPTION, {"configure": self._configure, "activate": self._activate, **ends}
        )
        self._exchange = Exchange(self.node, PERCEPTION)
        self._declared = Declared(self.node, specs=PERCEIVING)
        self._senses = Perceiving(self._exchange.origin, self._exchange.tell)
        self._heard: Fetched | None = None
        ImageTopics(self.node, self._senses, self._declared, self._edge)
        MicrophoneTopics(self.node, self._senses, self._declared, self._edge)
        self._status = self.node.create_publisher(String, "~/status", LATCHED)
        self._diagnostics = self.node.create_publisher(DiagnosticArray, "/diagnostics", STREAM)
        every(self.node, _GREETS_S, self._senses.greet)
        every(self.node, 1.0, self._diagnose)

    def close(self) -> None:
        """Look and listen no more; what was told fades where it is heard."""
        self._senses.rig = None
        heard, self._heard = self._heard, None
        self._senses.fetch = lambda: None
        if heard is not None:
            heard.close()

    def _configure(self) -> None:
        load_rig(self._declared.settle()["robot"])  # what cannot be is told now

    def _activate(self) -> None:
        rig = load_rig(self._declared.values()["robot"])
        self._heard = self._exchange.listen(self._senses.desk)
        self._senses.fetch, self._senses.rig = self._heard.fetch, rig

    def _edge(self) -> Edge:
        return Edge(self._exchange.now(), "", self._declared.values()["stamp_tolerance_s"])

    def _diagnose(self) -> None:
        found = self._senses.findings()
        told: dict[str, Any] = {"lifecycle": self.node.state, "refusal": self.node.refusal}
        told |= {one.name: {"state": one.message, **one.values} for one in found}
        told["clock_error_us"] = round(self._exchange.clocks.error_ns * 1e-3)
        told["packets"] = self._senses.desk.ledger.told()
        self._status.publish(String(data=json.dumps(told)))
        self._diagnostics.publish(diagnostics_of(self.node, found, self._exchange.now()))
