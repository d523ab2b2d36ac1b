"""Laps in a recording: messages on `/kinesics/laps`, a std_msgs/Float64MultiArray a second of them.

Each `layout.dim` is a stage, `label` its name, `size` its laps and `stride` 2; `data` are begin and
cost of each [ns], the former since the message's own time.
"""

import struct
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

import numpy as np

from kinesics.errors import RecordError
from kinesics.record.laps import Lap
from kinesics.record.mcap_read import open_mcap
from kinesics.record.multi_array import multi_array, read_multi_array

__all__ = ["TOPIC", "lap_messages", "laps_of", "read_laps"]

TOPIC = "/kinesics/laps"
_SECOND_NS = 1_000_000_000
_NUMBERS = 2  # of a lap


def lap_messages(laps: Sequence[Lap]) -> Iterator[tuple[int, bytes]]:
    """Robot time and bytes of each message; `laps` are in order of time."""
    for _, some in groupby(laps, key=lambda lap: lap.begin_ns // _SECOND_NS):
        by_stage: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        first_ns: int | None = None
        for stage, begin_ns, cost_ns in some:
            first_ns = begin_ns if first_ns is None else first_ns
            by_stage[stage].append((begin_ns - first_ns, cost_ns))
        assert first_ns is not None  # no group is empty
        dims = [(stage, len(own), _NUMBERS) for stage, own in by_stage.items()]
        values = np.concatenate([np.array(own, "<f8") for own in by_stage.values()])
        yield first_ns, multi_array(dims, values.tobytes())


def laps_of(messages: Iterable[tuple[int, bytes]]) -> list[Lap]:
    """What `lap_messages` wrote, in order of time.

    Raises:
        RecordError: something else.
    """
    laps: list[Lap] = []
    try:
        for first_ns, message in messages:
            dims, values = read_multi_array(message)
            pairs = values.reshape(-1, _NUMBERS).astype(np.int64).tolist()
            stages = [stage for stage, count, _ in dims for _ in range(count)]
            laps += [
                Lap(stage, first_ns + since_ns, cost_ns)
                for stage, (since_ns, cost_ns) in zip(stages, pairs, strict=True)
            ]
    except (ValueError, struct.error) as error:
        raise RecordError(f"its laps cannot be read: {error}; wanted those of kinesics") from error
    return sorted(laps, key=lambda lap: lap.begin_ns)


def read_laps(path: Path, mcap_before_ns: int) -> list[Lap]:
    """The laps in a recording whose MCAP times are robot time + `mcap_before_ns`; none: empty.

    Raises:
        RecordError: no such file, or something else in it.
    """
    read = open_mcap(path, "a motion.mcap", [TOPIC])
    return laps_of((message.t_ns - mcap_before_ns, message.data) for message in read.messages)
