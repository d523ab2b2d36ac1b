"""`Elsewhere`: what of a life thinks in other processes, as its own thread sees it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kinesics.ports import Packet, Sensed
from kinesics.signals import Feeling, Speech, SpeechEnd, Turn
from kinesics_app.afar.departments import DEPARTMENTS
from kinesics_app.afar.packet_map import KINDS, Crossed
from kinesics_app.afar.parcel import Sourced
from kinesics_app.afar.sense_desk import PERCEPTION, SenseDesk
from kinesics_app.afar.track_desk import TrackDesk
from kinesics_app.tick.standing import Standing

__all__ = ["Elsewhere"]

Tell = Callable[[Sequence[Crossed], str], None]
"""Sends packets to a department, or to all if it is named ""; must not wait."""


class Elsewhere:
    """Tracks and packets in, packets out. Other threads know only its desks."""

    def __init__(
        self, origin: str, transport_ms: float, tell: Tell, *, senses: bool = False
    ) -> None:
        """`transport_ms`: what a packet there and its track back may take.

        `senses`: it looks and listens elsewhere, too.
        """
        self.tracks = TrackDesk()
        peer = PERCEPTION if senses else ""
        self.packets = SenseDesk(origin, (Turn, Speech, SpeechEnd, Feeling), peer)
        self.transport_ms = transport_ms
        self.fetch: Callable[[], None] = lambda: None
        """Called before every thought, in its thread: brings to the desks what came since."""
        self.skip: Callable[[], None] = lambda: None
        """Called when a life begins: drops what came before."""
        self._tell = tell
        self._standing = Standing()

    def begin(self) -> None:
        """A life begins: what waits is of before it."""
        self.skip()
        self.tracks.take()
        self.packets.take()
        self.packets.take_sensed()

    def tell(self, packets: Sequence[Packet], soonest_ns: int) -> None:
        """Tell everybody; and whoever has come, what holds, from `soonest_ns` on."""
        for department in self.tracks.come():
            if known := self._standing.at(soonest_ns):
                self._tell(known, department)
        news = [packet for packet in packets if type(packet).__name__ in KINDS]
        for packet in news:
            self._standing.note(packet)
        if news:
            self._tell(news, "")

    def tell_senses(self, sensed: Sequence[Sensed], now_ns: int) -> None:
        """Tell whoever looks and listens, if it is there."""
        if self.packets.is_heard(now_ns):
            self._tell(sensed, PERCEPTION)

    def arrived(self) -> list[Sourced]:
        """Tracks that came, oldest first."""
        return self.tracks.take()

    def status(self, now_ns: int) -> Mapping[str, Any]:
        """What is to be told of it: `died` are behaviours that are not heard of."""
        missing = {
            source: f"{department} {why}"
            for department, why in self.tracks.missing(now_ns).items()
            for source in DEPARTMENTS[department].sources
        }
        counted = {
            "tracks": self.tracks.ledger.told(),
            "packets": self.packets.ledger.told(),
        }
        if self.packets.peer:
            is_heard = self.packets.is_heard(now_ns)
            senses = {"by": self.packets.told_of(now_ns), "heard": is_heard}
            return {"died": missing, **counted, "senses": senses}
        return {"died": missing, **counted}
