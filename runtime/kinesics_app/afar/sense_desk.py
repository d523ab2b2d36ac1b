"""`SenseDesk`: where a robot and what looks and listens for it elsewhere hear each other."""

from collections import deque
from typing import NoReturn

from kinesics.errors import TrackError
from kinesics.ports import Sensed
from kinesics_app.afar.claim import SILENT_NS, Claim
from kinesics_app.afar.packet_desk import News, PacketDesk
from kinesics_app.afar.parcel import split_origin

__all__ = ["PERCEPTION", "SenseDesk"]

PERCEPTION = "perception"
"""Who looks and listens for a robot elsewhere, as its origin begins."""

_WAITING = 256


class SenseDesk(PacketDesk):
    """Takes what is sensed from one peer alone: until that is silent, others like it are refused.

    One thread brings and takes, another may ask whether the peer is there.
    """

    def __init__(self, origin: str, hears: tuple[type, ...], peer: str) -> None:
        """`hears`: as of `PacketDesk`, of anybody; `peer`: empty where nobody may tell."""
        super().__init__(origin, hears)
        self.peer = peer
        self._claim = Claim(peer)
        self._sensed: deque[Sensed] = deque(maxlen=_WAITING)

    def bring(self, news: News, now_ns: int) -> None:
        """As of `PacketDesk`.

        Raises:
            TrackError: also for what somebody else says to sense; counted.
        """
        sensed = [one for one in news.packets if isinstance(one, Sensed)]
        is_peer = news.origin.partition(":")[0] == self.peer
        try:
            split_origin(news.origin)
            if is_peer:
                self._claim.take(news.origin, now_ns)
            elif sensed and news.origin != self._origin:
                self._refuse(sensed[0], news.origin)
        except TrackError as error:
            self.ledger.refuse(error)
            raise
        super().bring(news, now_ns)
        if is_peer:
            self._claim.hear(now_ns)
            self._sensed += sensed if self._is_for_me(news) else ()

    def take_sensed(self) -> list[Sensed]:
        """What its peer has told since the last call, oldest first."""
        taken = []
        while self._sensed:
            taken.append(self._sensed.popleft())
        return taken

    def is_heard(self, now_ns: int, within_ns: int = SILENT_NS) -> bool:
        """Whether its peer is there: it was heard within so long."""
        heard_ns = self._claim.heard_ns
        return heard_ns is not None and now_ns - heard_ns <= within_ns

    def told_of(self, now_ns: int) -> str:
        """Who its peer is, or since when it is not heard."""
        heard_ns = self._claim.heard_ns
        if heard_ns is None:
            return f"{self.peer} was not heard yet"
        if self.is_heard(now_ns):
            return self._claim.origin
        return f"{self.peer} is not heard for {(now_ns - heard_ns) * 1e-9:.1f} s"

    def _refuse(self, sensed: Sensed, origin: str) -> NoReturn:
        wanted = self.peer or "nobody: who looks and listens is here"
        raise TrackError(f"a {type(sensed).__name__} of {origin}; wanted of {wanted}")
