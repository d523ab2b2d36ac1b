"""An `Intake` in a recording: a metadata record, and a message on `/kinesics/tracks` a row.

The messages are `std_msgs/Float64MultiArray`; each `layout.dim` is a track, `label` its text
(`kinesics.motion.spelling`), `size` x `stride` its rows x channels in `data`; or, without numbers,
a turn of a dial, `{"dial", "gain", "t_ns", "ramp_s"}`, or a piece of speech as behaviours were
given it, `{"first", "count"}` samples. The first `dim` is `{"after_ns"}`.
"""

import json
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from itertools import groupby
from pathlib import Path

import numpy as np

from kinesics.errors import RecordError, TrackError
from kinesics.motion.mixer import Layer
from kinesics.motion.spelling import label_of, track_of
from kinesics.record.intake import AskedFor, Intake, Sounded, Taken, Turned
from kinesics.record.mcap_read import open_mcap
from kinesics.record.multi_array import multi_array, read_multi_array
from kinesics.signals import Turn

__all__ = [
    "RECORD",
    "TOPIC",
    "holds_intake",
    "intake_messages",
    "intake_metadata",
    "intake_of",
    "read_intake",
]

RECORD = "kinesics.intake"
"""Name of the metadata record."""
TOPIC = "/kinesics/tracks"
_WANTED = "a motion.mcap of `kinesics perform`, or what `kinesics run --record` wrote"


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


def _message(after_ns: int, came: list[Taken | Turned | Sounded]) -> bytes:
    dims, values = [(json.dumps({"after_ns": after_ns}), 0, 0)], bytearray()
    for one in came:
        if isinstance(one, Turned):
            dims.append((json.dumps(asdict(one.turn)), 0, 0))
        elif isinstance(one, Sounded):
            dims.append((f'{{"first": {one.first}, "count": {one.count}}}', 0, 0))
        else:
            rows, columns = one.track.values.shape
            dims.append((label_of(one.source, one.track), rows, columns))
            values += one.track.values.astype("<f8").tobytes()
    return multi_array(dims, bytes(values))


def _taken(message: bytes) -> Iterator[Taken | Turned | Sounded]:
    dims, numbers = read_multi_array(message)
    after_ns = int(json.loads(dims[0][0])["after_ns"])
    at = 0
    for label, rows, columns in dims[1:]:
        told = json.loads(label)
        if "dial" in told:
            yield Turned(after_ns, Turn(**told))
            continue
        if "count" in told:
            yield Sounded(after_ns, **told)
            continue
        values = numbers[at : at + rows * columns].reshape(rows, columns).copy()
        at += rows * columns
        yield Taken(after_ns, *track_of(told, values))


def holds_intake(path: Path) -> bool:
    """Whether a recording says what its mixer was told.

    Raises:
        RecordError: no such file, or not an MCAP file.
    """
    return RECORD in open_mcap(path, _WANTED).metadata


def read_intake(path: Path) -> tuple[Intake, Mapping[str, str]]:
    """What the mixer was told in a recording, and the recording's own metadata.

    Raises:
        RecordError: no such file, or none that holds it.
    """
    read = open_mcap(path, _WANTED, [TOPIC])
    if RECORD not in read.metadata:
        raise RecordError(f"{path} holds no tracks of all that moved the robot; wanted {_WANTED}")
    return intake_of(read.metadata[RECORD], read.of(TOPIC)), read.metadata["kinesics"]
