"""`Contents`: what is in a bag's file, as rosbag2 wants it told beside the file.

`metadata.yaml` as its version 5 has it, which every later rosbag2 reads (ros2/rosbag2,
`rosbag2_storage/yaml.hpp`): profiles are text, their policies numbers. `ros2 bag info` and `play`
want it of a folder; of the file alone they do without.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kinesics_ros.topics.qos import spelled

__all__ = ["Contents"]

_VERSION = 5
_NUMBERS = "humble"


@dataclass(slots=True)
class _Topic:
    type_name: str
    profiles: str
    messages: int = 0


class Contents:
    """Counted while it is written."""

    def __init__(self) -> None:
        self._topics: dict[str, _Topic] = {}
        self._first_ns: int | None = None
        self._last_ns = 0

    @property
    def messages(self) -> int:
        """All that were written."""
        return sum(one.messages for one in self._topics.values())

    def add(self, topic: str, type_name: str, offered: Sequence[Any]) -> None:
        """A topic, and the profiles by which it is offered."""
        self._topics[topic] = _Topic(type_name, spelled(offered, _NUMBERS))

    def count(self, topic: str, t_ns: int) -> None:
        """A message of it that came then."""
        self._topics[topic].messages += 1
        self._first_ns = t_ns if self._first_ns is None else min(self._first_ns, t_ns)
        self._last_ns = max(self._last_ns, t_ns)

    def spelt(self, file: str) -> str:
        """`metadata.yaml` of a folder with that file; JSON is YAML, too."""
        first_ns = self._first_ns or 0
        span = {
            "starting_time": {"nanoseconds_since_epoch": first_ns},
            "duration": {"nanoseconds": max(self._last_ns - first_ns, 0)},
            "message_count": self.messages,
        }
        told = {
            "version": _VERSION,
            "storage_identifier": "mcap",
            "relative_file_paths": [file],
            **span,
            "topics_with_message_count": [
                {"topic_metadata": _spelt(name, one), "message_count": one.messages}
                for name, one in self._topics.items()
            ],
            "compression_format": "",
            "compression_mode": "",
            "files": [{"path": file, **span}],
        }
        return json.dumps({"rosbag2_bagfile_information": told}, indent=2) + "\n"


def _spelt(name: str, topic: _Topic) -> dict[str, str]:
    return {
        "name": name,
        "type": topic.type_name,
        "serialization_format": "cdr",
        "offered_qos_profiles": topic.profiles,
    }
