"""`Diary`: what passed between behaviours in a performance, kept for its summary."""

import numpy as np

from kinesics.motion.mixer import Mixer
from kinesics.ports import Packet
from kinesics.record.moved import Shown
from kinesics.signals import Feeling, Hint, Turn

__all__ = ["Diary"]

_EVERY_NS = 50_000_000
_SOURCE = "emotion"  # what shows feelings and plans


class Diary:
    """An `Analyser` that derives nothing: it keeps hints, feelings and turns of dials.

    It is to hear last. Told of the mixer after each tick, it also keeps what feelings and plans
    add to the mix.
    """

    name = "diary"

    def __init__(self) -> None:
        self.hints: list[Hint] = []
        self.feelings: list[Feeling] = []
        self.turns: list[Turn] = []
        self._t_ns: list[int] = []
        self._added: list[np.ndarray] = []
        self._next_ns = 0

    def feed(self, packet: Packet) -> list[Packet]:
        """Nothing."""
        if isinstance(packet, Hint):
            self.hints.append(packet)
        elif isinstance(packet, Feeling):
            self.feelings.append(packet)
        elif isinstance(packet, Turn):
            self.turns.append(packet)
        return []

    def look(self, mixer: Mixer, t_ns: int) -> None:
        """Keep what feelings and plans put into the mix that was asked for at `t_ns`."""
        if t_ns < self._next_ns:
            return
        self._next_ns = t_ns + _EVERY_NS
        self._t_ns.append(t_ns)
        self._added.append(mixer.part(_SOURCE, t_ns))

    @property
    def shown(self) -> Shown:
        """What was added, at which times."""
        return Shown(np.array(self._t_ns, np.int64), np.array(self._added))
