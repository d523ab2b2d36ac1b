"""`PacketDesk`: what departments and the mixer tell each other, as it comes in."""

import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from kinesics.errors import TrackError
from kinesics.ports import Packet, Sensed
from kinesics_app.afar.ledger import Ledger
from kinesics_app.afar.packet_map import Crossed, date_ns
from kinesics_app.afar.parcel import split_origin

__all__ = ["News", "PacketDesk"]

_WAITING = 1024
_PAST_NS = 60_000_000_000
_FUTURE_NS = 600_000_000_000  # an utterance's end is known when it begins


@dataclass(frozen=True, slots=True, eq=False)
class News:
    """Packets that somebody tells in one piece, and which piece it is."""

    origin: str
    """As of a `Parcel`; the mixer's begins with `mixer`."""
    sequence: int
    packets: Sequence[Crossed]
    to: str = ""
    """The department that it is for; empty: all."""


class PacketDesk:
    """Any thread brings news; one takes what waits. Its owner's own news are passed over."""

    def __init__(self, origin: str, hears: tuple[type, ...] = ()) -> None:
        """`origin`: of whoever owns it; `hears`: kinds of packets that are taken; empty: all.

        What is sensed is for a `SenseDesk` alone.
        """
        self.ledger = Ledger()
        self._origin = origin
        self.department, _ = split_origin(origin)
        """Of whoever owns it."""
        self._hears = hears
        self._lock = threading.Lock()
        self._waiting: deque[Packet] = deque(maxlen=_WAITING)

    def bring(self, news: News, now_ns: int) -> None:
        """Take news that came at `now_ns`, whole or not at all.

        Raises:
            TrackError: of whom or of when they cannot be; counted.
        """
        if news.origin == self._origin:
            return
        try:
            split_origin(news.origin)
            for packet in news.packets:
                _check_date(packet, now_ns)
            self.ledger.admit(news.origin, news.sequence, now_ns * 1e-9)
        except TrackError as error:
            self.ledger.refuse(error)
            raise
        if self._is_for_me(news):
            heard = [one for one in news.packets if not isinstance(one, Sensed)]
            with self._lock:
                self._waiting += [
                    one for one in heard if not self._hears or type(one) in self._hears
                ]

    def take(self) -> list[Packet]:
        """What has come since the last call, oldest first."""
        with self._lock:
            waiting = [*self._waiting]
            self._waiting.clear()
        return waiting

    def _is_for_me(self, news: News) -> bool:
        return news.to in ("", self.department)


def _check_date(packet: Crossed, now_ns: int) -> None:
    ahead_ns = date_ns(packet) - now_ns
    if not -_PAST_NS <= ahead_ns <= _FUTURE_NS:
        raise TrackError(
            f"a {type(packet).__name__} is dated {ahead_ns * 1e-9:+.3g} s from now: "
            f"of another clock; wanted {-_PAST_NS * 1e-9:g} to {_FUTURE_NS * 1e-9:g} s"
        )
