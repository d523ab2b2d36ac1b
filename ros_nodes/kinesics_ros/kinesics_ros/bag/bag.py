"""`Bag`: what comes over topics in an MCAP file (profile `ros2`), and how it goes with it."""

import os
import shutil
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TypedDict

from mcap.exceptions import McapError
from mcap.writer import Writer

from kinesics.errors import RecordError
from kinesics_ros.bag.contents import Contents
from kinesics_ros.bag.gaps import Gaps
from kinesics_ros.bag.place import METADATA, Place
from kinesics_ros.bag.schemas import schema_text
from kinesics_ros.topics.qos import spelled
from kinesics_ros.topics.taken import Came

__all__ = ["Bag"]

_NOT_RECORDED = -1
_CHUNK = 16 << 10  # bytes that a killed process has not written yet: half a second of joints


class Figures(TypedDict):
    """Of a bag."""

    file: str
    messages: int
    lost: int
    free_mb: float
    """On its disk."""


class Bag:
    """Undecoded messages of topics, each with its type, from its making to `close`."""

    def __init__(
        self, where: str, publishers: Callable[[str], Sequence[Any]], distribution: str
    ) -> None:
        """`where`: as of `Place`, by which nothing is written over.

        `publishers` tells who publishes a topic now; `distribution`: of ROS, for `spelled`.

        Raises:
            RecordError: nothing can be written there, or another recording is.
        """
        self._place = Place(where)
        self._distribution = distribution
        self.trouble = ""
        """Why it takes no more; empty: it does."""
        self._contents = Contents()
        self._channels: dict[str, int] = {}
        self._gaps = Gaps(publishers)
        self._try(self._begin)

    @property
    def path(self) -> Path:
        """What is written, which is not what was asked for where `kept` says so."""
        return self._place.file

    @property
    def kept(self) -> str:
        """What was asked for and is a recording already; empty: nothing was there."""
        return self._place.kept

    @property
    def messages(self) -> int:
        """Written so far."""
        return self._contents.messages

    @property
    def lost(self) -> int:
        """Messages that were published and never came, as far as it can be known (`Gaps`)."""
        return self._gaps.lost

    @property
    def not_recorded(self) -> list[str]:
        """Topics whose types nobody here knows."""
        return [topic for topic, one in self._channels.items() if one == _NOT_RECORDED]

    def knows(self, topic: str) -> bool:
        """Whether it has been added, or refused."""
        return topic in self._channels

    def add(self, topic: str, type_name: str, offered: Sequence[Any]) -> None:
        """Make a place for a topic of the type `PACKAGE/msg/NAME`; `offered`: by which profiles.

        Raises:
            RecordError: there is no text of that type.
        """
        schema = schema_text(type_name, _message_file).encode()
        of_type = self._writer.register_schema(type_name, "ros2msg", schema)
        profiles = spelled(offered, self._distribution)
        told = {"offered_qos_profiles": profiles}  # by these rosbag2 plays it again: latched, say
        self._channels[topic] = self._writer.register_channel(topic, "cdr", of_type, told)
        self._contents.add(topic, type_name, offered)

    def refuse(self, topic: str) -> None:
        """It is not recorded."""
        self._channels[topic] = _NOT_RECORDED

    def write(self, came: Came, ahead_ns: int) -> None:
        """A message of a topic that was added, by a clock that is so far ahead of this host's.

        Raises:
            RecordError: the disk took it not; neither does it from now on.
        """
        dates_ns = came.received_ns + ahead_ns, came.sent_ns + ahead_ns
        channel = self._channels[came.topic]
        self._try(lambda: self._writer.add_message(channel, dates_ns[0], came.data, dates_ns[1]))
        self._contents.count(came.topic, dates_ns[0])
        self._gaps.came(came.topic, came.number)

    def flush(self) -> None:
        """Hand on to the system what is written; RecordError: the disk took it not."""
        self._try(self._file.flush)

    def close(self) -> None:
        """Finish the file, as far as it was taken.

        Raises:
            RecordError: the disk took not all of it.
        """
        try:
            if not self.trouble:
                self._try(self._finish)
        finally:
            with suppress(OSError):  # told already
                self._file.close()

    def figures(self) -> Figures:
        """How it goes, now."""
        free_mb = round(shutil.disk_usage(self.path.parent).free / 1e6, 1)
        return {
            "file": str(self.path),
            "messages": self.messages,
            "lost": self.lost,
            "free_mb": free_mb,
        }

    def _begin(self) -> None:
        self._file = self._place.open()
        self._writer = Writer(self._file, chunk_size=_CHUNK)
        self._writer.start(profile="ros2", library="kinesics")

    def _finish(self) -> None:
        self._writer.finish()  # type: ignore[no-untyped-call]  # of mcap
        self._file.flush()
        if (folder := self._place.folder) is not None:
            told = self._contents.spelt(self.path.name)
            (folder / METADATA).write_text(told, encoding="utf-8")

    def _try(self, write: Callable[[], None]) -> None:
        try:
            write()
        except (OSError, McapError) as error:
            why = getattr(error, "strerror", None) or error
            self.trouble = f"{self.path} cannot be written: {why}; make room, or set `path`"
            raise RecordError(self.trouble) from error


def _message_file(package: str, name: str) -> str:
    """The text of a .msg file: of a sourced ROS, or of wheels in this environment."""
    prefixes = [*os.environ.get("AMENT_PREFIX_PATH", "").split(os.pathsep), sys.prefix]
    for prefix in prefixes:
        path = Path(prefix) / "share" / package / "msg" / f"{name}.msg"
        if prefix and path.is_file():
            return path.read_text(encoding="utf-8")
    raise RecordError(f"{package}/{name}: no .msg file below {', '.join(filter(None, prefixes))}")
