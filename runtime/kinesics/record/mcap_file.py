"""`motion.mcap`: a take as ROS 2 messages; Foxglove, Rerun and rosbag2 open it.

Times in MCAP are unsigned, and a take has a pre-roll: the first sample of the speech is heard at
`EPOCH_NS` in every file, and the metadata record `kinesics` holds `heard_t0_ns`, the robot time of
that instant. Nothing in the file depends on the machine: the same take gives the same bytes.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

from mcap.writer import Writer

from kinesics.record import intake_file, laps_file, multi_array, ros2
from kinesics.record.files import pcm16, save
from kinesics.record.mcap_read import McapRead, open_mcap, readable
from kinesics.record.take import F64, I64, Take

__all__ = [
    "CHANNELS_TOPIC",
    "DIAGNOSTICS_TOPIC",
    "EPOCH_NS",
    "JOINTS_TOPIC",
    "JOINT_STREAMS",
    "SPEECH_INFO_TOPIC",
    "SPEECH_TOPIC",
    "Stream",
    "asked_leads",
    "mcap_bytes",
    "read_mcap",
    "robot_of",
    "write_mcap",
]

EPOCH_NS = 1_600_000_000_000_000_000
"""MCAP time at which the first sample of the speech is heard: 2020-09-13 12:26:40 UTC."""
JOINT_STREAMS = ("asked", "sent", "played", "measured")
CHANNELS_TOPIC = "/kinesics/channels"
JOINTS_TOPIC = "/kinesics/joints/"
"""Followed by one of `JOINT_STREAMS`."""
DIAGNOSTICS_TOPIC = "/diagnostics"
SPEECH_TOPIC = "/kinesics/speech"
SPEECH_INFO_TOPIC = "/kinesics/speech_info"
_AUDIO_CHUNK_S = 0.1
_JOINT_STATE = "sensor_msgs/msg/JointState"
_TOPICS = {
    CHANNELS_TOPIC: _JOINT_STATE,
    **{JOINTS_TOPIC + name: _JOINT_STATE for name in JOINT_STREAMS},
    SPEECH_TOPIC: "audio_common_msgs/msg/AudioDataStamped",
    SPEECH_INFO_TOPIC: "audio_common_msgs/msg/AudioInfo",
    DIAGNOSTICS_TOPIC: "diagnostic_msgs/msg/DiagnosticArray",
    intake_file.TOPIC: multi_array.TYPE,
}
_JOINT_TOPICS = [topic for topic, kind in _TOPICS.items() if kind == _JOINT_STATE]
_WANTED = "a motion.mcap of kinesics"
_Message = tuple[int, str, bytes | memoryview]  # MCAP time, topic, CDR bytes


@dataclass(frozen=True, slots=True, eq=False)
class Stream:
    """One topic of channels or joints, read back."""

    names: tuple[str, ...]
    t_ns: I64
    """(T,) robot time."""
    values: F64
    """(T, K) in the order of `names`."""
    heard_t0_ns: int = 0
    """Robot time at t = 0: when the first sample of the speech is heard; of a life, its begin."""


def write_mcap(take: Take, path: Path) -> None:
    """Write `take` to `path`.

    Raises:
        RecordError: the file cannot be written.
    """
    save(path, mcap_bytes(take))


def mcap_bytes(take: Take) -> bytes:
    """The MCAP file of `take`: the same bytes for the same take."""
    buffer = io.BytesIO()
    writer = Writer(buffer)
    writer.start(profile="ros2", library="kinesics")
    writer.add_metadata("kinesics", _metadata(take))
    if take.intake is not None:
        writer.add_metadata(intake_file.RECORD, intake_file.intake_metadata(take.intake))
    topics = {**_TOPICS, laps_file.TOPIC: multi_array.TYPE} if take.laps else _TOPICS
    kinds = dict.fromkeys(topics.values())
    schemas = {k: writer.register_schema(k, "ros2msg", ros2.SCHEMAS[k].encode()) for k in kinds}
    ids = {t: writer.register_channel(t, "cdr", schemas[kind]) for t, kind in topics.items()}
    counts = dict.fromkeys(topics, 0)
    # sorted() is stable: what has the same time keeps the order of the topics
    for time_ns, topic, message in sorted(_messages(take), key=itemgetter(0)):
        writer.add_message(ids[topic], time_ns, message, time_ns, counts[topic])  # type: ignore[arg-type]  # a memoryview is written as it is
        counts[topic] += 1
    writer.finish()  # type: ignore[no-untyped-call]
    return buffer.getvalue()


def read_mcap(path: Path) -> dict[str, Stream]:
    """The channels and joints in `path`, dated in robot time, for replay.

    Keys are `channels`, `asked`, `sent`, `played` and `measured`.

    Raises:
        RecordError: no such file, not an MCAP file, or not one of kinesics.
    """
    read = open_mcap(path, _WANTED, _JOINT_TOPICS)
    with readable(path, _WANTED):
        return _streams(read)


def robot_of(path: Path) -> str:
    """Name of the rig whose joints are in `path`; empty where the file does not say.

    Raises:
        RecordError: no such file, or not an MCAP file.
    """
    return open_mcap(path, _WANTED).metadata.get("kinesics", {}).get("robot", "")


def asked_leads(path: Path) -> bool:
    """Whether the joints in `path` are asked when they are sent, and not when they are seen.

    As in what `kinesics run --record` writes row by row; a performance knows all its rows.

    Raises:
        RecordError: no such file, or not an MCAP file.
    """
    return "speech_rate_hz" not in open_mcap(path, _WANTED).metadata.get("kinesics", {})


def _metadata(take: Take) -> dict[str, str]:
    return {
        "schema": "kinesics.motion/1",
        "epoch_ns": str(EPOCH_NS),
        "heard_t0_ns": str(take.heard_t0_ns),
        "rate_hz": f"{take.rate_hz:g}",
        "speech_rate_hz": str(take.speech_rate_hz),
        "joint_units": " ".join(take.joint_units),
        "robot": take.robot,
        "ahead_ns": str(take.ahead_ns),
        **{name: repr(float(delay_ms)) for name, delay_ms in take.delays.items()},
    }


def _messages(take: Take) -> Iterator[_Message]:
    yield from _rows(take, CHANNELS_TOPIC, take.channel_names, take.channels)
    for name in JOINT_STREAMS:
        yield from _rows(take, JOINTS_TOPIC + name, take.joint_names, getattr(take, name))
    yield from _speech(take)
    for t_ns, counters in take.diagnostics:
        stamp = _mcap_ns(take, t_ns)
        yield stamp, DIAGNOSTICS_TOPIC, ros2.diagnostics(stamp, "kinesics", counters)
    if take.intake is not None:
        for after_ns, message in intake_file.intake_messages(take.intake):
            yield _mcap_ns(take, after_ns), intake_file.TOPIC, message
    for begin_ns, message in laps_file.lap_messages(take.laps):
        yield _mcap_ns(take, begin_ns), laps_file.TOPIC, message


def _rows(take: Take, topic: str, names: tuple[str, ...], values: F64) -> Iterator[_Message]:
    stamps = take.t_ns - take.heard_t0_ns + EPOCH_NS
    for stamp, message in zip(
        stamps.tolist(), ros2.joint_states(names, stamps, values), strict=True
    ):
        yield stamp, topic, message


def _speech(take: Take) -> Iterator[_Message]:
    yield EPOCH_NS, SPEECH_INFO_TOPIC, ros2.audio_info(take.speech_rate_hz)
    pcm, step = pcm16(take.speech), round(_AUDIO_CHUNK_S * take.speech_rate_hz)
    for first in range(0, len(take.speech), step):
        stamp = EPOCH_NS + first * 1_000_000_000 // take.speech_rate_hz
        yield stamp, SPEECH_TOPIC, ros2.audio(stamp, pcm[2 * first : 2 * (first + step)])


def _mcap_ns(take: Take, t_ns: int) -> int:
    return t_ns - take.heard_t0_ns + EPOCH_NS


def _streams(read: McapRead) -> dict[str, Stream]:
    told = read.metadata.get("kinesics")
    if told is None or "heard_t0_ns" not in told:
        raise ValueError("it has no metadata named `kinesics`")
    rows = {topic: read.of(topic) for topic in _JOINT_TOPICS}
    return {
        topic.rsplit("/", 1)[1]: _stream(own, int(told["heard_t0_ns"]))
        for topic, own in rows.items()
        if own
    }


def _stream(rows: list[bytes], heard_t0_ns: int) -> Stream:
    names, stamps, values = ros2.read_joint_states(rows)
    return Stream(names, stamps - EPOCH_NS + heard_t0_ns, values, heard_t0_ns)
