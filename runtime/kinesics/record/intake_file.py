"""An `Intake` in a recording: a metadata record, and a message on `/kinesics/tracks` a row.

The messages are `std_msgs/Float64MultiArray`; each `layout.dim` is a track, `label` its text
(`kinesics.motion.spelling`), `size` x `stride` its rows x channels in `data`, or a turn of a dial:
`{"dial", "gain", "t_ns", "ramp_s"}` without numbers. The first `dim` is `{"after_ns"}`.
"""

import json
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from mcap.exceptions import McapError
from mcap.reader import make_reader
from zstandard import ZstdError

from kinesics.errors import RecordError, TrackError
from kinesics.motion.mixer import Layer
from kinesics.motion.spelling import label_of, track_of
from kinesics.record.intake import AskedFor, Intake, Taken, Turned
from kinesics.record.ros2 import Cdr
from kinesics.signals import Turn

__all__ = [
    "RECORD",
    "TOPIC",
    "TYPE",
    "holds_intake",
    "intake_messages",
    "intake_metadata",
    "intake_of",
    "read_intake",
]

RECORD = "kinesics.intake"
"""Name of the metadata record."""
TOPIC = "/kinesics/tracks"
TYPE = "std_msgs/msg/Float64MultiArray"


def intake_metadata(intake: Intake) -> dict[str, str]:
    """Layers, first pose and what was asked, as JSON."""
    return {
        "layers": json.dumps([asdict(layer) for layer in intake.layers]),
        "pose": json.dumps(intake.pose.tolist()),
        "asked": json.dumps([asdict(one) for one in intake.asked]),
    }


def intake_messages(intake: Intake) -> Iterator[tuple[int, bytes]]:
    """`after_ns` and the bytes of a message for all that came between two rows."""
    for after_ns, came in groupby(intake.taken, key=lambda one: one.after_ns):
        yield after_ns, _message(after_ns, list(came))


def intake_of(metadata: Mapping[str, str], messages: Iterable[bytes]) -> Intake:
    """What `intake_metadata` and `intake_messages` wrote.

    Raises:
        RecordError: something else.
    """
    try:
        layers = [
            Layer(**{**told, "dials": tuple(told["dials"])})
            for told in json.loads(metadata["layers"])
        ]
        asked = [AskedFor(**told) for told in json.loads(metadata["asked"])]
        taken = [one for message in messages for one in _taken(message)]
        return Intake(layers, np.array(json.loads(metadata["pose"])), taken, asked)
    except (KeyError, TypeError, ValueError, struct.error, TrackError) as error:
        raise RecordError(
            f"its tracks cannot be read: {error}; wanted those of kinesics"
        ) from error


def _message(after_ns: int, came: list[Taken | Turned]) -> bytes:
    message = Cdr()
    message.number("I", 1 + len(came))
    _dim(message, json.dumps({"after_ns": after_ns}), (0, 0))
    values = bytearray()
    for one in came:
        if isinstance(one, Turned):
            _dim(message, json.dumps(asdict(one.turn)), (0, 0))
        else:
            _dim(message, label_of(one.source, one.track), one.track.values.shape)
            values += one.track.values.astype("<f8").tobytes()
    message.number("I", 0)  # data_offset
    message.number("I", len(values) // 8)
    if values:
        message.align(8)
    return bytes(message.data + values)


def _dim(message: Cdr, label: str, shape: tuple[int, ...]) -> None:
    message.string(label)
    message.number("I", shape[0])
    message.number("I", shape[1])


def _taken(message: bytes) -> Iterator[Taken | Turned]:
    labels, numbers = _read(message)
    after_ns = int(labels[0][0]["after_ns"])
    at = 0
    for told, (rows, columns) in labels[1:]:
        if "dial" in told:
            yield Turned(after_ns, Turn(**told))
            continue
        values = numbers[at : at + rows * columns].reshape(rows, columns).copy()
        at += rows * columns
        yield Taken(after_ns, *track_of(told, values))


def _read(message: bytes) -> tuple[list[tuple[dict[str, Any], tuple[int, int]]], Any]:
    """The labels with their shapes, and all numbers, of a Float64MultiArray."""
    (count,) = struct.unpack_from("<I", message, 4)
    at, labels = 8, []
    for _ in range(count):
        (length,) = struct.unpack_from("<I", message, at)
        told = json.loads(message[at + 4 : at + 3 + length])
        at += 4 + length
        at += -at % 4
        labels.append((told, struct.unpack_from("<II", message, at)))
        at += 8
    (many,) = struct.unpack_from("<I", message, at + 4)
    at += 8
    at += -(at - 4) % 8 if many else 0
    return labels, np.frombuffer(message, "<f8", many, at)


def holds_intake(path: Path) -> bool:
    """Whether a recording says what its mixer was told.

    Raises:
        RecordError: no such file, or not an MCAP file.
    """
    return RECORD in _read_file(path)[0]


def read_intake(path: Path) -> tuple[Intake, Mapping[str, str]]:
    """What the mixer was told in a recording, and the recording's own metadata.

    Raises:
        RecordError: no such file, or none that holds it.
    """
    kept, messages = _read_file(path)
    if RECORD not in kept:
        raise RecordError(f"{path} holds no tracks; wanted a motion.mcap of `kinesics perform`")
    return intake_of(kept[RECORD], messages), kept["kinesics"]


def _read_file(path: Path) -> tuple[Mapping[str, Mapping[str, str]], list[bytes]]:
    """The metadata records by name, and the messages with tracks."""
    try:
        with path.open("rb") as file:
            reader = make_reader(file)
            kept = {one.name: one.metadata for one in reader.iter_metadata()}
            return kept, [message.data for _, _, message in reader.iter_messages([TOPIC])]
    except (OSError, McapError, ZstdError, struct.error, ValueError) as error:
        raise RecordError(
            f"cannot read {path}: {error}; wanted a motion.mcap of `kinesics perform`"
        ) from error
