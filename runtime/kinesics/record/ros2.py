"""ROS 2 messages without ROS: their definitions, and their bytes (CDR, little-endian)."""

import struct
from collections.abc import Mapping, Sequence

import numpy as np

from kinesics.errors import RecordError
from kinesics.record.take import F32, F64, I64

__all__ = [
    "FIRST_SAMPLE",
    "SCHEMAS",
    "Cdr",
    "audio",
    "audio_frame",
    "audio_info",
    "audio_rate_hz",
    "audio_samples",
    "diagnostics",
    "joint_states",
    "read_joint_states",
    "read_text",
    "text",
]

FIRST_SAMPLE = "sample 0"
"""frame_id of the piece with which an utterance of a life begins."""

_TIME = "int32 sec\nuint32 nanosec\n"
_HEADER = "builtin_interfaces/Time stamp\nstring frame_id\n"
_PARTS = {
    "std_msgs/MultiArrayDimension": "string label\nuint32 size\nuint32 stride\n",
    "std_msgs/MultiArrayLayout": "std_msgs/MultiArrayDimension[] dim\nuint32 data_offset\n",
    "builtin_interfaces/Time": _TIME,
    "std_msgs/Header": _HEADER,
    "audio_common_msgs/AudioData": "uint8[] data\n",
    "diagnostic_msgs/KeyValue": "string key\nstring value\n",
    "diagnostic_msgs/DiagnosticStatus": (
        "byte OK=0\nbyte WARN=1\nbyte ERROR=2\nbyte STALE=3\nbyte level\nstring name\n"
        "string message\nstring hardware_id\ndiagnostic_msgs/KeyValue[] values\n"
    ),
}


def _definition(own: str, *parts: str) -> str:
    """A message definition followed by those that it is made of, as MCAP wants them."""
    rule = "=" * 80
    return own + "".join(f"{rule}\nMSG: {name}\n{_PARTS[name]}" for name in parts)


_STAMPED = ("std_msgs/Header", "builtin_interfaces/Time")
SCHEMAS: Mapping[str, str] = {
    "sensor_msgs/msg/JointState": _definition(
        "std_msgs/Header header\nstring[] name\nfloat64[] position\nfloat64[] velocity\n"
        "float64[] effort\n",
        *_STAMPED,
    ),
    "audio_common_msgs/msg/AudioDataStamped": _definition(
        "std_msgs/Header header\naudio_common_msgs/AudioData audio\n",
        *_STAMPED,
        "audio_common_msgs/AudioData",
    ),
    "std_msgs/msg/String": "string data\n",
    "std_msgs/msg/Float64MultiArray": _definition(
        "std_msgs/MultiArrayLayout layout\nfloat64[] data\n",
        "std_msgs/MultiArrayLayout",
        "std_msgs/MultiArrayDimension",
    ),
    "audio_common_msgs/msg/AudioInfo": (
        "uint8 channels\nuint32 sample_rate\nstring sample_format\nuint32 bitrate\n"
        "string coding_format\n"
    ),
    "diagnostic_msgs/msg/DiagnosticArray": _definition(
        "std_msgs/Header header\ndiagnostic_msgs/DiagnosticStatus[] status\n",
        *_STAMPED,
        "diagnostic_msgs/DiagnosticStatus",
        "diagnostic_msgs/KeyValue",
    ),
}
"""Full text of each message type, by its ROS 2 name."""


class Cdr:
    """Bytes of one message, field by field; alignment counts from the end of the 4-byte head."""

    def __init__(self) -> None:
        self.data = bytearray(b"\x00\x01\x00\x00")  # plain CDR, little-endian

    def number(self, code: str, value: float) -> None:
        """One number of `struct` code `code`, aligned to its own size."""
        self.align(struct.calcsize(code))
        self.data += struct.pack("<" + code, value)

    def align(self, size: int) -> None:
        """Pad with zeros until the next byte is at a multiple of `size`."""
        self.data += bytes(-(len(self.data) - 4) % size)

    def string(self, text: str) -> None:
        """A string: length with its final zero, characters, zero."""
        encoded = text.encode() + b"\0"
        self.number("I", len(encoded))
        self.data += encoded

    def header(self, stamp_ns: int, frame_id: str = "") -> None:
        """A std_msgs/Header."""
        sec, nanosec = divmod(stamp_ns, 1_000_000_000)
        self.number("i", sec)
        self.number("I", nanosec)
        self.string(frame_id)


def joint_states(names: Sequence[str], stamps_ns: I64, positions: F64) -> list[memoryview]:
    """One sensor_msgs/JointState a row of `positions` (T, K), with `names` in every message.

    Everything but stamp and positions is the same in every row, so it is encoded once and copied.
    """
    template = _joint_state(names)
    start, size = len(template) - 8 * len(names) - 8, len(template)
    rows = np.tile(np.frombuffer(template, np.uint8), (len(stamps_ns), 1))  # (T, size)
    stamps = np.stack(np.divmod(stamps_ns, 1_000_000_000), axis=1).astype("<u4")  # (T, 2)
    rows[:, 4:12] = stamps.view(np.uint8)
    numbers = np.ascontiguousarray(positions, dtype="<f8")
    rows[:, start : size - 8] = numbers.view(np.uint8).reshape(len(stamps_ns), size - 8 - start)
    flat = rows.reshape(-1).data
    return [flat[at : at + size] for at in range(0, len(flat), size)]


def read_joint_states(messages: Sequence[bytes]) -> tuple[tuple[str, ...], I64, F64]:
    """Names (K,), stamps [ns] (T,) and positions (T, K) of messages as `joint_states` made them.

    Raises:
        RecordError: messages of other names or sizes than the first.
    """
    names, start = _read_names(messages[0])
    if any(len(message) != len(messages[0]) for message in messages):
        raise RecordError(
            "messages of one joint topic differ in length; wanted the same names in all"
        )
    rows = np.frombuffer(b"".join(messages), np.uint8).reshape(len(messages), -1)
    stamps = np.ascontiguousarray(rows[:, 4:12]).view("<u4").astype(np.int64)  # (T, 2)
    numbers = np.ascontiguousarray(rows[:, start : start + 8 * len(names)])
    positions = numbers.view("<f8").astype(np.float64).reshape(len(messages), len(names))
    return names, stamps[:, 0] * 1_000_000_000 + stamps[:, 1], positions


def audio(stamp_ns: int, pcm: bytes, frame_id: str = "") -> bytes:
    """An audio_common_msgs/AudioDataStamped of PCM16 bytes whose first sample is heard then."""
    message = Cdr()
    message.header(stamp_ns, frame_id)
    message.number("I", len(pcm))
    return bytes(message.data + pcm)


def audio_frame(message: bytes) -> str:
    """The frame_id of what `audio` wrote."""
    (length,) = struct.unpack_from("<I", message, 12)
    return message[16 : 15 + length].decode()


def audio_samples(message: bytes) -> F32:
    """The samples (N,) in what `audio` wrote, -1..1."""
    (length,) = struct.unpack_from("<I", message, 12)
    at = 16 + length
    at += -(at - 4) % 4
    (size,) = struct.unpack_from("<I", message, at)
    samples: F32 = np.frombuffer(message, "<i2", size // 2, at + 4) / np.float32(32767.0)
    return samples


def audio_rate_hz(message: bytes) -> int:
    """The rate in what `audio_info` wrote."""
    (rate_hz,) = struct.unpack_from("<I", message, 8)  # behind its head and its channels
    return int(rate_hz)


def text(words: str) -> bytes:
    """A std_msgs/String."""
    message = Cdr()
    message.string(words)
    return bytes(message.data)


def read_text(message: bytes) -> str:
    """What `text` wrote; struct.error or ValueError of anything else."""
    (length,) = struct.unpack_from("<I", message, 4)
    return message[8 : 7 + length].decode()


def audio_info(rate_hz: int) -> bytes:
    """An audio_common_msgs/AudioInfo of mono PCM16."""
    message = Cdr()
    message.number("B", 1)
    message.number("I", rate_hz)
    message.string("S16LE")
    message.number("I", 16 * rate_hz)
    message.string("PCM")
    return bytes(message.data)


def diagnostics(stamp_ns: int, name: str, counters: Mapping[str, float]) -> bytes:
    """A diagnostic_msgs/DiagnosticArray of one status that holds `counters`."""
    message = Cdr()
    message.header(stamp_ns)
    message.number("I", 1)
    message.number("B", 0)
    for text in (name, "", ""):
        message.string(text)
    message.number("I", len(counters))
    for key, value in counters.items():
        message.string(key)
        message.string(f"{value:g}" if isinstance(value, float) else str(value))
    return bytes(message.data)


def _joint_state(names: Sequence[str]) -> bytes:
    """A JointState of zeros whose last 8 bytes are its empty velocity and effort."""
    message = Cdr()
    message.header(0)
    message.number("I", len(names))
    for name in names:
        message.string(name)
    message.number("I", len(names))
    if names:
        message.align(8)
    return bytes(message.data) + bytes(8 * len(names) + 8)


def _read_names(message: bytes) -> tuple[tuple[str, ...], int]:
    """The names in a JointState, and where its positions start."""
    names: list[str] = []
    at = 4 + 8 + 4 + 4  # head, stamp, empty frame_id with its zero and padding
    (count,) = struct.unpack_from("<I", message, at)
    at += 4
    for _ in range(count):
        (length,) = struct.unpack_from("<I", message, at)
        names.append(message[at + 4 : at + 3 + length].decode())
        at += 4 + length + (-length % 4)
    at += 4  # the count of positions
    return tuple(names), at + (-(at - 4) % 8 if names else 0)
