"""`World`: conversations as one who has them hears and sees them, by chance; nobody recorded them.

Lengths of turns, phrases and pauses, of feelings and of who is there, are ours (worlds.toml); the
statistics of what people *do* in them are the runtime's own data (attention.toml, blinks.toml).
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kinesics.conversation.gaze_cues import STATES, STEP_NS
from kinesics.conversation.gaze_laws import Dwell
from kinesics.conversation.gaze_manner import FELT
from kinesics.toml import load_toml

F32 = npt.NDArray[np.float32]
STEP_S = STEP_NS * 1e-9
NOTHING, TO_PARTNER, AWAY, ALONE = range(4)
"""What a moment forces on the gaze."""
_LONG_S = 100.0
_SPEAKING, _LISTENING, _THINKING, _IDLE = range(4)


@dataclass(frozen=True, eq=False)
class World:
    """(B, T) each, or (B, T, n), at 25 Hz: `Situation` without what one does oneself."""

    state: npt.NDArray[np.int8]
    voice: F32
    pause_s: F32
    begun_s: F32
    pitch_st: F32
    level_db: F32
    accent: F32
    boundary: F32
    partner: F32
    partner_pause_s: F32
    feelings: F32
    persona: F32
    company: F32
    others: F32
    news_s: F32
    forced: npt.NDArray[np.int8]


@lru_cache(maxsize=1)
def lengths() -> dict[str, Any]:
    """worlds.toml."""
    return load_toml(Path(__file__).with_name("worlds.toml"))


def worlds(lanes: int, minutes: float, seed: int) -> World:
    """`lanes` conversations of so many minutes each."""
    made = [_Lane(round(minutes * 60.0 / STEP_S), (seed, lane)) for lane in range(lanes)]
    names = World.__dataclass_fields__
    return World(**{name: np.stack([getattr(one, name) for one in made]) for name in names})


def _zeros(steps: int) -> F32:
    return np.zeros(steps, np.float32)


class _Lane:
    """One conversation, filled in span by span."""

    def __init__(self, steps: int, seed: tuple[int, int]) -> None:
        self._random, self._steps = np.random.default_rng(seed), steps
        self.voice, self.pause_s, self.pitch_st = _zeros(steps), _zeros(steps), _zeros(steps)
        self.level_db, self.accent, self.boundary = _zeros(steps), _zeros(steps), _zeros(steps)
        self.partner, self.partner_pause_s = _zeros(steps), _zeros(steps)
        self.company, self.others = _zeros(steps), _zeros(steps)
        self.begun_s = np.full(steps, _LONG_S, np.float32)
        self.news_s = np.full(steps, _LONG_S, np.float32)
        self.state = np.full(steps, _IDLE, np.int8)
        self.forced = np.zeros(steps, np.int8)
        self.feelings = np.zeros((steps, len(FELT)), np.float32)
        self.persona = np.zeros((steps, 3), np.float32)
        self._talk()
        self._feel()
        self._be_somebody()
        self._be_among()

    def _draw(self, name: str) -> int:
        """A length [steps] of this name."""
        mean_s, sd_s = lengths()[name]
        return max(round(Dwell(mean_s, sd_s).draw(self._random) / STEP_S), 1)

    def _talk(self) -> None:
        step = 0
        while step < self._steps:
            if self._random.random() < lengths()["alone_share"]:
                end = self._span(step, self._draw("alone"), _IDLE, company=False)
                self.forced[step] = ALONE
            else:
                end = self._meet(step)
            step = end

    def _meet(self, first: int) -> int:
        """Turns of a conversation."""
        step, last = first, min(first + self._draw("company"), self._steps)
        while step < last:
            state = int(self._random.choice(4, p=lengths()["turns"]))
            length = min(self._draw(STATES[state]), last - step)
            end = self._span(step, length, state, company=True)
            self._enter(step, end, state)
            step = end
        return step

    def _enter(self, step: int, end: int, state: int) -> None:
        self.forced[step] = AWAY if state == _THINKING else TO_PARTNER
        if state == _SPEAKING:
            away = self._random.random() < lengths()["begins_away"]
            self.forced[step] = AWAY if away else NOTHING
            self._speak(step, end)
        elif state == _LISTENING:
            self._hear(step, end)

    def _span(self, first: int, length: int, state: int, *, company: bool) -> int:
        end = min(first + length, self._steps)
        self.state[first:end] = state
        self.company[first:end] = company
        return end

    def _speak(self, first: int, end: int) -> None:
        random, step = self._random, first
        self.begun_s[first:end] = np.arange(end - first) * STEP_S
        while step < end:
            pause = min(step + self._draw("phrase"), end)
            self._phrase(step, pause)
            step = min(pause + self._draw("pause"), end)
            silent = (np.arange(step - pause) + 1) * STEP_S
            self.pause_s[pause:step] = silent
            self.boundary[pause:step] = np.clip(silent / 0.2, 0.0, 1.0) * random.uniform(0.4, 1.0)

    def _phrase(self, first: int, end: int) -> None:
        random, length = self._random, end - first
        self.voice[first:end] = 1.0
        self.pitch_st[first:end] = random.normal(0.0, 1.2, length) - np.linspace(-1.5, 1.5, length)
        self.level_db[first:end] = random.normal(0.0, 2.0, length)
        at = first + self._draw("accent")
        while at < end:
            strength = float(random.uniform(0.1, 1.0))
            self.accent[at] = strength
            self.pitch_st[at] += 5.0 * strength
            self.level_db[at] += 4.0 * strength
            at += self._draw("accent")

    def _hear(self, first: int, end: int) -> None:
        """A partner who speaks, with pauses, and is heard more or less surely."""
        step = first
        while step < end:
            pause = min(step + self._draw("phrase"), end)
            self.partner[step:pause] = self._random.uniform(0.7, 1.0)
            step = min(pause + self._draw("pause"), end)
            self.partner_pause_s[pause:step] = (np.arange(step - pause) + 1) * STEP_S

    def _feel(self) -> None:
        random, step = self._random, 0
        while step < self._steps:
            end = step + self._draw("feeling")
            if random.random() < lengths()["felt"]:
                shares = random.dirichlet(np.full(len(FELT), 0.25))
                self.feelings[step:end] = random.uniform(0.2, 1.0) * shares
            step = end

    def _be_somebody(self) -> None:
        random, step = self._random, 0
        while step < self._steps:
            end = step + self._draw("persona")
            if random.random() < lengths()["characters"]:
                self.persona[step:end] = random.uniform(-1.0, 1.0, 3)
            step = end

    def _be_among(self) -> None:
        step = 0
        while step < self._steps:
            end = min(step + self._draw("company"), self._steps)
            self.others[step:end] = self._random.integers(0, 4)
            self.news_s[step:end] = np.minimum(np.arange(end - step) * STEP_S, _LONG_S)
            step = end
