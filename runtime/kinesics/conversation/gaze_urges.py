"""`GazeUrges`: what the gaze network moves eyes and lids to do, drawn step by step."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from math import exp, isfinite, log, pi, radians
from typing import Any

import numpy as np

from kinesics.conversation.due_blinks import DueBlinks
from kinesics.conversation.gaze_cues import LEAD_STEPS, STATES, STEP_NS, Situation, cue_row
from kinesics.conversation.gaze_heard import GazeHeard
from kinesics.ports import Packet, Stepper
from kinesics.signals import BlinkUrges

__all__ = ["GazeUrges", "OwnGaze", "Urge"]

_LEAST_RAD, _PER_UNIT_RAD = radians(5.0), radians(10.0)
_LOGIT = 30.0
_NOD_AGAIN_NS = 1_200_000_000  # as `kinesics_training/gaze/laws.py` has it
_DICE = 9  # avert, back, jump, blink, nod; when, closing, size and direction
_BLINK = 3
_LONG_S = 5.0
_LISTENS = STATES.index("listening")
_ANSWERS_S = 1.0
"""For so long after somebody has spoken a nod answers them: listeners nod 0.2 to 0.7 s after a
pause begins, or a low pitch (Ward & Tsukahara 2000), and not at silence."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OwnGaze:
    """Where the gaze is by what is decided, and since when; dates of robot time."""

    at: bool
    away: bool
    turned_ns: int
    moved_ns: int
    jump_rad: float
    share: float
    company: bool
    others: int
    news_ns: int


@dataclass(frozen=True, slots=True)
class Urge:
    """Of one step: any of these, if there is anything to look away from, or back to."""

    t_ns: int
    """Date of the step, by which the network counts."""
    onset_ns: int
    """When in the step it happens."""
    avert: bool
    back: bool
    jump: bool
    size_rad: float
    """How far a glance goes, without a farthest."""
    angle_rad: float
    """And whereto: 0 is right, π/2 up."""
    nod: float
    """How deeply who listens nods, 0..1; 0: not at all."""


class GazeUrges:
    """The network `gaze` and its dice: the same seed, the same draws.

    It steps 25 times a second of motion. A network that fails is asked no more: `alive` tells.
    """

    def __init__(self, stepper: Stepper, seed: int) -> None:
        self._stepper = stepper
        self._random = np.random.default_rng((seed, 0x6A2E))
        self._heard = GazeHeard()
        self._step = -1  # before the first is told
        self._due = DueBlinks()
        self._nodded_ns: int | None = None
        self._blinks: list[tuple[int, bool]] = []
        self._told_ns = 0
        self.alive = True

    def hear(self, packet: Packet) -> None:
        """Whatever comes."""
        self._heard.hear(packet)

    def next_ns(self, first_ns: int) -> int:
        """Date of the next step; of the very first one `first_ns`, or soon after."""
        if self._step < 0:
            self._step = -(-first_ns // STEP_NS)
            self._told_ns = self._step * STEP_NS
        return self._step * STEP_NS

    def step(self, own: OwnGaze) -> Urge | None:
        """What the step at `next_ns` brings; None: the network has failed."""
        t_ns = self._step * STEP_NS
        self._step += 1
        told = self._heard.at(t_ns - LEAD_STEPS * STEP_NS)
        self._stepper.inputs["cues"][0] = cue_row(self._situation(t_ns, own, told))
        try:
            self._stepper.step()
            made = {name: array[0].tolist() for name, array in self._stepper.outputs.items()}
        except Exception:
            self.alive = False
            _log.exception("the gaze network died; rules decide where to look and when to blink")
            return None
        if not all(map(isfinite, chain(*made.values()))):
            self.alive = False
            _log.error("the gaze network answers what is no number; rules decide from here on")
            return None
        return self._drawn(t_ns, made, nods=own.company and _listens_to_speech(told))

    def blinks(self) -> BlinkUrges | None:
        """Those that were drawn since the last call."""
        if self._told_ns >= self._step * STEP_NS:
            return None
        from_ns, self._told_ns = self._told_ns, self._step * STEP_NS
        told, self._blinks = tuple(self._blinks), []
        return BlinkUrges(from_ns, self._told_ns, told)

    def _situation(self, t_ns: int, own: OwnGaze, told: dict[str, object]) -> Situation:
        blinked_ns = self._due.due_ns
        since_s = _LONG_S if blinked_ns is None else max(t_ns - blinked_ns, 0) * 1e-9
        return Situation(
            **told,  # type: ignore[arg-type]
            company=float(own.company),
            others=float(own.others),
            news_s=(t_ns - own.news_ns) * 1e-9,
            at=float(own.at),
            away=float(own.away),
            turned_s=(t_ns - own.turned_ns) * 1e-9,
            moved_s=(t_ns - own.moved_ns) * 1e-9,
            jump_rad=own.jump_rad,
            blinked_s=since_s,
            share=own.share,
        )

    def _drawn(self, t_ns: int, made: dict[str, list[float]], *, nods: bool) -> Urge:
        """Dice for everything, needed or not: what happens changes no later draw.

        `nods`: whether there is anything to nod at.
        """
        *draws, when, full, size, way = self._random.random(_DICE).tolist()
        chances = [_chance(logit) for logit in made["hazards"][: len(draws)]]
        happens = [die < chance for die, chance in zip(draws, chances, strict=True)]
        glance, closes, depth = made["manner"]
        onset_ns = t_ns + round(when * STEP_NS)
        avert, back, jump, _, urged = happens
        if self._due.step(t_ns, chances[_BLINK], draws[_BLINK], pauses=self._heard.falls_silent):
            self._blinks.append((onset_ns, full < _chance(closes)))
        size_rad = _LEAST_RAD - log(1.0 - size) * _PER_UNIT_RAD * glance
        angle_rad = _angle_rad(way, made["directions"]) if any(happens[:3]) else 0.0
        nods = urged and nods and _is_over(self._nodded_ns, _NOD_AGAIN_NS, t_ns)
        self._nodded_ns = t_ns if nods else self._nodded_ns
        nod = depth if nods else 0.0
        return Urge(t_ns, onset_ns, avert, back, jump, size_rad, angle_rad, nod)


def _listens_to_speech(told: Mapping[str, Any]) -> bool:
    """Whether it listens, and somebody speaks or has just done so."""
    return bool(told["state"] == _LISTENS and told["partner_pause_s"] <= _ANSWERS_S)


def _is_over(since_ns: int | None, lasts_ns: int, t_ns: int) -> bool:
    return since_ns is None or t_ns >= since_ns + lasts_ns


def _chance(logit: float) -> float:
    return 1.0 / (1.0 + exp(-min(max(logit, -_LOGIT), _LOGIT)))


def _angle_rad(die: float, logits: list[float]) -> float:
    """An angle of the shares that `logits` tell, anywhere within its step: 0 is right, π/2 up."""
    most = max(logits)
    shares = [exp(logit - most) for logit in logits]
    left = die * sum(shares)
    for step, share in enumerate(shares):
        if left < share:
            return 2.0 * pi / len(shares) * (step + left / share - 0.5)
        left -= share
    return 0.0
