"""`Repertoire`: what one robot shows of gestures and postures, and how long that takes."""

from collections.abc import Iterator, Mapping

from kinesics.errors import GestureError
from kinesics.gesture.collection import Collection
from kinesics.gesture.enact import Enactor, Manner, Phrase
from kinesics.gesture.gesture import Gesture
from kinesics.gesture.holding import least_looks
from kinesics.gesture.read import postures
from kinesics.gesture.score import ARMS, NAMES
from kinesics.rig.rig import Rig
from kinesics.signals import GestureCue

__all__ = ["Repertoire"]

_LOOKS, _PART = 5, 0.34  # in a tick: so many looks, or that share of the least: five ticks do it
_AUTHORED = Manner()


class Repertoire:
    """Gestures of a collection, and postures, as one robot makes them; clips are others' to play.

    Postures are worked out at once, before anything moves: a reach takes longer than a tick.
    """

    def __init__(self, rig: Rig, gestures: Collection) -> None:
        self.gestures = gestures
        self.enactor = Enactor(rig)
        """What makes them."""
        self.has_arms = any(map(rig.shows, NAMES[:ARMS]))
        """Whether it beats and rests in postures; else torso and head alone make gestures."""
        armed = {
            name: one for name, one in postures().items() if self.has_arms and one.arms != "none"
        }
        self.enactor.make([(one, _AUTHORED) for one in armed.values()])
        self.postures: Mapping[str, Phrase] = {
            name: self.phrase(one) for name, one in armed.items()
        }
        """What arms rest in, by name."""

    @property
    def authored(self) -> list[tuple[Gesture, Manner]]:
        """Every gesture as it is written."""
        return [(gesture, _AUTHORED) for gesture in self.gestures.gestures.values()]

    def phrase(self, gesture: Gesture, manner: Manner = _AUTHORED) -> Phrase:
        """As this robot makes it."""
        return self.enactor.phrase(gesture, manner)

    def of_cue(self, cue: GestureCue) -> Phrase:
        """What is asked for.

        Raises:
            GestureError: no gesture shows that concept.
        """
        gesture = self.gestures.called(cue.concept)
        return self.phrase(gesture, _manner(gesture, cue))

    def lacks(self, gesture: Gesture) -> str:
        """Why this robot cannot show a gesture, or rest in a posture; empty: it can."""
        phrase = self.phrase(gesture)
        if not phrase.shows:  # so may be others: side by side they take a fifth of the time
            self.enactor.make(self.authored)
        if phrase.values.any() or not phrase.shows:
            return phrase.lack
        others = [one for one in postures().values() if any(one.poses[-1].body.values())]
        if any(self.phrase(one).shows for one in others):
            return ""
        return "this robot shows no posture that it would come back from"

    def lasts_s(self, cue: GestureCue) -> tuple[float, str]:
        """How long after its stroke a gesture is over, retraction included, and what it lacks here.

        Raises:
            GestureError: no gesture shows that concept, or this robot shows next to nothing of it.
        """
        gesture, phrase = self.gestures.called(cue.concept), self.of_cue(cue)
        manner = _manner(gesture, cue)
        if phrase.lack:
            raise GestureError(f"gesture {gesture.name}: {phrase.lack}")
        lasts_s = self.enactor.after_stroke_s(gesture, manner) + cue.hold_s
        return lasts_s, "; ".join((*phrase.cannot, *_unheeded(gesture, cue)))

    def needs_s(self, cue: GestureCue) -> float:
        """How long before its stroke arms that hang have to begin, of a gesture as authored.

        Raises:
            GestureError: no gesture shows that concept.
        """
        phrase = self.phrase(self.gestures.called(cue.concept))
        return float(self.enactor.whole(phrase).times_s[phrase.stroke + 1])

    def prepare(self, cue: GestureCue) -> bool:
        """Work a few milliseconds on a gesture that will be asked for; whether it is made.

        Of one at a time; what is worked out whole, in one tick, makes the next ones late.
        """
        gesture = self.gestures.called(cue.concept)
        looks = max(_LOOKS, round(_PART * least_looks(gesture)))
        return self.enactor.work(gesture, _manner(gesture, cue), looks)


def _unheeded(gesture: Gesture, cue: GestureCue) -> Iterator[str]:
    """What a gesture makes nothing of."""
    if gesture.arms == "none" and cue.side:
        yield "no arm makes it, whatever the side"
    if gesture.arms == "one" and cue.side == "both":
        yield "one hand alone makes it"
    if gesture.aims and cue.target_m is None:
        yield "it points ahead, since no target was told"
    if not gesture.aims and cue.target_m is not None:
        yield "it does not point, whatever the target"


def _manner(gesture: Gesture, cue: GestureCue) -> Manner:
    return Manner.asked(gesture, cue.size, cue.side, cue.target_m)
