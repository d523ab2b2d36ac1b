"""`PitchEcho`: the pitch of a voice that somebody else tracks too, worked out once for both."""

from collections import deque
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kinesics.audio.pitch import Pitch, PitchState, PitchTracker

__all__ = ["PitchEcho", "PitchLog"]

F32 = NDArray[np.float32]

_KEPT = 32  # hops by which an echo may be late


class _Heard(NamedTuple):
    """What a tracker made of a hop."""

    place: tuple[int, int]
    """How often it had begun anew, and how many hops before this one it had heard since."""
    hop: F32
    pitch: Pitch
    after: PitchState


class PitchLog:
    """A `PitchTracker` that remembers what it made of the last hops."""

    def __init__(self, rate_hz: int) -> None:
        self._tracker = PitchTracker(rate_hz)
        self._begun = self._count = 0
        self._heard: deque[_Heard] = deque(maxlen=_KEPT)
        self.hop = self._tracker.hop
        """Samples of a hop."""

    def reset(self) -> None:
        """Forget everything heard."""
        self._tracker.reset()
        self._begun, self._count = self._begun + 1, 0

    def push(self, hop: F32) -> Pitch:
        """As `PitchTracker.push`."""
        pitch = self._tracker.push(hop)
        place = self._begun, self._count
        self._heard.append(_Heard(place, hop, pitch, self._tracker.state()))
        self._count += 1
        return pitch

    def of(self, begun: int | None, count: int, hop: F32) -> _Heard | None:
        """What came of this `hop`, the `count`-th since it had begun anew for the `begun`-th time.

        `begun` None: whichever was last. None where another sound was heard, or long ago.
        """
        place = self._begun if begun is None else begun, count
        for heard in reversed(self._heard):
            if heard.place == place:
                return heard if heard.hop.tobytes() == hop.tobytes() else None
        return None


class PitchEcho:
    """To the bit what a `PitchTracker` of its own would say, which it becomes where need be.

    As long as its sound is that of the log since both began, the log's word is taken. From the
    first hop on that the log has not heard, or heard otherwise, it goes on by itself until `reset`.
    """

    def __init__(self, log: PitchLog, rate_hz: int) -> None:
        self._log = log
        self._own = PitchTracker(rate_hz)
        self._fresh = self._own.state()
        self.hop = self._own.hop
        """Samples of a hop."""
        self.reset()

    def reset(self) -> None:
        """Forget everything heard."""
        self._follows, self._begun, self._count = True, None, 0
        self._state = self._fresh

    _begun: int | None
    _state: PitchState

    def push(self, hop: F32) -> Pitch:
        """As `PitchTracker.push`."""
        heard = self._log.of(self._begun, self._count, hop) if self._follows else None
        if heard is not None:
            self._begun, self._state = heard.place[0], heard.after
            self._count += 1
            return heard.pitch
        if self._follows:
            self._own.restore(self._state)
            self._follows = False
        return self._own.push(hop)
