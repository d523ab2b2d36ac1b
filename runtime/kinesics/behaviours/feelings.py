"""`Feelings`: what the robot feels of what is hinted, told while nobody commands it."""

import numpy as np
from numpy.typing import NDArray

from kinesics.affect.mixture import shares_of
from kinesics.affect.mood import Mood
from kinesics.affect.state import STEP_NS, AffectState
from kinesics.ports import Packet
from kinesics.signals import Feeling, Hint, Horizon

__all__ = ["Feelings"]

_EVERY_NS = 4 * STEP_NS  # a change is paid for by motion made anew; in this time it is .04 at most
_SEEN = 0.02  # of an axis, the intensity, or a share of it: less is not worth telling


class Feelings:
    """An `Analyser`: hints in, feelings up to the horizon out, while they change.

    A `Feeling` from anybody else is a command: from the first on, nothing hinted is told any more.
    What is hinted moves by at most `affect.state.DRIFT_PER_S`, and fades when hints stop.
    """

    name = "feelings"

    def __init__(self, mood: Mood | None = None) -> None:
        """`mood`: what it is in before anything is hinted; None: a neutral one."""
        self._state: AffectState | None = None
        self._mood = mood
        self._told = np.zeros(1)
        self._next_ns = 0
        self._commanded = False

    @property
    def late(self) -> int:
        """Hints that were dated before what was already told: they acted from then on."""
        return 0 if self._state is None else self._state.late

    def feed(self, packet: Packet) -> list[Feeling]:
        """The feelings that begin up to the horizon, if they are others than before."""
        if isinstance(packet, Feeling):
            self._commanded = True
        elif isinstance(packet, Hint):
            state = self._state or self._begun(packet.feeling.t_ns)
            state.hint(packet.source, packet.feeling, packet.confidence)
        elif isinstance(packet, Horizon) and not self._commanded:
            if self._state is None and self._mood is not None:
                self._begun(packet.t_ns)
            if self._state is not None:
                return self._tell(self._state, packet.t_ns)
        return []

    def _begun(self, t_ns: int) -> AffectState:
        self._state = AffectState(t_ns, self._mood)
        self._next_ns = -(-t_ns // _EVERY_NS) * _EVERY_NS
        return self._state

    def _tell(self, state: AffectState, end_ns: int) -> list[Feeling]:
        told = []
        while self._next_ns <= end_ns:
            feeling = state.at(self._next_ns)
            strength = _strength(feeling)
            if np.abs(strength - self._told).max() >= _SEEN:
                self._told = strength
                told.append(feeling)
            self._next_ns += _EVERY_NS
        return told


def _strength(feeling: Feeling) -> NDArray[np.float64]:
    """(E + 3,) how strong each emotion but neutral is, which shows nothing; intensity, and VAD."""
    shares = feeling.intensity * shares_of(feeling.mixture)
    return np.concatenate((shares[1:], [feeling.intensity], feeling.vad))
