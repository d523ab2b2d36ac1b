"""`Program`: another program on the network, which listens, tells, and leads nodes."""

import json
import time
from collections.abc import Callable
from typing import Any

import rclpy
from diagnostic_msgs.msg import DiagnosticArray
from std_msgs.msg import String

from kinesics.errors import BridgeError
from kinesics_ros.bench.processes import bring_up
from kinesics_ros.topics.qos import LATCHED, SOUND
from kinesics_ros.topics.taken import TakenTopics

__all__ = ["Program"]

_PATIENCE_S = 60.0
_NOTED_S = 1.0


class Program:
    """One a process; times are of its CLOCK_MONOTONIC."""

    def __init__(self, name: str) -> None:
        rclpy.init()
        self.node = rclpy.create_node(name)
        self.events: list[dict[str, Any]] = []
        """What the body told of intents."""
        self.heard_s: dict[str, list[float]] = {}
        """When messages came, by what they are: of those that are `counted`."""
        self.status: dict[str, Any] = {}
        """As the body told last."""
        self.findings: dict[str, dict[str, str]] = {}
        """As the body diagnosed last, by finding: its values."""
        self._taken = TakenTopics(self.node)
        self._marks: dict[str, list[tuple[str, bytes]]] = {}
        self._noted_s = 0.0
        self._listen_to_body()

    def close(self) -> None:
        """Leave the network."""
        self.node.destroy_node()
        rclpy.try_shutdown()

    def lead(self, *executables: str) -> None:
        """Nodes to active, one after the other; BridgeError: one refuses."""
        for executable in executables:
            bring_up(self.node, executable)

    def publisher(self, kind: Any, topic: str) -> Any:
        """One that somebody hears already."""
        one = self.node.create_publisher(kind, topic, SOUND)
        self.wait(lambda: one.get_subscription_count() > 0, f"somebody who listens to {topic}")
        return one

    def count(self, what: str, kind: Any, topic: str, mark: bytes = b"") -> None:
        """Note when messages of a topic come that hold `mark`."""
        if topic not in self._marks:
            self._taken.listen(topic, kind, SOUND)
        self._marks.setdefault(topic, []).append((what, mark))
        self.heard_s[what] = []

    def wait(self, condition: Callable[[], Any], what: str) -> None:
        """Go on once it is so; BridgeError: it is not within a minute."""
        end_s = time.monotonic() + _PATIENCE_S
        while not condition():
            if time.monotonic() > end_s:
                raise BridgeError(f"{what} did not come within {_PATIENCE_S:g} s")
            rclpy.spin_once(self.node, timeout_sec=0.05)

    def pause(self, seconds: float) -> None:
        """Listen for so long."""
        end_s = time.monotonic() + seconds
        while (left_s := end_s - time.monotonic()) > 0:
            rclpy.spin_once(self.node, timeout_sec=left_s)
            self._note()

    def news(self) -> None:
        """Wait for what the body tells of itself once a second: both."""
        self.status, self.findings = {}, {}
        self.wait(lambda: self.status and self.findings, "the status of the body")

    def _note(self) -> None:
        """What came of topics that are counted, now and then: no executor wakes for each."""
        now_s = time.monotonic()
        if now_s < self._noted_s + _NOTED_S:
            return
        self._noted_s = now_s
        ahead_s = now_s - time.time()
        for came in self._taken.take():
            for what, mark in self._marks[came.topic]:
                if mark in came.data:
                    self.heard_s[what].append(came.received_ns * 1e-9 + ahead_s)

    def _listen_to_body(self) -> None:
        def hear_event(told: Any) -> None:
            self.heard_s.setdefault("events", []).append(time.monotonic())
            self.events.append(json.loads(told.data))

        def hear_status(told: Any) -> None:
            self.status = json.loads(told.data)

        def hear_diagnosis(told: Any) -> None:
            for one in told.status:
                node, _, finding = one.name.partition(": ")
                if node == "body":
                    self.findings[finding] = {value.key: value.value for value in one.values}

        node = self.node
        node.create_subscription(String, "body/events", hear_event, SOUND)
        node.create_subscription(String, "body/status", hear_status, LATCHED)
        node.create_subscription(DiagnosticArray, "/diagnostics", hear_diagnosis, SOUND)
