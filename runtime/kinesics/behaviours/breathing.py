"""`Breathing`: the slowest sign of life."""

import numpy as np

from kinesics.motion.channels import columns
from kinesics.motion.track import Track
from kinesics.ports import Packet
from kinesics.signals import Horizon

__all__ = ["Breathing"]

_STEP_NS = 40_000_000  # 25 Hz is 100 rows a breath: linear between rows is smooth enough
_INHALE_SHARE = 0.4  # breathing out takes longer: inspiration is about 40 % of a quiet breath


class Breathing:
    """A regular breath at the rate of a resting adult (12 to 20 a minute)."""

    name = "breathing"

    def __init__(self, per_minute: float = 14.0) -> None:
        self._period_ns = round(60e9 / per_minute)
        self._next_ns: int | None = None

    def feed(self, packet: Packet) -> Track | None:
        """Breath up to the horizon, or None: nothing new is wanted."""
        if not isinstance(packet, Horizon):
            return None
        first = packet.t_ns // _STEP_NS * _STEP_NS if self._next_ns is None else self._next_ns
        times_ns = np.arange(first, packet.t_ns + _STEP_NS, _STEP_NS)
        if not len(times_ns):
            return None
        self._next_ns = int(times_ns[-1]) + _STEP_NS
        phase = times_ns % self._period_ns / self._period_ns
        inhaling = phase / _INHALE_SHARE
        exhaling = (phase - _INHALE_SHARE) / (1.0 - _INHALE_SHARE)
        turn = np.where(phase < _INHALE_SHARE, inhaling, 1.0 + exhaling)  # 0..1 in, 1..2 out
        depth = 0.5 - 0.5 * np.cos(np.pi * turn)
        return Track(int(times_ns[0]), 1e9 / _STEP_NS, columns(["breath"]), depth[:, None])
