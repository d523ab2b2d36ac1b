"""`Beats`: which accents get a beat, and which beat: lively, never frozen, never a flail."""

import numpy as np

from kinesics.gesture.enact import Manner
from kinesics.gesture.gesture import Gesture
from kinesics.signals import Persona

__all__ = ["Beats"]

SOONEST_S = 0.55
"""From stroke to stroke: with preparation, fewer than two beats a second are what arms do."""

AT_REST_S = 4.0
"""Of speech with accents but without a beat: then the next accent gets one for certain."""

SHARE = 0.5
"""Of the accents that get a beat, as authored: about thirty a minute (ours: counts of beats in
talk differ by a factor of ten between people and tasks)."""

WORD_SHARE = 0.6
"""Of the words that call a gesture which get it, as authored."""

WORD_SOONEST_S = 2.0
"""From one gesture that a word called to the next."""

_SIZES = (0.9, 1.0, 1.1)
"""That 94 of 100 gestures of a persona as authored are made in."""

_SAME = 0.55  # how often the same beat comes again: people keep to one for a phrase
_LATEST_NS = -(2**62)


class Beats:
    """The same seed and the same accents give the same beats."""

    def __init__(self, library: tuple[Gesture, ...], seed: int) -> None:
        self._library = library
        self._random = np.random.default_rng((seed, 0xBEA7))
        self._liveliness = self._energy = 0.5
        self._last_ns = self._last_word_ns = _LATEST_NS
        self._next = self._draw(None)
        self._after = self._draw(self._next)

    def live(self, persona: Persona) -> None:
        """How extraverted and energetic everything is, from now on."""
        self._liveliness = 0.5 * (persona.extraversion + persona.energy)
        self._energy = persona.energy

    def wants(self, t_ns: int, strength: float) -> bool:
        """Whether an accent at `t_ns` of `strength` 0..1 gets a beat, if one is possible."""
        since_s = (t_ns - self._last_ns) * 1e-9
        if since_s < SOONEST_S:
            return False
        share = 2.0 * self._liveliness * SHARE * (0.6 + 0.7 * strength)
        waited = max(since_s - 1.0, 0.0) / (AT_REST_S - 1.0) if self._liveliness > 0.0 else 0.0
        return bool(self._random.random() < share + waited)

    def wants_word(self, t_ns: int) -> bool:
        """Whether a word at `t_ns` that calls a gesture gets it."""
        if (t_ns - self._last_word_ns) * 1e-9 < WORD_SOONEST_S:
            return False
        return bool(self._random.random() < 2.0 * self._liveliness * WORD_SHARE)

    def done(self, t_ns: int, *, word: bool = False) -> None:
        """A stroke falls on `t_ns`."""
        self._last_ns = t_ns
        if word:
            self._last_word_ns = t_ns
        else:
            self._next, self._after = self._after, self._draw(self._after)

    @property
    def next(self) -> tuple[Gesture, Manner]:
        """The beat to come, and how it will be made."""
        return self._next

    @property
    def after(self) -> tuple[Gesture, Manner]:
        """And the one after it."""
        return self._after

    @property
    def last_ns(self) -> int:
        """When the last stroke fell."""
        return self._last_ns

    @property
    def all(self) -> list[tuple[Gesture, Manner]]:
        """Every beat in the sizes and on the sides that it comes on."""
        sides = "left", "right"
        return [(one, Manner(n, side)) for one in self._library for n in _SIZES for side in sides]

    def size(self) -> float:
        """How large a gesture is, about 1, now."""
        drawn = float(self._random.normal(0.0, 0.08))
        return round(min(max(0.7 + 0.6 * self._energy + drawn, 0.5), 1.2), 1)

    def _draw(self, before: tuple[Gesture, Manner] | None) -> tuple[Gesture, Manner]:
        if before is not None and self._random.random() < _SAME:
            return before[0], Manner(self.size(), before[1].side)
        others = [one for one in self._library if before is None or one is not before[0]]
        gesture = others[int(self._random.integers(len(others)))]
        side = "right" if self._random.random() < 0.6 else "left"
        return gesture, Manner(self.size(), side)
