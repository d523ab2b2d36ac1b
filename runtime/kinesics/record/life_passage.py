"""`life_passage`: what passed of one utterance of a life, as `kinesics run --record` tells it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kinesics.errors import RecordError
from kinesics.record.intake import Intake, Sounded, Taken, Turned
from kinesics.record.intake_file import TOPIC, intake_of
from kinesics.record.mcap_file import EPOCH_NS, SPEECH_INFO_TOPIC, SPEECH_TOPIC
from kinesics.record.mcap_read import McapRead, open_mcap, readable
from kinesics.record.ros2 import FIRST_SAMPLE, audio_frame, audio_rate_hz
from kinesics.record.sends import ROWS_TOPIC

__all__ = ["Utterance", "holds_life", "utterance"]

_WANTED = "a motion.mcap of `kinesics perform`, or what `kinesics run --record` wrote"
_NOTHING = {"layers": "[]", "pose": "[]", "asked": "[]"}


@dataclass(frozen=True, slots=True, eq=False)
class Utterance:
    """One of a life."""

    heard_t0_ns: int
    """Robot time at which its first sample was heard."""
    rate_hz: int
    intake: Intake
    """Its sound as it came, and the tracks of its mouth."""


def holds_life(path: Path) -> bool:
    """Whether a recording is of a life, by its topics.

    Raises:
        RecordError: no such file, or no MCAP file.
    """
    read = open_mcap(path, _WANTED)
    return {SPEECH_TOPIC, TOPIC, f"/kinesics/{ROWS_TOPIC}"} <= read.topics


def utterance(path: Path, number: int) -> tuple[Utterance, Mapping[str, str]]:
    """The utterance of that number, from 1 on, and the recording's own metadata.

    Raises:
        RecordError: nothing was said in it, or not so often.
    """
    read = open_mcap(path, _WANTED, [TOPIC, SPEECH_TOPIC, SPEECH_INFO_TOPIC])
    with readable(path, _WANTED):
        told = read.metadata["kinesics"]
        begins_ns = _begins(read, int(told["heard_t0_ns"]))
        taken = intake_of(_NOTHING, read.of(TOPIC)).taken
        rates = [audio_rate_hz(data) for data in read.of(SPEECH_INFO_TOPIC)]
    if not begins_ns:
        raise RecordError(f"{path}: nothing is said in it; wanted a recording with speech")
    if not 1 <= number <= len(begins_ns):
        raise RecordError(
            f"{path} has no utterance {number}; wanted 1 to {len(begins_ns)}, which begin in it"
        )
    own = _of(taken, number)
    pose = intake_of(_NOTHING, []).pose
    return Utterance(begins_ns[number - 1], rates[0], Intake([], pose, own)), told


def _begins(read: McapRead, first_ns: int) -> list[int]:
    """When the first sample of each utterance was heard, in robot time."""
    return [
        one.t_ns - EPOCH_NS + first_ns
        for one in read.messages
        if one.topic == SPEECH_TOPIC and audio_frame(one.data) == FIRST_SAMPLE
    ]


def _of(taken: Sequence[Taken | Turned | Sounded], number: int) -> list[Taken | Turned | Sounded]:
    """What came of that utterance, until the next began."""
    begins = [n for n, one in enumerate(taken) if isinstance(one, Sounded) and one.first == 0]
    last = begins[number] if number < len(begins) else len(taken)
    return [*taken[begins[number - 1] : last]]
