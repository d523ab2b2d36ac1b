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
from kinesics_ros.bag.contents import METADATA, Contents
from kinesics_ros.bag.gaps import Gaps
from kinesics_ros.bag.schemas import schema_text
from kinesics_ros.topics.qos import spelled
from kinesics_ros.topics.taken import Came

__all__ = ["FILE", "Bag", "demand_place"]

FILE = "motion.mcap"
"""In a folder, where `kinesics replay FOLDER` looks for it."""

_NOT_RECORDED = -1
_CHUNK = 16 << 10  # bytes that a killed process has not written yet: half a second of joints
_BAGS = (".mcap", ".db3")


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
        """`where`: a file, or a folder (it is there, or ends with `/`) that is to be a bag.

        `publishers` tells who publishes a topic now; `distribution`: of ROS, for `spelled`.

        Raises:
            RecordError: nothing can be written there, or another recording is.
        """
        folder = Path(where)
        self._folder = folder if where.endswith("/") or folder.is_dir() else None
        self.path = folder if self._folder is None else folder / FILE
        self._distribution = distribution
        self.trouble = ""
        """Why it takes no more; empty: it does."""
        self._contents = Contents()
        self._channels: dict[str, int] = {}
        self._gaps = Gaps(publishers)
        self._try(self._begin)

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
        if self._folder is not None:
            self._folder.mkdir(parents=True, exist_ok=True)
            _demand_alone(self._folder)
            (self._folder / METADATA).unlink(missing_ok=True)  # of a file that is written anew
        self._file = self.path.open("wb")
        self._writer = Writer(self._file, chunk_size=_CHUNK)
        self._writer.start(profile="ros2", library="kinesics")

    def _finish(self) -> None:
        self._writer.finish()  # type: ignore[no-untyped-call]  # of mcap
        self._file.flush()
        if self._folder is not None:
            told = self._contents.spelt(self.path.name)
            (self._folder / METADATA).write_text(told, encoding="utf-8")

    def _try(self, write: Callable[[], None]) -> None:
        try:
            write()
        except (OSError, McapError) as error:
            why = getattr(error, "strerror", None) or error
            self.trouble = f"{self.path} cannot be written: {why}; make room, or set `path`"
            raise RecordError(self.trouble) from error


def demand_place(where: str) -> None:
    """Whether a bag could be written there; folders of bags are made.

    Raises:
        RecordError: there is no folder for the file, or another recording in the folder.
    """
    path = Path(where)
    if path.is_dir():
        _demand_alone(path)
    elif not (where.endswith("/") or path.parent.is_dir()):
        raise RecordError(f"path is {where}: there is no folder {path.parent}; wanted one")


def _demand_alone(folder: Path) -> None:
    """No recording is in a folder but ours: what is told of the folder would be of ours alone."""
    for other in folder.iterdir():
        if other.suffix in _BAGS and other.name != FILE:
            raise RecordError(f"{folder} holds {other.name}; wanted a folder of its own, or a file")


def _message_file(package: str, name: str) -> str:
    """The text of a .msg file: of a sourced ROS, or of wheels in this environment."""
    prefixes = [*os.environ.get("AMENT_PREFIX_PATH", "").split(os.pathsep), sys.prefix]
    for prefix in prefixes:
        path = Path(prefix) / "share" / package / "msg" / f"{name}.msg"
        if prefix and path.is_file():
            return path.read_text(encoding="utf-8")
    raise RecordError(f"{package}/{name}: no .msg file below {', '.join(filter(None, prefixes))}")
