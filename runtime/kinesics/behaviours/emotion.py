"""`EmotionDisplay`: feelings and plans in; face, head and eyes out, off a speaking mouth."""

import logging
from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kinesics.affect.dynamics import FaceDynamics
from kinesics.affect.faces import face_of
from kinesics.affect.facs import ACTIONS, COLUMNS, face_channels_of
from kinesics.affect.feeling import check_feeling
from kinesics.affect.speaking import SpeakingGate
from kinesics.affect.wishes import Wishes
from kinesics.behaviours.given_steps import GivenSteps
from kinesics.errors import AffectError
from kinesics.motion.track import Track
from kinesics.ports import Packet
from kinesics.signals import Expression, Feeling, Horizon, Speech, SpeechEnd

__all__ = ["EmotionDisplay"]

F64 = NDArray[np.float64]

_log = logging.getLogger(__name__)

RATE_HZ = 50.0
_STEP_NS = 20_000_000
_KEPT = 128  # states, 2.5 s: as far back as motion can be made anew
_LATE = 25  # steps, 0.5 s: more than the loop asks ahead, so long past
_SEEN = 0.002  # of an action: a planner may tell the same feeling at every tick
_QUEUED = 256  # utterances that a planner may have told ahead
_PATIENCE_NS = 1_000_000_000
"""Speech that goes on for longer than this without sound or `SpeechEnd` has ended."""


@dataclass(slots=True)
class _Talk:
    """An utterance, as steps: from its first row of the mouth to where it ends, as far as known."""

    first: int
    end: int


class EmotionDisplay:
    """Adds the face of what is felt to what else moves it: for an additive layer.

    A feeling acts from its own date on, and rows that were given already are given anew from there,
    in the same position and velocity. It is to be dated after what the mixer was asked for; one
    dated half a second before the newest row is `late` and acts where the rows end. While the robot
    speaks the mouth is left to the speech, but for a tint of corners and cheeks. An `Expression` is
    dated alike and shows in the place of what is felt, until it ends or another begins.
    """

    name = "emotion"

    def __init__(self, seed: int, *, lookahead_ms: int = 80, mask: F64 | None = None) -> None:
        """`lookahead_ms`: how long before its first sound an utterance moves the mouth.

        `mask`, (N,) 0..1, is the share of each action that shows (see `facs.mask`).
        """
        if mask is not None and mask.shape != (len(ACTIONS),):
            raise AffectError(f"mask has shape {mask.shape}; wanted ({len(ACTIONS)},)")
        self.late = 0
        """Feelings and plans that were dated too long ago."""
        self.refused = 0
        """Feelings that cannot be: unknown emotions, shares that do not sum to 1."""
        self._mask = np.ones(len(ACTIONS)) if mask is None else mask
        self._lead_ns = lookahead_ms * 1_000_000
        self._dynamics = FaceDynamics(seed, 1.0 / RATE_HZ)
        self._gate = SpeakingGate(1.0 / RATE_HZ)
        self._wishes = Wishes(1.0 / RATE_HZ)
        self._talks: deque[_Talk] = deque(maxlen=_QUEUED)
        self._last: int | None = None  # step of the horizon
        self._given: GivenSteps[tuple[F64, float]] = GivenSteps(_KEPT)
        self._begun = 0  # step of the first row

    def feed(self, packet: Packet) -> Track | None:
        """Rows up to the horizon, or rows given anew; None: no feeling yet, or nothing changes."""
        if isinstance(packet, Horizon):
            self._last = max(_step(packet.t_ns), self._last or 0)
            return self._onwards()
        if isinstance(packet, Feeling | Expression):
            return self._want(packet)
        if isinstance(packet, Speech):
            return self._hear(packet)
        if isinstance(packet, SpeechEnd) and self._talks:
            self._talks[-1].end = _step(packet.t_ns)
            return self._speaks_otherwise(_step(packet.t_ns))
        return None

    def _want(self, packet: Feeling | Expression) -> Track | None:
        if isinstance(packet, Feeling) and not self._allows(packet):
            return None
        step = _step(packet.t_ns)
        if self._last is not None and step <= self._last - _LATE:
            self.late += 1
            step = self._last + 1
        if isinstance(packet, Feeling):
            actions = packet.intensity * face_of(packet.mixture)
            if _is_as(self._wishes.felt(step), actions):
                return None
            self._wishes.feel(step, actions)
        else:
            self._wishes.play(step, packet.plan)
        if self._given.next is None:
            return self._onwards()
        return self._rows(self._given.take_back(step))

    def _allows(self, feeling: Feeling) -> bool:
        """Whether a feeling can be; one that cannot is a planner's, and what is shown goes on."""
        try:
            check_feeling(feeling)
        except AffectError as error:
            self.refused += 1
            _log.warning("a feeling was refused: %s", error)
            return False
        return True

    def _hear(self, piece: Speech) -> Track | None:
        end_ns = piece.t_ns + len(piece.samples) * 1_000_000_000 // piece.rate_hz
        end = _step(end_ns + _PATIENCE_NS)
        first = _step(piece.t_ns - self._lead_ns)
        talk = self._talks[-1] if self._talks else None
        if talk is not None and first <= talk.end:
            ended, talk.end = talk.end, max(end, talk.end)
            return self._speaks_otherwise(ended)
        self._talks.append(_Talk(first, end))
        return self._speaks_otherwise(first)

    def _speaks_otherwise(self, step: int) -> Track | None:
        """From `step` on it speaks, or does not, as was not known when rows were given."""
        steps = self._given.take_back(step)
        if steps and step < steps.start == self._begun:
            self._given.amend((self._given.newest[0], self._closed_before(steps.start)))
        return self._rows(steps)

    def _onwards(self) -> Track | None:
        """Rows from where they ended up to the horizon."""
        first, step = self._wishes.first, self._given.next
        if self._last is None or first is None or (step is None and first > self._last):
            return None
        if step is None:
            step = self._begun = max(first, self._last - _KEPT)
            self._given.begin(step, (self._dynamics.rest(), self._closed_before(step)))
        return self._rows(range(step, self._last + 1))

    def _rows(self, steps: range) -> Track | None:
        """Their rows; the newest state is that before the first. None: no steps."""
        if not steps:
            return None
        positions, closed = np.empty((len(steps), len(ACTIONS))), np.empty(len(steps))
        for row, step in enumerate(steps):
            state, shut = self._given.newest
            state = self._dynamics.step(state, self._wishes.at(step) * self._mask)
            shut = self._gate.step(shut, speaking=self._speaks(step))
            self._given.give((state, shut))
            closed[row] = shut
            positions[row] = state[0]
        self._forget(self._given.oldest)
        values = face_channels_of(positions) * self._gate.shares(closed)
        return Track(steps.start * _STEP_NS, RATE_HZ, COLUMNS, values)

    def _forget(self, oldest: int) -> None:
        """Drop what no step from `oldest` on asks for."""
        self._wishes.forget(oldest)
        while len(self._talks) > 1 and self._talks[0].end < oldest:
            self._talks.popleft()

    def _closed_before(self, step: int) -> float:
        """How far the gate has closed by the row before `step`, of which none was given yet."""
        closed = 0.0
        for earlier in range(step - _KEPT, step):
            closed = self._gate.step(closed, speaking=self._speaks(earlier))
        return closed

    def _speaks(self, step: int) -> bool:
        return any(talk.first <= step < talk.end for talk in self._talks)


def _is_as(felt: F64 | None, actions: F64) -> bool:
    """Whether nobody would see these `actions` replace what is `felt` already."""
    if felt is None or (felt.any() and not actions.any()):
        return False
    return bool(np.abs(actions - felt).max() < _SEEN)


def _step(t_ns: int) -> int:
    """The first step at or after `t_ns`."""
    return -(-t_ns // _STEP_NS)
