"""`Mind`: how a life thinks, and how what it thinks reaches rows that are queued already."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kinesics.affect.state import Beneath
from kinesics.behaviours.feelings import Feelings
from kinesics.ports import Cue, Packet, Sensed
from kinesics.signals import Expression, Feeling, SpeechEnd
from kinesics_app.tick.loop import Loop

__all__ = ["Mind"]

_REACTIONS = (*Cue.__args__, Expression, Feeling, SpeechEnd)


class Mind:
    """Of behaviours that think in the loop: at a reaction queued rows are made anew."""

    away_ns = 0
    """How much later than here a word reaches a behaviour, and its motion the mixer."""

    def __init__(self, loop: Loop, in_time: Callable[[], int]) -> None:
        """`in_time`: says from which date on rows still come in time."""
        self.reactions = 0
        """Ticks on which queued rows were replaced."""
        self._loop, self._in_time = loop, in_time

    def soonest_ns(self, from_ns: int) -> int:
        """The earliest date that motion can still be given, if rows from `from_ns` on can."""
        return self._loop.soonest_ns(from_ns)

    def think(
        self, tick_ns: int, from_ns: int, packets: Sequence[Packet], cues: Sequence[Packet]
    ) -> None:
        """Think of what has come by a tick, and of what was asked for and begins or ends: `cues`.

        `from_ns`: rows from then on can be made anew.
        """
        asked_ns = tick_ns + self._loop.asked_ns
        if not any(isinstance(cue, _REACTIONS) and cue.t_ns <= asked_ns for cue in cues):
            self._loop.think(tick_ns, [*packets, *cues])
            return
        self.reactions += 1
        self._loop.think(tick_ns, packets)
        self._loop.rewind(from_ns)
        self._loop.think(tick_ns, cues)
        self._loop.catch_up(tick_ns, self._in_time)

    def sensed(self) -> Sequence[Sensed]:
        """What eyes and ears elsewhere have told since the last call: it has none."""
        return ()

    def doubt(self, error: Exception) -> None:
        """Count what was sensed and cannot be: nothing of that kind comes here."""
        raise error

    def beneath(self) -> Beneath | None:
        """What lies beneath what is felt; None: it is not known here, or what knew it died."""
        known = [one for one in self._loop.analysers if isinstance(one, Feelings)]
        return known[0].beneath if known and known[0].name not in self._loop.died else None

    def status(self, now_ns: int) -> Mapping[str, Any]:
        """What is to be told of it beyond what is told of every life: nothing."""
        del now_ns
        return {}
