"""`Passage`: what passed in a performance and when, as its recording tells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kinesics.errors import RecordError
from kinesics.record.intake import Intake, Sounded
from kinesics.record.intake_file import read_intake
from kinesics.record.laps import Lap
from kinesics.record.laps_file import read_laps
from kinesics.record.life_passage import holds_life, utterance
from kinesics.record.mcap_file import EPOCH_NS, Stream, read_mcap
from kinesics.record.take import I64

__all__ = ["DELAYS", "Passage", "by_tick", "read_passage"]

DELAYS = ("lookahead_ms", "compute_ms", "lead_ms", "lag_ms")
"""In the order in which they add up."""

_WAITS, _BEGINS = "device", "undo"  # stages: the wait for a tick, and the first of a row


@dataclass(frozen=True, slots=True, eq=False)
class Passage:
    """All times are robot time; a tick is named by its number, which is that of its row."""

    robot: str
    heard_t0_ns: int
    """When the first sample of the speech was heard."""
    speech_rate_hz: int
    ahead_ns: int
    """How much later than its tick a row is dated."""
    tick_ns: int
    delays: Mapping[str, float]
    """The four of `DELAYS`, as they were declared."""
    intake: Intake
    streams: Mapping[str, Stream]
    """`channels`, `asked`, `sent`, `played`, `measured`."""
    laps: Sequence[Mapping[str, Lap]]
    """Of each tick, by stage, in order of time; empty: the run was in virtual time."""

    @property
    def row_ns(self) -> I64:
        """(T,) date of each row: when the firmware was to have it played."""
        return self.streams["sent"].t_ns

    @property
    def presentation_ns(self) -> int:
        """How long the sound waited for the lips."""
        return round(sum(self.delays.values()) * 1e6)

    def tick_at(self, number: int) -> int:
        """When the tick of that number was due [ns]."""
        return int(self.row_ns[number]) - self.ahead_ns

    def tick_of(self, after_ns: int) -> int:
        """Number of the tick in which what came after that row was taken; -1: before the first."""
        return int(np.searchsorted(self.row_ns, after_ns, side="right")) - 1


def by_tick(laps: Sequence[Lap]) -> list[dict[str, Lap]]:
    """The laps of each row's tick: a row begins with `undo`, and what it waited for goes before."""
    ticks: list[dict[str, Lap]] = []
    before: dict[str, Lap] = {}
    for lap in laps:
        if lap.stage == _WAITS:
            before = {lap.stage: lap}
            continue
        if lap.stage == _BEGINS:
            ticks.append(before)
            before = {}
        if ticks:
            ticks[-1][lap.stage] = lap
    return ticks


def read_passage(path: Path, number: int = 1) -> Passage:
    """The passage of a recording; of a life, of its utterance of that number.

    Raises:
        RecordError: no such file, or one that does not tell what came when.
    """
    if holds_life(path):
        said, told = utterance(path, number)
        told = {
            **told,
            "heard_t0_ns": str(said.heard_t0_ns),
            "speech_rate_hz": str(said.rate_hz),
        }
        return _passage(path, said.intake, told)
    return _passage(path, *read_intake(path))


def _passage(path: Path, intake: Intake, told: Mapping[str, str]) -> Passage:
    streams = read_mcap(path)
    lacking = [name for name in DELAYS if name not in told]
    if lacking or not any(isinstance(one, Sounded) for one in intake.taken):
        raise RecordError(
            f"{path} does not say when its sound came; wanted one that `kinesics perform` of this "
            "version wrote"
        )
    if "sent" not in streams or np.isnan(streams["sent"].values).all():
        raise RecordError(f"{path}: nothing was sent in it; wanted a recording that is no shadow")
    heard_t0_ns = int(told["heard_t0_ns"])
    return Passage(
        robot=told.get("robot", ""),
        heard_t0_ns=heard_t0_ns,
        speech_rate_hz=int(told["speech_rate_hz"]),
        ahead_ns=int(told["ahead_ns"]),
        tick_ns=round(1e9 / float(told["rate_hz"])),
        delays={name: float(told[name]) for name in DELAYS},
        intake=intake,
        streams=streams,
        laps=by_tick(read_laps(path, EPOCH_NS - heard_t0_ns)),
    )
