"""`Lessons`: what people would do in a world, by published statistics, and how likely it was.

Every event is drawn step by step from a chance that is known (laws.py). So a network that is taught
the events can be judged against the chances themselves.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kinesics.conversation.gaze_cues import CUES, LEAD_STEPS, STATES, Situation, cue_rows
from kinesics_training.gaze.laws import LEAST_DEG, NOD_AGAIN_S, Laws
from kinesics_training.gaze.worlds import ALONE, AWAY, NOTHING, STEP_S, TO_PARTNER, World

F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

EVENTS = ("avert", "back", "jump", "blink", "nod")
"""Away from the partner; back; on to another place; a blink begins; who listens nods."""

EXTRAS = ("full", "glance", "direction", "depth")
"""Whether a blink closes; degrees beyond the least and direction of a glance; depth of a nod."""

_PARTNER, _AWAY, _ALONE = range(3)
_MEMORY_S = 40.0
_FACE_DEG = (1.5, 4.5)


@dataclass(frozen=True, eq=False)
class Lessons:
    """(B, T, ...) rows, what happened in each, and what there was to know."""

    cues: F32
    """(B, T, C)"""
    events: Flags
    """(B, T, 5) as `EVENTS`."""
    open: Flags
    """(B, T, 5) which could have happened: nothing was forced."""
    extras: F32
    """(B, T, 4) as `EXTRAS`; NaN where there are none."""
    chances: F32
    """(B, T, 5) of each event, as it was drawn; NaN where nobody knows."""
    plain: F32
    """(B, T, 5) what the rules would have said."""


def live(world: World, seed: int) -> Lessons:
    """What people do in a world."""
    return _Lives(world, np.random.default_rng((seed, 0x6A2E))).run()


class _Lives:
    """All lanes of a world side by side, (B,) each."""

    def __init__(self, world: World, random: np.random.Generator) -> None:
        self._world, self._random, self._laws = world, random, Laws()
        lanes, steps = world.state.shape
        self._mode = np.full(lanes, _ALONE)
        self._bound_s = np.zeros(lanes)
        self._turned_s, self._moved_s = np.full(lanes, 5.0), np.full(lanes, 2.0)
        self._jump_rad = np.zeros(lanes)
        self._blinked_s = np.asarray(random.uniform(0.0, 3.0, lanes), np.float64)
        self._nodded_s = np.full(lanes, 5.0)
        self._spent = np.zeros((lanes, len(STATES), 2))
        shape = (lanes, steps)
        self._made = Lessons(
            np.zeros((*shape, len(CUES)), np.float32),
            np.zeros((*shape, len(EVENTS)), bool),
            np.zeros((*shape, len(EVENTS)), bool),
            np.full((*shape, len(EXTRAS)), np.nan, np.float32),
            np.zeros((*shape, len(EVENTS)), np.float32),
            np.zeros((*shape, len(EVENTS)), np.float32),
        )

    def run(self) -> Lessons:
        """Step by step."""
        plain = Laws(plain=True)
        for step in range(self._world.state.shape[1]):
            forced = self._force(step)
            seen = self._seen(step)
            self._made.cues[:, step] = cue_rows(seen)
            self._made.plain[:, step] = _chances(plain, seen)
            self._made.chances[:, step] = chances = _chances(self._laws, seen)
            drawn = self._random.random(chances.shape) < chances
            self._look(step, seen, drawn[:, :3], forced)
            self._blink(step, seen, drawn[:, 3])
            self._nod(step, seen, drawn[:, 4])
            self._pass(step)
        return self._made

    def _seen(self, step: int) -> Situation:
        """Heard and seen `LEAD_STEPS` before, done by now."""
        heard = max(step - LEAD_STEPS, 0)
        told = {
            name: getattr(self._world, name)[:, heard].astype(int if name == "state" else float)
            for name in World.__dataclass_fields__
            if name != "forced"
        }
        return Situation(
            **told,
            at=(self._mode == _PARTNER).astype(float),
            away=(self._mode == _AWAY).astype(float),
            turned_s=self._turned_s,
            moved_s=self._moved_s,
            jump_rad=self._jump_rad,
            blinked_s=self._blinked_s,
            share=_recent(self._spent, told["state"]),
        )

    def _force(self, step: int) -> Flags:
        """What the begins and ends of turns do, as the runtime's rules have it; who is forced."""
        told = self._world.forced[:, step]
        left_s = np.maximum(self._bound_s - STEP_S, 0.0)
        ends = (self._bound_s > 0.0) & (left_s == 0.0)
        binds = (told == AWAY) & (self._world.state[:, step] == 0)
        self._bound_s = np.where(told == NOTHING, left_s, 0.0)
        for lane in np.flatnonzero(binds).tolist():
            self._bound_s[lane] = self._laws.begin_away.draw(self._random)
        mode = np.select(
            [told == TO_PARTNER, told == AWAY, told == ALONE, ends],
            [_PARTNER, _AWAY, _ALONE, _PARTNER],
            self._mode,
        )
        changes, self._mode = mode != self._mode, mode
        sizes = np.radians(LEAST_DEG + self._random.exponential(7.0, len(mode)))
        self._moved(changes, sizes, turns=changes)
        return (told != NOTHING) | ends

    def _look(self, step: int, seen: Situation, drawn: Flags, forced: Flags) -> None:
        at, away = self._mode == _PARTNER, self._mode == _AWAY
        opens = np.stack([at, away & (self._bound_s == 0.0), np.ones_like(at)], axis=1)
        opens &= ~forced[:, None]
        happens = drawn & opens
        turns = happens[:, :2].any(axis=1)
        opens[:, 2] &= ~turns
        happens[:, 2] &= ~turns
        self._made.open[:, step, :3], self._made.events[:, step, :3] = opens, happens
        self._mode = np.select([happens[:, 0], happens[:, 1]], [_AWAY, _PARTNER], self._mode)
        jumps = turns | happens[:, 2]
        glances = jumps & (self._mode != _PARTNER)
        sizes = np.radians(self._random.uniform(*_FACE_DEG, len(at)))
        sizes[happens[:, 1]] = np.maximum(self._jump_rad, np.radians(LEAST_DEG))[happens[:, 1]]
        manner, state = self._laws.manner(seen), np.asarray(seen.state)
        for lane in np.flatnonzero(glances).tolist():
            far_deg, way = self._laws.glance_deg(int(state[lane]), manner, lane, self._random)
            sizes[lane] = np.radians(far_deg)
            self._made.extras[lane, step, 1:3] = far_deg - LEAST_DEG, way
        self._moved(jumps, sizes, turns=turns)

    def _moved(self, who: Flags, sizes: F64, *, turns: Flags) -> None:
        self._moved_s = np.where(who, 0.0, self._moved_s)
        self._jump_rad = np.where(who, sizes, self._jump_rad)
        self._turned_s = np.where(turns, 0.0, self._turned_s)

    def _blink(self, step: int, seen: Situation, blinks: Flags) -> None:
        self._made.open[:, step, 3], self._made.events[:, step, 3] = True, blinks
        closes = self._random.random(len(blinks)) >= self._laws.partial(seen)
        self._made.extras[blinks, step, 0] = closes[blinks]
        self._blinked_s = np.where(blinks, 0.0, self._blinked_s)

    def _nod(self, step: int, seen: Situation, nods: Flags) -> None:
        listens = (np.asarray(seen.state) == 1) & (self._mode != _ALONE)
        self._made.open[:, step, 4] = opens = listens & (self._nodded_s >= NOD_AGAIN_S)
        self._made.events[:, step, 4] = nods = nods & opens
        self._nodded_s = np.where(nods, 0.0, self._nodded_s)
        depth = self._laws.nod(seen)[1] + self._random.normal(0.0, 0.08, len(nods))
        self._made.extras[nods, step, 3] = np.clip(depth, 0.0, 1.0)[nods]

    def _pass(self, step: int) -> None:
        state, lanes = self._world.state[:, step].astype(int), np.arange(len(self._mode))
        self._turned_s, self._moved_s = self._turned_s + STEP_S, self._moved_s + STEP_S
        self._blinked_s, self._nodded_s = self._blinked_s + STEP_S, self._nodded_s + STEP_S
        keeps = np.where(self._mode == _ALONE, 1.0, np.exp(-STEP_S / _MEMORY_S))
        self._spent[lanes, state] *= keeps[:, None]
        for mode in (_PARTNER, _AWAY):
            self._spent[lanes, state, mode] += STEP_S * (self._mode == mode)


def _chances(laws: Laws, seen: Situation) -> F64:
    """(B, 5) as `EVENTS`."""
    return np.column_stack((laws.gaze(seen), laws.blink(seen), laws.nod(seen)[0]))


def _recent(spent: F64, state: npt.NDArray[np.int64]) -> F64:
    """(B,) share of the last while in a state that went to the partner; 0.5 where nothing did."""
    at, away = spent[np.arange(len(state)), state].T
    known_s = at + away
    share: F64 = np.where(known_s > 1.0, at / np.maximum(known_s, 1e-9), 0.5)
    return share
