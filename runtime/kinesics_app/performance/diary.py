"""`Diary`: what passed between behaviours in a performance, kept for its summary."""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from kinesics.motion.mixer import Mixer
from kinesics.ports import Packet
from kinesics.record.intake import AskedFor, asked_for
from kinesics.record.moved import Shown
from kinesics.signals import Feeling, Hint, Turn

__all__ = ["Diary"]

_KEPT = {"emotion": 50_000_000, "speech": 20_000_000}
"""How often what a source wants is kept [ns]: faces are slow, a /f/ lasts 80 ms."""


class Diary:
    """An `Analyser` that derives nothing: it keeps what was hinted, felt, turned and asked.

    It is to hear last. Told of the mixer after each tick, it also keeps what feelings and plans
    add to the mix.
    """

    name = "diary"

    def __init__(self) -> None:
        self.hints: list[Hint] = []
        self.feelings: list[Feeling] = []
        self.turns: list[Turn] = []
        self.asked: list[AskedFor] = []
        self._parts = {source: _Kept(every_ns) for source, every_ns in _KEPT.items()}

    def feed(self, packet: Packet) -> list[Packet]:
        """Nothing."""
        if isinstance(packet, Hint):
            self.hints.append(packet)
        elif isinstance(packet, Feeling):
            self.feelings.append(packet)
        elif isinstance(packet, Turn):
            self.turns.append(packet)
        asked = asked_for(packet)
        if asked is not None:
            self.asked.append(asked)
        return []

    def look(self, mixer: Mixer, t_ns: int) -> None:
        """Keep what feelings, plans and speech put into the mix that was asked for at `t_ns`."""
        for source, kept in self._parts.items():
            if t_ns >= kept.next_ns:
                kept.next_ns = t_ns + kept.every_ns
                kept.t_ns.append(t_ns)
                kept.values.append(mixer.part(source, t_ns))

    def shown(self, source: Literal["emotion", "speech"]) -> Shown:
        """What was put there, at which times."""
        kept = self._parts[source]
        return Shown(np.array(kept.t_ns, np.int64), np.array(kept.values))


@dataclass(slots=True)
class _Kept:
    """What one source put into the mix."""

    every_ns: int
    next_ns: int = 0
    t_ns: list[int] = field(default_factory=list)
    values: list[NDArray[np.float64]] = field(default_factory=list)
