"""`ThinkerNode`: a department of a body as a node: packets in, tracks and packets out."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from diagnostic_msgs.msg import DiagnosticArray
from std_msgs.msg import String

from kinesics.errors import IntentError
from kinesics_app.threads.thinker import Thought
from kinesics_app.threads.thinker_thread import ThinkerThread
from kinesics_ros.clock.timers import every
from kinesics_ros.diagnosis.diagnostics import diagnostics_of
from kinesics_ros.diagnosis.findings import ERROR, OK, Finding
from kinesics_ros.diagnosis.refusals import Refusals
from kinesics_ros.exchange.exchange import Exchange
from kinesics_ros.lifecycle.managed_node import ManagedNode
from kinesics_ros.parameters.declared import Declared
from kinesics_ros.parameters.known import THINKING, request_of
from kinesics_ros.topics.fetched import Fetched
from kinesics_ros.topics.qos import LATCHED, STREAM

__all__ = ["ThinkerNode"]

_SIGN_OF_LIFE = 5  # steps of 20 ms


class ThinkerNode:
    """Named as its department; active, it thinks in a thread of its own, which publishes."""

    def __init__(
        self,
        department: str,
        figures: Callable[[], Mapping[str, Any]] = dict,
        also: Callable[[Thought], None] = lambda thought: None,
    ) -> None:
        """`figures`: what its status tells besides; `also` is told every thought, and publishes."""
        self.node = ManagedNode(
            department,
            {
                "configure": self._configure,
                "activate": self._activate,
                "deactivate": self._deactivate,
                **dict.fromkeys(("cleanup", "shutdown", "error"), self.close),
            },
        )
        self.exchange = Exchange(self.node, department)
        self._department = department
        self._declared = Declared(self.node, self._retell, THINKING)
        self._figures, self._also = figures, also
        self._mind: ThinkerThread | None = None
        self._heard: Fetched | None = None
        self._quiet_steps = 0
        self._refusals = Refusals("mind", "thinks")
        self._status = self.node.create_publisher(String, "~/status", LATCHED)
        self._diagnostics = self.node.create_publisher(DiagnosticArray, "/diagnostics", STREAM)
        every(self.node, 1.0, self._diagnose)

    @property
    def mind(self) -> ThinkerThread:
        """What thinks; IntentError: the node is not configured."""
        if self._mind is None:
            raise IntentError(f"{self._department} is not configured")
        return self._mind

    def close(self) -> None:
        """Think no more; its motion fades where it is mixed."""
        mind, self._mind = self._mind, None
        if mind is not None:
            mind.end()
        heard, self._heard = self._heard, None
        if heard is not None:
            heard.close()

    def _configure(self) -> None:
        values = self._declared.settle()
        request, transport_ms = request_of(values), values["transport_ms"]
        mind = ThinkerThread(self._department, self.exchange.origin, request, transport_ms)
        mind.open()
        self._heard = self.exchange.listen(mind.desk)
        mind.fetch, mind.skip = self._heard.fetch, self._heard.skip
        self._mind = mind

    def _retell(self, values: Mapping[str, Any]) -> None:
        if self._mind is not None:
            self._mind.retell(request_of(values))

    def _activate(self) -> None:
        self.mind.begin(self._publish)

    def _deactivate(self) -> None:
        self.mind.end()

    def _publish(self, thought: Thought) -> None:
        """Of the mind's own thread, after every step."""
        self._quiet_steps = 0 if thought.tracks else self._quiet_steps + 1
        if thought.tracks or self._quiet_steps % _SIGN_OF_LIFE == 0:
            self.exchange.give(thought.tracks)
        if thought.packets:
            self.exchange.tell(thought.packets)
        self._also(thought)

    def _diagnose(self) -> None:
        finding = self._finding()
        told = {"lifecycle": self.node.state, "refusal": self.node.refusal}
        told |= {**finding.values, **self._figures(), "state": finding.message}
        self._status.publish(String(data=json.dumps(told)))
        self._diagnostics.publish(diagnostics_of(self.node, [finding], self.exchange.now()))

    def _finding(self) -> Finding:
        mind = self._mind
        if mind is None or self.node.state != "active":
            return Finding("mind", OK, f"none: the node is {self.node.state}")
        if mind.trouble or mind.died:
            dead = [f"{name} ({why})" for name, why in mind.died.items()]
            return Finding("mind", ERROR, mind.trouble or f"died: {', '.join(dead)}")
        error_us = f"{self.exchange.clocks.error_ns * 1e-3:.0f}"
        return self._refusals.finding(mind.desk.ledger, clock_error_us=error_us)
