"""`Sends`: the rows that a recording says went to the firmware, and when; for `kinesics replay`.

Read from what `kinesics perform` writes, and from what `kinesics run --record` writes, and
recorder_node, of `sent_rows`: a
sensor_msgs/JointState a row, whose `frame_id` is `NUMBER SENT_NS T_NS`.
"""

import struct
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

import numpy as np

from kinesics.errors import RecordError
from kinesics.record.mcap_file import read_mcap
from kinesics.record.mcap_read import McapRead, open_mcap, readable
from kinesics.record.take import F64, I64

__all__ = ["ROWS_TOPIC", "Sends", "read_row", "read_sends"]

ROWS_TOPIC = "sent_rows"
"""Last part of the topic's name, and under which namespace ever it was recorded."""

_WANTED = (
    "a recording of `kinesics perform`, of `kinesics run --record`, or of recorder_node with "
    f"{ROWS_TOPIC} in it"
)
_AHEAD_NS = 110_000_000  # of recordings that do not say: the default lead, and a tick


@dataclass(frozen=True, slots=True, eq=False)
class Sends:
    """Rows in the order in which they went out; one that is dated as an earlier replaces it."""

    joint_names: tuple[str, ...]
    sent_ns: I64
    """(N,) robot time of the tick that sent each."""
    t_ns: I64
    """(N,) robot time at which it is to be played."""
    values: F64
    """(N, J) as they went out: rounded, clipped, limited."""
    played: tuple[I64, F64] | None = None
    """What the firmware played then, (T,) and (T, J), if the recording says."""
    told: tuple[I64, F64] | None = None
    """What the firmware told that it played, (T,) and (T, J), rounded and dated as it told it."""
    robot: str = ""
    """Its name, if the recording says."""

    boot_ns: int | None = None
    """When the twin that played it began its first millisecond, if one did."""

    begins: tuple[int, ...] = (0,)
    """Numbers of the rows with which a program began: of one that was killed another follows."""

    @property
    def ahead_ns(self) -> int:
        """How far ahead of its date a row left, as a rule."""
        return int(np.median(self.t_ns - self.sent_ns))


def read_sends(path: Path) -> Sends:
    """The rows in a recording.

    Raises:
        RecordError: no such file, none that holds rows, or rows that are missing in it.
    """
    read = open_mcap(path, _WANTED, last=ROWS_TOPIC)
    told = read.metadata.get("kinesics")
    rows = {topic for topic in read.topics if topic.rsplit("/", 1)[-1] == ROWS_TOPIC}
    if told is None or rows:
        return _of_rows(path, read, rows)
    return _of_take(path, told)


def _of_take(path: Path, told: Mapping[str, str]) -> Sends:
    streams = read_mcap(path)
    if "sent" not in streams or np.isnan(streams["sent"].values).any():
        raise RecordError(f"{path}: nothing was sent in it; wanted a recording that is no shadow")
    sent, played = streams["sent"], streams["played"]
    return Sends(
        sent.names,
        sent.t_ns - int(told.get("ahead_ns", _AHEAD_NS)),
        sent.t_ns,
        sent.values,
        (played.t_ns, played.values),
        robot=told.get("robot", ""),
    )


def _of_rows(path: Path, read: McapRead, topics: Collection[str]) -> Sends:
    if len(topics) != 1:
        raise RecordError(
            f"{path}: {len(topics)} topics named {ROWS_TOPIC}; wanted one: the recorder's `topics` "
            "with it, and body_node's `tell_rows`"
        )
    with readable(path, _WANTED):
        rows = sorted((read_row(message.data) for message in read.messages), key=itemgetter(1, 0))
    if not rows:
        raise RecordError(f"{path}: it holds no row; wanted {_WANTED}")
    numbers = np.array([number for number, _, _, _, _ in rows])
    known = read.metadata.get("kinesics", {})
    begins = _begins(path, numbers)
    played = read_mcap(path).get("played") if known else None
    return Sends(
        rows[0][3],
        np.array([sent_ns for _, sent_ns, _, _, _ in rows]),
        np.array([t_ns for _, _, t_ns, _, _ in rows]),
        np.array([values for _, _, _, _, values in rows]),
        told=None if played is None else (played.t_ns, played.values),
        robot=known.get("robot", ""),
        boot_ns=int(known["boot_ns"]) if "boot_ns" in known else None,
        begins=begins,
    )


def _begins(path: Path, numbers: I64) -> tuple[int, ...]:
    """Where rows are counted from 1 anew, and the first; RecordError: one is missing."""
    breaks = np.flatnonzero(np.diff(numbers) != 1) + 1
    for at in breaks:
        if numbers[at] != 1:
            next_one = numbers[at - 1] + 1 if numbers[at] > numbers[at - 1] else 1
            raise RecordError(
                f"{path}: row {next_one} is missing; wanted all: the recorder was slow"
            )
    return (0, *breaks.tolist())


def read_row(data: bytes) -> tuple[int, int, int, tuple[str, ...], F64]:
    """Number, when it was sent, its date, joints and positions of a CDR JointState."""
    at = 4 + 8  # head, stamp
    text, at = _text(data, at)
    number, sent_ns, t_ns = map(int, text.split())
    names, at = _texts(data, at)
    at += -(at - 4) % 4
    (count,) = struct.unpack_from("<I", data, at)
    at += 4
    at += -(at - 4) % 8 if count else 0
    values = np.frombuffer(data, "<f8", count, at).astype(np.float64)
    if len(names) != count:
        raise ValueError(f"a row of {count} positions for {len(names)} joints")
    return number, sent_ns, t_ns, names, values


def _texts(data: bytes, at: int) -> tuple[tuple[str, ...], int]:
    at += -(at - 4) % 4
    (count,) = struct.unpack_from("<I", data, at)
    at += 4
    texts = []
    for _ in range(count):
        text, at = _text(data, at)
        texts.append(text)
    return tuple(texts), at


def _text(data: bytes, at: int) -> tuple[str, int]:
    at += -(at - 4) % 4
    (length,) = struct.unpack_from("<I", data, at)
    return data[at + 4 : at + 3 + length].decode(), at + 4 + length
