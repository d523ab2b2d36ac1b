"""`Sound`: what was heard in one piece, and when; `sounds_in` finds it in a recording."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kinesics.record.mcap_file import EPOCH_NS, SPEECH_INFO_TOPIC, SPEECH_TOPIC
from kinesics.record.mcap_read import McapRead, open_mcap, readable
from kinesics.record.ros2 import audio_rate_hz, audio_samples
from kinesics.record.take import F32

__all__ = ["Sound", "sounds_in"]

_WANTED = "a motion.mcap of kinesics"
_GAP_S = 0.002  # pieces follow each other but for the rounding of their dates


@dataclass(frozen=True, slots=True, eq=False)
class Sound:
    """Without a gap."""

    begin_s: float
    """When its first sample was heard, by the clock of the recording."""
    rate_hz: int
    samples: F32
    """(S,) mono, -1..1."""

    @property
    def end_s(self) -> float:
        """When the sample after the last one would have been."""
        return self.begin_s + len(self.samples) / self.rate_hz


def sounds_in(path: Path) -> tuple[Sound, ...]:
    """The speech that a motion.mcap, or a recording of a life, holds; 0 as in `read_curves`.

    Raises:
        RecordError: no such file, not an MCAP file, or not one of kinesics.
    """
    read = open_mcap(path, _WANTED, [SPEECH_TOPIC, SPEECH_INFO_TOPIC])
    with readable(path, _WANTED):
        return _joined(_pieces(read))


def _pieces(read: McapRead) -> list[Sound]:
    rate_hz, pieces = 0, []
    for one in read.messages:
        if one.topic == SPEECH_INFO_TOPIC:
            rate_hz = audio_rate_hz(one.data)
        elif rate_hz:
            begin_s = (one.t_ns - EPOCH_NS) * 1e-9
            pieces.append(Sound(begin_s, rate_hz, audio_samples(one.data)))
    return pieces


def _joined(pieces: Sequence[Sound]) -> tuple[Sound, ...]:
    """What follows without a gap is one."""
    runs: list[list[Sound]] = []
    for piece in pieces:
        last = runs[-1][-1] if runs else None
        if last and last.rate_hz == piece.rate_hz and abs(piece.begin_s - last.end_s) <= _GAP_S:
            runs[-1].append(piece)
        else:
            runs.append([piece])
    return tuple(
        Sound(run[0].begin_s, run[0].rate_hz, np.concatenate([one.samples for one in run]))
        for run in runs
    )
