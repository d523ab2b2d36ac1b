"""`McapFiles`: messages of a robot's time in MCAP files of a bounded size."""

import re
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from mcap.writer import Writer

from kinesics.errors import RecordError
from kinesics.record import ros2
from kinesics.record.mcap_file import EPOCH_NS
from kinesics_app.black_box.keep import tidy
from kinesics_app.recording.numbered import numbered

__all__ = ["Limits", "McapFiles", "Where"]

_CHUNK = (
    256 << 10
)  # bytes that a killed process has not written yet: 0.4 s of a run, 0.9 s of a page
_SUFFIX = ".mcap"
_LOOKS = 500  # messages: from look to look how large a file is


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be, and how much of all stays: the oldest goes."""

    file_mb: float = 200.0
    """A recording that is larger goes on in another file."""
    folder_mb: float = 5000.0
    days: float = 30.0


@dataclass(frozen=True, slots=True)
class Where:
    """Where files go, and what they are called."""

    folder: Path
    name: str
    """What their names begin with."""
    dated: bool = True
    """Named by the time of day, too; then the oldest of these names go, and of no others."""

    @classmethod
    def of(cls, path: Path, name: str) -> "Where":
        """A folder, or a file of which the others are named by."""
        if path.suffix == _SUFFIX:
            return cls(path.parent, path.stem, dated=False)
        return cls(path, name)

    def free(self) -> Path:
        """A name that no file has yet."""
        stem = time.strftime(f"{self.name}-%Y%m%d-%H%M%S") if self.dated else self.name
        names = numbered(self.folder.absolute(), stem, _SUFFIX)
        return next(path for path in names if not path.exists())

    def megabytes(self) -> float:
        """How large those are together that `free` named."""
        form = re.compile(rf"{re.escape(self.name)}(-\d+)?")
        there = self.folder.absolute().glob(f"*{_SUFFIX}")
        return sum(one.stat().st_size for one in there if form.fullmatch(one.stem)) * 1e-6


class McapFiles:
    """One file after the other, each of which is read by itself.

    A full disk ends them, and is told to who writes.
    """

    def __init__(
        self,
        where: Where,
        topics: Mapping[str, str],
        head: Callable[[], Mapping[str, str]],
        limits: Limits | None = None,
        more: Callable[[], Mapping[str, Mapping[str, str]]] = dict,
    ) -> None:
        """`topics`: their types by name; `head`: metadata of a file, but for its time.

        `more`: other records of metadata, by name. Both are asked for its first message.
        """
        self.file: Path | None = None
        """The newest."""
        self._where, self._topics, self._head, self._more = where, topics, head, more
        self._limits = limits or Limits()
        self._writer: Writer | None = None
        self._stream: BinaryIO | None = None
        self._channels: dict[str, int] = {}
        self._first_ns: int | None = None
        self._count = 0

    @property
    def on(self) -> bool:
        """Whether it is being written."""
        return self._writer is not None

    @property
    def full(self) -> str:
        """Why no other file begins; empty: one may.

        Of a name that somebody gave nothing goes, so what is there counts: also that of earlier
        runs, of which one that crashes again and again makes many.
        """
        if self._where.dated or self._where.megabytes() < self._limits.folder_mb:
            return ""
        return f"{self._limits.folder_mb:g} MB are full of {self._where.name}{_SUFFIX} and others"

    @property
    def has_begun(self) -> bool:
        """Whether anything is in the newest file."""
        return bool(self._count)

    def begin(self) -> None:
        """A new file.

        Raises:
            RecordError: none can be made there, or all is `full`.
        """
        if self.full:
            raise RecordError(self.full)
        where, limits = self._where, self._limits
        try:
            where.folder.mkdir(parents=True, exist_ok=True)
            if where.dated:
                room = round((limits.folder_mb - limits.file_mb) * 1e6)
                tidy(where.folder, max(room, 0), limits.days, f"{where.name}-[0-9]*{_SUFFIX}")
            self.file = where.free()
            self._stream = self.file.open("xb")
            self._writer = Writer(self._stream, chunk_size=_CHUNK)
        except OSError as error:
            raise RecordError(f"cannot write in {where.folder}: {error.strerror}") from error
        self._first_ns = None
        self._count = 0

    def stamp(self, t_ns: int) -> int:
        """A robot time as the file's; the first that is asked for of a file is its begin."""
        if self._first_ns is None:
            self._first_ns = t_ns
        return max(t_ns - self._first_ns + EPOCH_NS, 0)

    def put(self, topic: str, stamp_ns: int, data: bytes | memoryview) -> None:
        """A message of a time of the file's.

        Raises:
            RecordError: the file cannot be written any more; it is closed.
        """
        writer = self._writer
        assert writer is not None  # it has begun
        try:
            if not self._count:
                self._start(writer)
            writer.add_message(self._channels[topic], stamp_ns, bytes(data), stamp_ns, self._count)
        except OSError as error:
            self._writer = None
            self._close()
            raise RecordError(f"{self.file}: {error.strerror}; the recording ended") from error
        self._count += 1

    def go_on(self) -> None:
        """In another file, if this one is large: before messages that belong together.

        Raises:
            RecordError: there can be no other, or all is full that was granted; it is closed.
        """
        if self.file is None or not self.on or self._count % _LOOKS >= len(self._topics):
            return
        if self.full:
            self.end()
            raise RecordError(f"{self.full}; the recording ended")
        if self.file.stat().st_size > self._limits.file_mb * 1e6:
            self.end()
            self.begin()

    def end(self) -> None:
        """Close the file; nothing, if none is written.

        Raises:
            RecordError: its end cannot be written.
        """
        writer, self._writer = self._writer, None
        if writer is None:
            return
        try:
            if not self._count:
                self._start(writer)
            writer.finish()  # type: ignore[no-untyped-call]
        except OSError as error:
            raise RecordError(f"{self.file}: {error.strerror}; its end is missing") from error
        finally:
            self._close()

    def _start(self, writer: Writer) -> None:
        writer.start(profile="ros2", library="kinesics")
        first_ns = self._first_ns or 0
        times = {"epoch_ns": str(EPOCH_NS), "heard_t0_ns": str(first_ns)}
        schema = {"schema": "kinesics.motion/1"}
        writer.add_metadata("kinesics", {**schema, **times, **self._head()})
        for name, record in self._more().items():
            writer.add_metadata(name, dict(record))
        kinds = {
            kind: writer.register_schema(kind, "ros2msg", ros2.SCHEMAS[kind].encode())
            for kind in dict.fromkeys(self._topics.values())
        }
        self._channels = {
            topic: writer.register_channel(topic, "cdr", kinds[kind])
            for topic, kind in self._topics.items()
        }

    def _close(self) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            with suppress(OSError):  # what was not written is told already
                stream.close()
