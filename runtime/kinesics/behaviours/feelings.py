"""`Feelings`: what the robot feels, of events, hints and mood, told while nobody commands it."""

import logging
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from kinesics.affect.mixture import shares_of
from kinesics.affect.mood import Mood, personality_of
from kinesics.affect.state import STEP_NS, AffectState, Beneath
from kinesics.errors import AffectError
from kinesics.ports import Packet
from kinesics.signals import Appraisal, Feeling, Hint, Horizon, LetGo, Persona

__all__ = ["Feelings"]

_EVERY_NS = 4 * STEP_NS  # a change is paid for by motion made anew; in this time it is .04 at most
_SEEN = 0.02  # of an axis, the intensity, or a share of it: less is not worth telling
_NOTHING = np.zeros(1)

_log = logging.getLogger(__name__)


class Feelings:
    """An `Analyser`: events, hints, personas in; feelings up to the horizon out, if they change.

    A `Feeling` from anybody else is a command: from the first on, until a `LetGo`, nothing else is
    told, but the mood follows it. What nobody commanded moves by at most
    `affect.state.DRIFT_PER_S`: hints fade when they stop, events wear off, and what they leave in
    the mood goes to the baseline of the persona in minutes.
    """

    name = "feelings"

    def __init__(self, mood: Mood | None = None) -> None:
        """`mood`: what it is in before anything happens; None: that of its persona."""
        self.refused = 0
        """Events, hints and commands that cannot be: what is felt goes on."""
        self._state: AffectState | None = None
        self._mood = mood
        self._told = _NOTHING
        self._newest: Feeling | None = None
        self._horizon_ns: int | None = None
        self._next_ns = 0
        self._commanded = False
        self._lets_go_ns: int | None = None

    @property
    def late(self) -> int:
        """Hints and events that were dated before what was already told: they acted from then."""
        return 0 if self._state is None else self._state.late

    @property
    def beneath(self) -> Beneath:
        """What lies beneath what is felt, as far as it was asked for: up to the last horizon."""
        if self._state is not None:
            return self._state.beneath
        valence, arousal, dominance = (0.0, 0.0, 0.0) if self._mood is None else self._mood.vad
        return Beneath((float(valence), float(arousal), float(dominance)))

    def feed(self, packet: Packet) -> list[Feeling]:
        """The feelings that begin up to the horizon, if they are others than before."""
        if isinstance(packet, Horizon):
            return self._until(packet.t_ns)
        if isinstance(packet, LetGo):
            self._lets_go_ns = packet.t_ns if self._commanded else None
        elif isinstance(packet, Feeling | Hint | Appraisal | Persona):
            try:
                return self._hear(packet)
            except AffectError as error:
                self.refused += 1
                _log.warning("what was told of a feeling was refused: %s", error)
        return []

    def _hear(self, packet: Feeling | Hint | Appraisal | Persona) -> list[Feeling]:
        if isinstance(packet, Feeling):
            return self._obey(packet)
        if isinstance(packet, Persona):
            self._become(packet)
        elif isinstance(packet, Hint):
            state = self._begun(packet.feeling.t_ns)
            state.hint(packet.source, packet.feeling, packet.confidence)
        else:
            self._begun(packet.t_ns).appraise(packet)
        return []

    def _obey(self, command: Feeling) -> list[Feeling]:
        """A command; told anew at the date of what was told for later, which it takes back."""
        state = self._begun(command.t_ns)
        state.command(replace(command, t_ns=max(command.t_ns, self._next_ns)))
        self._commanded, self._lets_go_ns = True, None
        before, self._newest = self._newest, None
        if before is None or before.t_ns <= command.t_ns:
            return []
        return [replace(command, t_ns=before.t_ns)]

    def _become(self, persona: Persona) -> None:
        """Its mood begins at the baseline of who it is; later it goes there."""
        personality = personality_of(persona)
        if self._state is not None:
            self._state.be(persona.t_ns, personality)
        elif self._mood is not None:
            self._mood.baseline = personality.baseline
        elif personality.baseline.any():
            self._mood = Mood(personality, begin=None if self._horizon_ns is None else (0, 0, 0))

    def _begun(self, t_ns: int) -> AffectState:
        """The state; if there is none yet, of `t_ns` on."""
        if self._state is None:
            self._state = AffectState(t_ns, self._mood)
            self._next_ns = -(-t_ns // _EVERY_NS) * _EVERY_NS
        return self._state

    def _until(self, end_ns: int) -> list[Feeling]:
        self._horizon_ns = end_ns
        if self._state is None and self._mood is None:
            return []
        state, told = self._begun(end_ns), []
        while self._next_ns <= end_ns:
            self._let_go(state)
            feeling = state.at(self._next_ns)
            if not self._commanded and self._differs(feeling):
                self._newest = feeling
                told.append(feeling)
            self._next_ns += _EVERY_NS
        return told

    def _let_go(self, state: AffectState) -> None:
        if self._lets_go_ns is None or self._next_ns < self._lets_go_ns:
            return
        state.let_go(self._next_ns)
        self._commanded, self._lets_go_ns = False, None
        self._told = np.full(1, np.inf)

    def _differs(self, feeling: Feeling) -> bool:
        """Whether it is worth telling; what is asked is then what was told last."""
        strength = _strength(feeling)
        if np.abs(strength - self._told).max() < _SEEN:
            return False
        self._told = strength
        return True


def _strength(feeling: Feeling) -> NDArray[np.float64]:
    """(E + 3,) how strong each emotion but neutral is, which shows nothing; intensity, and VAD."""
    shares = feeling.intensity * shares_of(feeling.mixture)
    return np.concatenate((shares[1:], [feeling.intensity], feeling.vad))
