"""`McapRead`: what is in an MCAP file, also in one whose writer was killed before its end."""

import os
import struct
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from mcap.exceptions import McapError
from mcap.reader import make_reader
from mcap.records import Channel, Message, Metadata
from mcap.stream_reader import StreamReader
from zstandard import ZstdError

from kinesics.errors import RecordError
from kinesics.record.unreadable import is_cut, why_unreadable

__all__ = ["Came", "McapRead", "cut_of", "open_mcap", "readable"]

_UNREADABLE = (OSError, McapError, ZstdError, struct.error, ValueError)

_Fits = Callable[[str], bool]
"""Whether the messages of a topic are wanted."""


@dataclass(frozen=True, slots=True)
class Came:
    """A message."""

    topic: str
    t_ns: int
    """Its time in the file."""
    data: bytes


@dataclass(frozen=True, slots=True, eq=False)
class McapRead:
    """Metadata, topics and messages of some of them."""

    metadata: Mapping[str, Mapping[str, str]]
    """Records by name."""
    topics: frozenset[str]
    """All that the file has a place for."""
    messages: tuple[Came, ...]
    """Of the topics that were wanted, by time; of one time in the file's order."""
    cut_bytes: int | None = None
    """How much at the end of a file that is cut off is no whole piece; None: it is whole."""

    def of(self, topic: str) -> list[bytes]:
        """The messages of a topic."""
        return [one.data for one in self.messages if one.topic == topic]


def open_mcap(path: Path, wanted: str, topics: Collection[str] = (), last: str = "") -> McapRead:
    """The file's metadata, and the messages of `topics`, and of those whose last part is `last`.

    Of a file that is cut off all pieces that are whole: a writer that is killed loses what it had
    not written yet, and nothing else.

    Raises:
        RecordError: it cannot be read; `wanted` says what would be right.
    """

    def fits(topic: str) -> bool:
        return topic in topics or bool(last and topic.rsplit("/", 1)[-1] == last)

    with readable(path, wanted), path.open("rb") as file:
        return _read_cut(file, fits) if is_cut(file) else _read_whole(file, fits)


@contextmanager
def readable(path: Path, wanted: str) -> Iterator[None]:
    """What comes of reading other things than were `wanted` is a RecordError of `path`."""
    try:
        yield
    except _UNREADABLE as error:
        raise RecordError(
            f"cannot read {path}: {why_unreadable(path, error)}; wanted {wanted}"
        ) from error


def cut_of(path: Path) -> str:
    """What is to be said of a recording that is cut off; empty: it is whole, or no MCAP file."""
    try:
        with path.open("rb") as file:
            if not is_cut(file):
                return ""
            read = _read_cut(file, lambda topic: True)
    except _UNREADABLE:
        return ""  # whoever reads it says why
    dates_ns = [one.t_ns for one in read.messages] or [0]
    left_out = f"; the last {read.cut_bytes} bytes are no whole piece and are left out"
    return (
        f"{path} is cut off: its writer was killed, or is still at it. What it holds ends "
        f"{(dates_ns[-1] - dates_ns[0]) * 1e-9:.2f} s after its begin"
        f"{left_out if read.cut_bytes else ''}"
    )


def _read_whole(file: BinaryIO, fits: _Fits) -> McapRead:
    reader = make_reader(file)
    kept = {one.name: one.metadata for one in reader.iter_metadata()}
    summary = reader.get_summary()
    names = frozenset() if summary is None else {one.topic for one in summary.channels.values()}
    wanted = [name for name in names if fits(name)]
    messages = [
        Came(channel.topic, message.log_time, message.data)
        for _, channel, message in (reader.iter_messages(wanted) if wanted else ())
    ]
    return McapRead(kept, frozenset(names), tuple(messages))


def _read_cut(file: BinaryIO, fits: _Fits) -> McapRead:
    """McapError when nothing is whole in it."""
    kept: dict[str, Mapping[str, str]] = {}
    topics: dict[int, str] = {}
    messages: list[Came] = []
    size, whole = os.fstat(file.fileno()).st_size, 0
    records = StreamReader(file, validate_crcs=True, record_size_limit=size).records
    try:
        for record in records:
            if isinstance(record, Metadata):
                kept[record.name] = record.metadata
            elif isinstance(record, Channel):
                topics[record.id] = record.topic
            elif isinstance(record, Message) and fits(topics[record.channel_id]):
                messages.append(Came(topics[record.channel_id], record.log_time, record.data))
            whole = file.tell()
    except (*_UNREADABLE, KeyError):
        pass  # here it was cut
    if not topics:
        raise McapError("nothing in it is whole")
    messages.sort(key=lambda one: one.t_ns)  # stable: of one time in the file's order
    return McapRead(kept, frozenset(topics.values()), tuple(messages), size - whole)
