"""`Standing`: what was told and still holds, for a department that comes late."""

from dataclasses import replace

from kinesics.ports import Packet
from kinesics.signals import (
    Being,
    Cease,
    Expression,
    Feeling,
    LetGo,
    Look,
    Persona,
    Posture,
    Target,
)

__all__ = ["Standing"]

_Held = Persona | Being | Posture | Look | Expression | Feeling
_MOST_TARGETS = 64


class Standing:
    """The newest of each kind that holds until another (latched, in ROS), and all targets."""

    def __init__(self) -> None:
        self._held: dict[type, _Held] = {}
        self._targets: dict[str, Target] = {}

    def note(self, packet: Packet) -> None:
        """Any packet that is told."""
        if isinstance(packet, Target):
            self._targets.pop(packet.id, None)
            self._targets[packet.id] = packet
            while len(self._targets) > _MOST_TARGETS:
                del self._targets[next(iter(self._targets))]
        elif isinstance(packet, _Held):
            self._held[type(packet)] = packet
        elif isinstance(packet, LetGo):
            self._held.pop(Feeling, None)
        elif isinstance(packet, Cease):
            look = self._held.get(Look)
            if isinstance(look, Look) and look.intent == packet.intent:
                del self._held[Look]

    def at(self, t_ns: int) -> list[Packet]:
        """What holds, told anew: from `t_ns` on, if it is of earlier."""
        return [*self._targets.values(), *(_from(one, t_ns) for one in self._held.values())]


def _from(packet: _Held, t_ns: int) -> _Held:
    """The plan of an expression goes on from its own beginning."""
    if isinstance(packet, Expression) or packet.t_ns >= t_ns:
        return packet
    return replace(packet, t_ns=t_ns)
