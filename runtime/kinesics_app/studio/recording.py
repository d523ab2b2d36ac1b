"""`Recording`: what a studio is told, kept in a file while somebody wants it."""

import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from mcap.writer import Writer

from kinesics.errors import RecordError
from kinesics.motion.channels import NAMES
from kinesics.record import ros2
from kinesics.record.mcap_file import EPOCH_NS, JOINT_STREAMS
from kinesics.rig.rig import Rig
from kinesics_app.black_box.keep import tidy
from kinesics_app.studio.snapshot import HEAD

__all__ = ["Limits", "Recording"]

_JOINT_STATE = "sensor_msgs/msg/JointState"
_LOOKS = 50  # rows: a second
_CHUNK = 256 << 10  # bytes that a killed process has not written yet: a quarter of a second
_TOPICS = ("/kinesics/channels", *(f"/kinesics/joints/{name}" for name in JOINT_STREAMS))


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be, and how much of all stays: the oldest goes."""

    file_mb: float = 200.0
    """A recording that is larger goes on in another file."""
    folder_mb: float = 5000.0
    days: float = 30.0


class Recording:
    """MCAP files of the topics of `motion.mcap`, 50 rows a second; no sound, no picture.

    A full disk ends the recording, not the robot.
    """

    def __init__(self, folder: Path, rig: Rig, limits: Limits | None = None) -> None:
        """Files are made in `folder`, named by the time of day."""
        self.file: Path | None = None
        """The newest."""
        self._folder = folder
        self._limits = limits or Limits()
        self._rig = rig
        self._writer: Writer | None = None
        self._stream: BinaryIO | None = None
        self._first_ns = 0
        self._count = 0

    @property
    def on(self) -> bool:
        """Whether it is being written."""
        return self._writer is not None

    def begin(self) -> None:
        """Write what is told from now on; nothing, if it is on.

        Raises:
            RecordError: no file can be made there.
        """
        if self.on:
            return
        limits = self._limits
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            room = round((limits.folder_mb - limits.file_mb) * 1e6)
            tidy(self._folder, max(room, 0), limits.days, ".mcap")
            self.file = self._free(time.strftime("studio-%Y%m%d-%H%M%S"))
            self._stream = self.file.open("wb")
            self._writer = Writer(self._stream, chunk_size=_CHUNK)
        except OSError as error:
            raise RecordError(f"cannot write in {self._folder}: {error.strerror}") from error
        self._count = 0

    def take(self, snapshot: bytes) -> None:
        """One more row of everything; nothing, if it is not on.

        Raises:
            RecordError: the file cannot be written any more; it is closed.
        """
        if self._writer is None:
            return
        try:
            self._write(self._writer, snapshot)
            if self._count % _LOOKS == 0 and self._is_full():
                self.end()
                self.begin()
        except OSError as error:
            self._writer = None
            self._close()
            raise RecordError(f"{self.file}: {error.strerror}; the recording ended") from error

    def end(self) -> None:
        """Close the file; nothing, if it is not on.

        Raises:
            RecordError: its end cannot be written.
        """
        writer, self._writer = self._writer, None
        if writer is None:
            return
        try:
            writer.finish()  # type: ignore[no-untyped-call]
        except OSError as error:
            raise RecordError(f"{self.file}: {error.strerror}; its end is missing") from error
        finally:
            self._close()

    def told(self) -> Mapping[str, Any]:
        """For pages."""
        return {"on": self.on, "file": "" if self.file is None else str(self.file)}

    def _close(self) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            with suppress(OSError):  # what was not written is told already
                stream.close()

    def _is_full(self) -> bool:
        return self.file is not None and self.file.stat().st_size > self._limits.file_mb * 1e6

    def _free(self, stem: str) -> Path:
        """A name that no file has yet."""
        names = (f"{stem}{'' if n == 1 else f'-{n}'}.mcap" for n in count(1))
        return next(
            path for name in names if not (path := (self._folder / name).absolute()).exists()
        )

    def _write(self, writer: Writer, snapshot: bytes) -> None:
        _, _, t_ns, told_ns = HEAD.unpack_from(snapshot)
        if not self._count:
            self._start(writer, t_ns)
        values = np.frombuffer(snapshot, "<f4", offset=HEAD.size).astype(np.float64)
        channels, joints = values[: len(NAMES)], values[len(NAMES) :].reshape(4, -1)
        rows = [(t_ns, NAMES, channels)]
        for name, row in zip(JOINT_STREAMS, joints, strict=True):
            rows.append((t_ns if name in ("asked", "sent") else told_ns, self._rig.names, row))
        for topic, (row_ns, names, row) in enumerate(rows):
            if np.isnan(row).any():  # nobody knew
                continue
            stamp = np.array([max(row_ns - self._first_ns, 0) + EPOCH_NS])
            (message,) = ros2.joint_states(names, stamp, row[None])
            time_ns = int(stamp[0])
            writer.add_message(topic + 1, time_ns, bytes(message), time_ns, self._count)
        self._count += 1

    def _start(self, writer: Writer, t_ns: int) -> None:
        self._first_ns = t_ns
        writer.start(profile="ros2", library="kinesics")
        writer.add_metadata(
            "kinesics",
            {
                "schema": "kinesics.motion/1",
                "epoch_ns": str(EPOCH_NS),
                "heard_t0_ns": str(t_ns),
                "rate_hz": "50",
                "joint_units": " ".join(joint.unit for joint in self._rig.joints),
                "robot": self._rig.name,
            },
        )
        schema = writer.register_schema(
            _JOINT_STATE, "ros2msg", ros2.SCHEMAS[_JOINT_STATE].encode()
        )
        for topic in _TOPICS:
            writer.register_channel(topic, "cdr", schema)
