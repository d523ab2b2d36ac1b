"""`recorder_node`: topics as they come, into an MCAP file that Foxglove, Rerun and rosbags read."""

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from mcap.exceptions import McapError
from mcap.writer import Writer

from kinesics.errors import RecordError
from kinesics_ros.managed_node import ManagedNode
from kinesics_ros.qos import as_offered
from kinesics_ros.schemas import schema_text
from kinesics_ros.timers import every

__all__ = ["RecorderNode"]

_TOPICS = [
    *("joint_states", "sent_rows", "robot_description"),
    *("body/events", "body/status", "/diagnostics"),
]


class RecorderNode:
    """Active, it writes; a file of its own from activate to deactivate. It never decodes."""

    def __init__(self) -> None:
        steps = {
            "configure": lambda: None,
            "activate": self._activate,
            **dict.fromkeys(("deactivate", "cleanup", "shutdown", "error"), self.close),
        }
        self.node = ManagedNode("recorder", steps)
        self.node.declare_parameter("path", "motion.mcap")
        self.node.declare_parameter("topics", _TOPICS)
        self._writer: Writer | None = None
        self._heard: dict[str, Any] = {}
        every(self.node, 0.5, self._look)

    def close(self) -> None:
        """Finish the file; twice is fine."""
        for subscription in filter(None, self._heard.values()):
            self.node.destroy_subscription(subscription)
        self._heard.clear()
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.finish()  # type: ignore[no-untyped-call]  # of mcap

    def _activate(self) -> None:
        path = Path(self.node.get_parameter("path").value)
        try:
            self._writer = Writer(str(path))
            self._writer.start(profile="ros2", library="kinesics")
        except (OSError, McapError) as error:
            raise RecordError(f"{path} cannot be written: {error}; set `path`") from error
        self._look()

    def _look(self) -> None:
        """Listen to each topic once somebody publishes it: only then its type is known."""
        if self._writer is None:
            return
        known = dict(self.node.get_topic_names_and_types())
        for topic in self.node.get_parameter("topics").value:
            name = self.node.resolve_topic_name(topic)
            if name in known and name not in self._heard:
                self._heard[name] = None
                self._try_listening(name, known[name][0])

    def _try_listening(self, topic: str, type_name: str) -> None:
        try:
            self._listen(topic, type_name)
        except (RecordError, ImportError, AttributeError) as error:
            self.node.get_logger().error(f"{topic} is not recorded: {error}")

    def _listen(self, topic: str, type_name: str) -> None:
        writer = self._writer
        if writer is None:
            return
        package, _, own = type_name.split("/")
        schema = schema_text(type_name, _message_file).encode()
        channel = writer.register_channel(
            topic, "cdr", writer.register_schema(type_name, "ros2msg", schema)
        )

        def heard(data: bytes) -> None:
            if self._writer is not None:
                t_ns = self.node.get_clock().now().nanoseconds
                self._writer.add_message(channel, t_ns, data, t_ns)

        kind = getattr(import_module(f"{package}.msg"), own)
        offered = [who.qos_profile for who in self.node.get_publishers_info_by_topic(topic)]
        self._heard[topic] = self.node.create_subscription(
            kind, topic, heard, as_offered(offered), raw=True
        )


def _message_file(package: str, name: str) -> str:
    """The text of a .msg file: of a sourced ROS, or of wheels in this environment."""
    prefixes = [*os.environ.get("AMENT_PREFIX_PATH", "").split(os.pathsep), sys.prefix]
    for prefix in prefixes:
        path = Path(prefix) / "share" / package / "msg" / f"{name}.msg"
        if prefix and path.is_file():
            return path.read_text(encoding="utf-8")
    raise RecordError(f"{package}/{name}: no .msg file below {', '.join(filter(None, prefixes))}")
