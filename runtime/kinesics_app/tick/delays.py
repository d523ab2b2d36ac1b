"""`Delays`: the four delays between a sound known and a sound shown, never confused."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from kinesics.errors import KinesicsError
from kinesics.motion import channels
from kinesics.rig.foresight import foresight_ticks
from kinesics.rig.rig import Rig

__all__ = ["LEAST_LEAD_MS", "TICK_MS", "Delays", "lag_ms", "mouth_lag_ms"]

TICK_MS = 10.0
HOP_MS = 10.0
LEAST_LEAD_MS = 25.0
"""The firmware looks 14 ms ahead of the joint and needs the next row 10 ms after that."""

_MOST_LEAD_MS = 1000.0


@dataclass(frozen=True, slots=True)
class Delays:
    """All in ms; their sum is how long the sound waits for the lips."""

    lookahead_ms: float
    """How much future the network hears."""
    lead_ms: float
    """How far ahead of its execution a setpoint leaves; a host stall of up to 15 ms less than
    this changes no bit of what is played."""
    lag_ms: float
    """How late the slowest mouth joint follows its setpoint."""
    compute_ms: float = HOP_MS + TICK_MS
    """A hop of sound must be complete, and its row leaves at the tick after."""

    def __post_init__(self) -> None:
        if not LEAST_LEAD_MS <= self.lead_ms <= _MOST_LEAD_MS:
            raise KinesicsError(
                f"lead of {self.lead_ms:g} ms; wanted {LEAST_LEAD_MS:g}..{_MOST_LEAD_MS:g} ms"
            )

    @property
    def ahead_ns(self) -> int:
        """How far ahead a tick dates its row: the lead still holds when the next tick is due."""
        return round((self.lead_ms + TICK_MS) * 1e6)

    @property
    def presentation_delay_ms(self) -> float:
        """How long the sound waits, once, at the start of an utterance."""
        return self.lookahead_ms + self.compute_ms + self.lead_ms + self.lag_ms


def mouth_lag_ms(rig: Rig) -> float:
    """How long the sound waits for the joints that move the mouth [ms].

    The lag of the slowest of them, and where lips are slow their foresight. A robot without a mouth
    waits for its slowest joint.
    """
    mouth = {channel.name for channel in channels.CHANNELS if channel.region == "mouth"}
    return lag_ms(rig, mouth) + foresight_ticks(rig, TICK_MS * 1e-3) * TICK_MS


def lag_ms(rig: Rig, names: Collection[str]) -> float:
    """The lag of the slowest joint that these channels move [ms]; of all, where they move none."""
    shown = any(map(rig.shows, names))
    moves = np.array(
        [not shown or any(drive.channel in names for drive in joint.drives) for joint in rig.joints]
    )
    return max(group.lag_ns * 1e-6 for group in rig.lag_groups() if moves[group.joints].any())
