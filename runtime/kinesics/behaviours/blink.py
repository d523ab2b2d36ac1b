"""`Blink`: a renewal process with published rates and timing."""

from collections import deque

import numpy as np
from numpy.typing import NDArray

from kinesics.motion.channels import columns
from kinesics.motion.track import Track
from kinesics.ports import Packet
from kinesics.signals import Horizon, Speech, SpeechEnd

__all__ = ["Blink"]

RATE_AT_REST_PER_MIN = 17.0
RATE_SPEAKING_PER_MIN = 26.0
"""Bentivoglio et al. 1997, Movement Disorders 12:1028 (150 people; at rest, in conversation)."""

INTERVAL_SIGMA = 0.5
"""Of the logarithm of the interval: intervals are log-normal (same source); the spread is ours."""

SHORTEST_INTERVAL_S = 0.4

CLOSE_S, HOLD_S, OPEN_S = 0.080, 0.020, 0.140
"""Closing is 40-47 % faster than opening, about 66-100 ms; Ophthalmic Physiol Opt 2008, 28:345."""

_STEP_NS = 10_000_000
_LENGTH_NS = round((CLOSE_S + HOLD_S + OPEN_S) * 1e9)


class Blink:
    """Blinks of both eyes, more often while the robot speaks; the same seed, the same blinks."""

    name = "blink"

    def __init__(self, seed: int) -> None:
        self._random = np.random.default_rng((seed, 0xB11))
        self._columns = columns(["eyeBlinkLeft", "eyeBlinkRight"])
        self._next_ns: int | None = None
        self._blinks: deque[int] = deque()  # onsets, the last one still to come
        self._speaking_until_ns = 0

    def feed(self, packet: Packet) -> Track | None:
        """Lids up to the horizon, or None: nothing new is wanted."""
        if isinstance(packet, Speech):
            length_ns = len(packet.samples) * 1_000_000_000 // packet.rate_hz
            self._speaking_until_ns = packet.t_ns + length_ns
        elif isinstance(packet, SpeechEnd):
            self._speaking_until_ns = packet.t_ns
        elif isinstance(packet, Horizon):
            return self._until(packet)
        return None

    def _until(self, horizon: Horizon) -> Track | None:
        first = horizon.t_ns // _STEP_NS * _STEP_NS if self._next_ns is None else self._next_ns
        times_ns = np.arange(first, horizon.t_ns + _STEP_NS, _STEP_NS)
        if not len(times_ns):
            return None
        last = int(times_ns[-1])
        self._next_ns = last + _STEP_NS
        if not self._blinks:
            self._blinks.append(first + self._interval_ns(first))
        while self._blinks[-1] <= last:
            onset = self._blinks[-1]
            self._blinks.append(onset + self._interval_ns(onset))
        while self._blinks[0] + _LENGTH_NS < first:
            self._blinks.popleft()
        closed = np.max([_closure(times_ns - onset) for onset in self._blinks], axis=0)
        return Track(first, 1e9 / _STEP_NS, self._columns, np.repeat(closed[:, None], 2, axis=1))

    def _interval_ns(self, t_ns: int) -> int:
        speaking = t_ns < self._speaking_until_ns
        mean_s = 60.0 / (RATE_SPEAKING_PER_MIN if speaking else RATE_AT_REST_PER_MIN)
        median_s = mean_s * np.exp(-0.5 * INTERVAL_SIGMA**2)
        interval_s = float(self._random.lognormal(np.log(median_s), INTERVAL_SIGMA))
        return round(max(interval_s, SHORTEST_INTERVAL_S) * 1e9)


def _closure(since_ns: NDArray[np.int64]) -> NDArray[np.float64]:
    """How closed the lids are, 0..1, at times since a blink's onset."""
    since_s = since_ns * 1e-9
    closing = np.clip(since_s / CLOSE_S, 0.0, 1.0)
    opening = np.clip((since_s - CLOSE_S - HOLD_S) / OPEN_S, 0.0, 1.0)
    shut: NDArray[np.float64] = 0.5 * (np.cos(np.pi * opening) - np.cos(np.pi * closing))
    return shut
