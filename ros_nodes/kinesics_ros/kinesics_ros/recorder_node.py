"""`recorder_node`: topics as they come, into an MCAP file that Foxglove, Rerun and rosbags read."""

import os
import sys
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from mcap.exceptions import McapError
from mcap.writer import Writer

from kinesics.errors import RecordError
from kinesics_ros.declared import Declared
from kinesics_ros.managed_node import ManagedNode
from kinesics_ros.parameters import RECORDING
from kinesics_ros.qos import as_offered
from kinesics_ros.schemas import schema_text
from kinesics_ros.taken_topics import TakenTopics
from kinesics_ros.timers import every

__all__ = ["RecorderNode"]

_LOOK_S, _TAKE_S = 0.5, 0.1


class RecorderNode:
    """Active, it writes; a file of its own from activate to deactivate. It never decodes."""

    def __init__(self) -> None:
        steps = {
            "configure": lambda: None,
            "activate": self._activate,
            **dict.fromkeys(("deactivate", "cleanup", "shutdown", "error"), self.close),
        }
        self.node = ManagedNode("recorder", steps)
        self._parameters = Declared(self.node, specs=RECORDING)
        self._writer: Writer | None = None
        self._topics = TakenTopics(self.node)
        self._channels: dict[str, int] = {}
        """By topic; -1: it cannot be recorded."""
        every(self.node, _LOOK_S, self._look)
        every(self.node, _TAKE_S, self._take)

    def close(self) -> None:
        """Finish the file; twice is fine."""
        self._take()
        self._topics.close()
        self._channels.clear()
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.finish()  # type: ignore[no-untyped-call]  # of mcap

    def _activate(self) -> None:
        path = Path(self._parameters.values()["path"])
        try:
            self._writer = Writer(str(path))
            self._writer.start(profile="ros2", library="kinesics")
        except (OSError, McapError) as error:
            raise RecordError(f"{path} cannot be written: {error}; set `path`") from error
        self._look()

    def _take(self) -> None:
        """Write what came, by the ROS clock: that of the host, or of a simulation."""
        if self._writer is None:
            return
        ahead_ns = self.node.get_clock().now().nanoseconds - time.time_ns()
        for one in self._topics.take():
            came_ns, sent_ns = one.received_ns + ahead_ns, one.sent_ns + ahead_ns
            self._writer.add_message(self._channels[one.topic], came_ns, one.data, sent_ns)

    def _look(self) -> None:
        """Listen to each topic once somebody publishes it: only then its type is known."""
        if self._writer is None:
            return
        wanted = map(self.node.resolve_topic_name, self._parameters.values()["topics"])
        for topic in wanted:
            if topic in self._channels:
                continue
            known = self.node.get_publishers_info_by_topic(topic)
            if known:
                offered, kind = [who.qos_profile for who in known], known[0].topic_type
                self._channels[topic] = self._try_listening(self._writer, topic, kind, offered)

    def _try_listening(
        self, writer: Writer, topic: str, type_name: str, offered: Sequence[Any]
    ) -> int:
        try:
            return self._listen(writer, topic, type_name, offered)
        except (RecordError, ImportError, AttributeError) as error:
            self.node.get_logger().error(f"{topic} is not recorded: {error}")
            return -1

    def _listen(self, writer: Writer, topic: str, type_name: str, offered: Sequence[Any]) -> int:
        package, _, own = type_name.split("/")
        schema = schema_text(type_name, _message_file).encode()
        channel = writer.register_channel(
            topic, "cdr", writer.register_schema(type_name, "ros2msg", schema)
        )
        kind = getattr(import_module(f"{package}.msg"), own)
        self._topics.listen(topic, kind, as_offered(offered))
        return channel


def _message_file(package: str, name: str) -> str:
    """The text of a .msg file: of a sourced ROS, or of wheels in this environment."""
    prefixes = [*os.environ.get("AMENT_PREFIX_PATH", "").split(os.pathsep), sys.prefix]
    for prefix in prefixes:
        path = Path(prefix) / "share" / package / "msg" / f"{name}.msg"
        if prefix and path.is_file():
            return path.read_text(encoding="utf-8")
    raise RecordError(f"{package}/{name}: no .msg file below {', '.join(filter(None, prefixes))}")
