"""`read_life_intake`: all that the mixer of a life was told, tick by tick, of its recording."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path

from kinesics.errors import RecordError
from kinesics.record.intake import AskedFor, Intake, Sounded, Taken, Turned
from kinesics.record.intake_file import RECORD, TOPIC, intake_of
from kinesics.record.mcap_read import Came, McapRead, open_mcap, readable
from kinesics.record.ros2 import read_text
from kinesics.record.sends import ROWS_TOPIC, read_row
from kinesics.record.take import F64

__all__ = ["ASKED_TOPIC", "LifeIntake", "LifeTick", "read_life_intake"]

ASKED_TOPIC = "/kinesics/asked"
"""What was asked of the body, as JSON: from when on [ns], layer, words."""
_SENT = f"/kinesics/{ROWS_TOPIC}"
_WANTED = "what `kinesics run --record` of this version wrote"


@dataclass(slots=True)
class LifeTick:
    """What one tick did."""

    rows: list[tuple[int, F64]] = field(default_factory=list)
    """As they went out: dates, and (J,) positions; one that was made anew comes again."""
    came: list[Taken | Turned | Sounded] = field(default_factory=list)
    """What the mixer was told meanwhile, in its order."""


@dataclass(frozen=True, slots=True, eq=False)
class LifeIntake:
    """Of a file."""

    intake: Intake
    """Layers, the pose from which its first row was made, and who asked; `taken` is in `ticks`."""
    ticks: Sequence[LifeTick]
    names: tuple[str, ...]
    """Of the joints."""
    told: Mapping[str, str]
    """The recording's own metadata."""


def read_life_intake(path: Path) -> LifeIntake:
    """Without the rows of before its begin, with which a file begins in the midst of motion.

    Raises:
        RecordError: no such file, or none that holds it.
    """
    read = open_mcap(path, _WANTED, [_SENT, TOPIC, ASKED_TOPIC])
    if RECORD not in read.metadata:
        raise RecordError(f"{path} holds no tracks of all that moved the robot; wanted {_WANTED}")
    with readable(path, _WANTED):
        record = read.metadata[RECORD]
        intake = intake_of(record, ())
        asked = [AskedFor(*json.loads(read_text(data))) for data in read.of(ASKED_TOPIC)]
        ticks, names = _ticks(read, int(record["lead_in"]))
        told = read.metadata["kinesics"]
    if not names:
        raise RecordError(f"{path}: it holds no row; wanted {_WANTED}")
    return LifeIntake(replace(intake, asked=asked), ticks, names, told)


def _ticks(read: McapRead, lead_in: int) -> tuple[list[LifeTick], tuple[str, ...]]:
    """What has one time in the file is of one tick."""
    ticks: list[LifeTick] = []
    names: tuple[str, ...] = ()
    for _, messages in groupby(read.messages, key=lambda one: one.t_ns):
        tick = LifeTick()
        for message in messages:
            names = _take(tick, message) or names
        left = min(lead_in, len(tick.rows))
        lead_in -= left
        tick.rows = tick.rows[left:]
        ticks.append(tick)
    return ticks, names


def _take(tick: LifeTick, message: Came) -> tuple[str, ...]:
    """Of a row the names of its joints."""
    if message.topic == TOPIC:
        kept = {"layers": "[]", "pose": "[]", "asked": "[]"}
        tick.came += intake_of(kept, [message.data]).taken
    elif message.topic == _SENT:
        _, _, t_ns, names, values = read_row(message.data)
        tick.rows.append((t_ns, values))
        return names
    return ()
