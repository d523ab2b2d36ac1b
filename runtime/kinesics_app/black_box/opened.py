"""`Opened`: a black box, read: rows of motion as `motion.mcap` has them, and what was told."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from mcap.writer import Writer
from numpy.typing import NDArray

from kinesics.errors import RecordError
from kinesics.motion.channels import NAMES
from kinesics.record import ros2
from kinesics.record.mcap_file import CHANNELS_TOPIC, EPOCH_NS, JOINT_STREAMS, JOINTS_TOPIC
from kinesics_app.black_box.box import ROWS, WORDS
from kinesics_app.black_box.ring import read_ring
from kinesics_app.life.snapshot import HEAD, STATE_NAMES

__all__ = ["Opened", "open_box"]

F64 = NDArray[np.float64]
_JOINT_STATE = "sensor_msgs/msg/JointState"


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """What a black box held."""

    robot: str
    joints: tuple[str, ...]
    units: tuple[str, ...]
    t_ns: NDArray[np.int64]
    """(T,) robot time."""
    told_ns: NDArray[np.int64]
    """(T,) of what was played and measured."""
    states: tuple[str, ...]
    """(T,) of the firmware."""
    values: F64
    """(T, C + 4 J): channels, asked, sent, played, measured; NaN: nobody knew."""
    words: Sequence[Mapping[str, Any]]
    """What became of intents, and faults, in the order in which they were told."""
    torn: int
    """Records that were half written."""

    @property
    def seconds(self) -> float:
        """From the first row to the last."""
        return float(self.t_ns[-1] - self.t_ns[0]) * 1e-9 if len(self.t_ns) else 0.0

    def write(self, path: Path) -> None:
        """As an MCAP file of the topics of `motion.mcap`, with the words as an attachment.

        Raises:
            RecordError: it holds no row, or the file cannot be written.
        """
        if not len(self.t_ns):
            raise RecordError(f"{path}: the black box holds no row; nothing to write")
        try:
            with path.open("wb") as file:
                self._write(Writer(file))
        except OSError as error:
            raise RecordError(f"cannot write {path}: {error.strerror}") from error

    def _write(self, writer: Writer) -> None:
        writer.start(profile="ros2", library="kinesics")
        first_ns = int(self.t_ns[0])
        writer.add_metadata(
            "kinesics",
            {
                "schema": "kinesics.motion/1",
                "epoch_ns": str(EPOCH_NS),
                "heard_t0_ns": str(first_ns),
                "rate_hz": "50",
                "joint_units": " ".join(self.units),
                "robot": self.robot,
            },
        )
        text = "\n".join(json.dumps(one, ensure_ascii=False) for one in self.words)
        writer.add_attachment(EPOCH_NS, EPOCH_NS, "told.jsonl", "application/jsonl", text.encode())
        kind = writer.register_schema(_JOINT_STATE, "ros2msg", ros2.SCHEMAS[_JOINT_STATE].encode())
        for topic, names, dates_ns, values in self._topics():
            channel = writer.register_channel(topic, "cdr", kind)
            known = ~np.isnan(values).any(axis=1)
            stamps = np.maximum(dates_ns[known] - first_ns, 0) + EPOCH_NS
            made = ros2.joint_states(names, stamps, values[known])
            for number, (stamp, message) in enumerate(zip(stamps.tolist(), made, strict=True)):
                writer.add_message(channel, stamp, bytes(message), stamp, number)
        writer.finish()  # type: ignore[no-untyped-call]

    def _topics(self) -> list[tuple[str, tuple[str, ...], NDArray[np.int64], F64]]:
        count = len(NAMES)
        topics = [(CHANNELS_TOPIC, NAMES, self.t_ns, self.values[:, :count])]
        parts = np.split(self.values[:, count:], len(JOINT_STREAMS), axis=1)
        for name, part in zip(JOINT_STREAMS, parts, strict=True):
            dates_ns = self.t_ns if name in ("asked", "sent") else self.told_ns
            topics.append((f"{JOINTS_TOPIC}{name}", self.joints, dates_ns, part))
        return topics


def open_box(path: Path) -> Opened:
    """Read a black box: one that was kept, or that of a robot that runs.

    Raises:
        RecordError: no such file, or none of these.
    """
    ring = read_ring(path)
    rows = [one[1:] for one in ring.records if one[:1] == ROWS]
    words = [json.loads(one[1:]) for one in ring.records if one[:1] == WORDS]
    joints = tuple(ring.head["joints"])
    heads = [HEAD.unpack_from(one) for one in rows]
    values = [np.frombuffer(one, "<f4", offset=HEAD.size) for one in rows]
    width = len(NAMES) + 4 * len(joints)
    return Opened(
        ring.head["robot"],
        joints,
        tuple(ring.head["units"]),
        np.array([head[2] for head in heads], np.int64),
        np.array([head[3] for head in heads], np.int64),
        tuple(STATE_NAMES[head[1]] for head in heads),
        np.array(values, np.float64).reshape(-1, width),
        words,
        ring.torn,
    )
