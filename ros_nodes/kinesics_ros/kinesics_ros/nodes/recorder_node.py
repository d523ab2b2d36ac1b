"""`recorder_node`: topics as they come, into an MCAP file that Foxglove, Rerun and rosbags read."""

import os
import time
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

from kinesics.errors import RecordError
from kinesics_ros.bag.bag import Bag
from kinesics_ros.bag.place import demand_place
from kinesics_ros.bag.recording import Recording
from kinesics_ros.clock.timers import every
from kinesics_ros.lifecycle.managed_node import ManagedNode
from kinesics_ros.parameters.declared import Declared
from kinesics_ros.parameters.known import RECORDING
from kinesics_ros.topics.qos import as_offered
from kinesics_ros.topics.taken import TakenTopics

__all__ = ["RecorderNode"]

_LOOK_S, _TAKE_S, _TELL_S = 0.5, 0.1, 1.0


class RecorderNode:
    """Active, it writes; a file of its own from activate to deactivate. It never decodes."""

    def __init__(self) -> None:
        steps = {
            "configure": lambda: None,
            "activate": self._activate,
            **dict.fromkeys(("deactivate", "cleanup", "shutdown", "error"), self.close),
        }
        self.node = ManagedNode("recorder", steps)
        self._parameters = Declared(self.node, self._check, RECORDING)
        self._bag: Bag | None = None
        self._topics = TakenTopics(self.node)
        self._recording = Recording(self.node)
        for period_s, turn in ((_LOOK_S, self._look), (_TAKE_S, self._turn), (_TELL_S, self._tell)):
            every(self.node, period_s, turn)

    def close(self) -> None:
        """Finish the file; twice is fine. RecordError: the disk took not all of it."""
        self._take()
        self._topics.close()
        bag, self._bag = self._bag, None
        if bag is not None:
            bag.close()

    def _check(self, values: Mapping[str, Any]) -> None:
        """RecordError: what is to be set cannot be the place of the next recording."""
        if values["path"] != self._parameters.values()["path"]:
            demand_place(values["path"])

    def _activate(self) -> None:
        where, distribution = self._parameters.values()["path"], os.environ.get("ROS_DISTRO", "")
        bag = self._bag = Bag(where, self._publishers, distribution)
        if bag.kept:
            self.node.get_logger().warning(f"{bag.kept} is there and is kept; writes {bag.path}")
        else:
            self.node.get_logger().info(f"writes {bag.path}")
        self._look()

    def _turn(self) -> None:
        try:
            self._take()
        except RecordError as error:
            self.node.lose(str(error))

    def _take(self) -> None:
        """Write what came, by the ROS clock: that of the host, or of a simulation."""
        bag = self._bag
        if bag is None or bag.trouble:
            return
        ahead_ns = self.node.get_clock().now().nanoseconds - time.time_ns()
        came = self._topics.take()
        for one in came:
            bag.write(one, ahead_ns)
        if came:
            bag.flush()

    def _look(self) -> None:
        """Listen to each topic once somebody publishes it: only then its type is known."""
        if self._bag is None:
            return
        for name in self._parameters.values()["topics"]:
            topic = self.node.resolve_topic_name(name)
            if self._bag.knows(topic):
                continue
            if known := self.node.get_publishers_info_by_topic(topic):
                self._listen(self._bag, topic, known)

    def _listen(self, bag: Bag, topic: str, known: Sequence[Any]) -> None:
        package, _, own = known[0].topic_type.split("/")
        try:
            kind = getattr(import_module(f"{package}.msg"), own)
            offered = [who.qos_profile for who in known]
            bag.add(topic, known[0].topic_type, offered)
        except (RecordError, ImportError, AttributeError) as error:
            bag.refuse(topic)
            self.node.get_logger().error(f"{topic} is not recorded: {error}")
            return
        self._topics.listen(topic, kind, as_offered(offered))

    def _publishers(self, topic: str) -> Sequence[Any]:
        known = self.node.get_publishers_info_by_topic(topic)
        return [bytes(one.endpoint_gid) for one in known]

    def _tell(self) -> None:
        self._recording.tell(self._bag)
