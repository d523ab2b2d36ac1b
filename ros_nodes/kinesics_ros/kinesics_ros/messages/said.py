"""Prosody and visemes as `std_msgs/Float32MultiArray`: rows that are dated, in columns by name.

| `layout.dim` | label | size | stride |
|---|---|---|---|
| rows | JSON: `stamp_ns`, when the first is heard or seen, by the ROS clock; `rate_hz` | T | T K |
| columns | names, with a blank between | K | K |

`data` holds T x K numbers; `data_offset` is 0. A row replaces what was told for its time before.
"""

import json
from array import array
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kinesics.audio.mouth import CHANNELS
from kinesics.audio.visemes import VISEMES, viseme_weights
from kinesics.motion.channels import columns
from kinesics.motion.track import Track
from kinesics.signals import Prosody
from kinesics_ros.clock.stamps import Moment

__all__ = ["PROSODY", "Spelt", "spell_prosody", "spell_visemes"]

F32 = NDArray[np.float32]

PROSODY = (
    *("f0_hz", "energy_db", "voiced", "syllable_rate_hz"),
    *("accent", "boundary", "pause_s"),
)
"""As fields of `kinesics.signals.Prosody`; `f0_hz` is NaN where the voice has none."""

_NS = 1_000_000_000
_MOUTH = columns(CHANNELS)


class Spelt(NamedTuple):
    """A message: label, size and stride of each `dim`, and its data."""

    dims: Sequence[tuple[str, int, int]]
    data: "array[float]"


def spell_prosody(hops: Sequence[Prosody], now: Moment) -> list[Spelt]:
    """A message for each run of hops that follow each other."""
    period_ns = round(_NS / hops[0].rate_hz) if hops else 1
    runs = groupby(enumerate(hops), lambda one: one[1].t_ns - one[0] * period_ns)
    spelt = []
    for _, numbered in runs:
        run = [hop for _, hop in numbered]
        rows = np.array([[getattr(hop, name) for name in PROSODY] for hop in run], np.float32)
        spelt.append(_spelt(PROSODY, rows, now.of(run[0].t_ns), run[0].rate_hz))
    return spelt


def spell_visemes(tracks: Iterable[Track], now: Moment) -> list[Spelt]:
    """A message for each track of a speaking mouth."""
    return [
        _spelt(VISEMES, viseme_weights(track.values), now.of(track.t_ns), track.rate_hz)
        for track in tracks
        if np.array_equal(track.columns, _MOUTH)
    ]


def _spelt(names: Sequence[str], rows: F32, stamp_ns: int, rate_hz: float) -> Spelt:
    count, width = rows.shape
    head = json.dumps({"stamp_ns": stamp_ns, "rate_hz": float(rate_hz)})
    data = array("f")
    data.frombytes(np.ascontiguousarray(rows).tobytes())
    return Spelt([(head, count, count * width), (" ".join(names), width, width)], data)
