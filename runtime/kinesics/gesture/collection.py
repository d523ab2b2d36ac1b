"""`Collection`: gestures by name, by what they may stand for, and by the words that call them."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from kinesics.errors import GestureError
from kinesics.gesture.clip import Clip
from kinesics.gesture.gesture import Gesture

__all__ = ["Collection", "known"]


class Collection:
    """What arms can show; a concept or a word is of the gesture that names it earliest."""

    def __init__(
        self,
        gestures: Mapping[str, Gesture],
        own: Sequence[Gesture] = (),
        clips: Mapping[str, Clip] | None = None,
    ) -> None:
        """`own`: somebody's, which go before `gestures`; one of the same name takes its place.

        `clips`: recorded motion, by name; the name goes before any concept of a gesture.
        """
        self.gestures: Mapping[str, Gesture] = {**gestures, **{one.name: one for one in own}}
        """By name."""
        self.clips: Mapping[str, Clip] = clips or {}
        """By name."""
        self._own = {one.name for one in own}
        named = {one.name: (one.name, *one.concepts) for one in self.gestures.values()}
        found = self._earliest(named)
        self.by_concept: Mapping[str, Gesture] = {
            concept: one for concept, one in found.items() if concept not in self.clips
        }
        """The gesture of every concept and name."""
        words = {one.name: one.words for one in self.gestures.values()}
        self.by_word: Mapping[str, Gesture] = self._earliest(words)
        """The gesture that a spoken word calls, in lower case."""

    @property
    def concepts(self) -> tuple[str, ...]:
        """All that can be asked for."""
        return (*self.by_concept, *self.clips)

    def demand(self, concept: str) -> None:
        """GestureError where nobody can be asked for it, with the nearest."""
        if concept not in self.clips:
            self.called(concept)

    def called(self, concept: str) -> Gesture:
        """The gesture that shows a concept, or has that name.

        Raises:
            GestureError: no gesture does; the message names the nearest.
        """
        return known(self.by_concept, concept)

    def _earliest(self, named: Mapping[str, tuple[str, ...]]) -> dict[str, Gesture]:
        """For each name the gesture whose list has it nearest to the front; own ones first."""
        ranked: dict[str, tuple[tuple[bool, int], str]] = {}
        for gesture, names in named.items():
            for place, name in enumerate(names):
                rank = (gesture not in self._own, place)
                if name not in ranked or rank < ranked[name][0]:
                    ranked[name] = rank, gesture
        return {name: self.gestures[gesture] for name, (_, gesture) in ranked.items()}


def known(gestures: Mapping[str, Gesture], name: str) -> Gesture:
    """The one of that name; GestureError with the nearest."""
    if name in gestures:
        return gestures[name]
    near = ", ".join(get_close_matches(name, gestures, 3, 0.0))
    raise GestureError(f"no gesture {name!r}; nearest: {near}; `kinesics gesture list` has all")
