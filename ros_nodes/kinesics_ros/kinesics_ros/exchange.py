"""`Exchange`: a node's end of `tracks` and `packets`, what parts of a body say to each other."""

import itertools
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from rclpy.callback_groups import MutuallyExclusiveCallbackGroup
from std_msgs.msg import Float64MultiArray, MultiArrayDimension, String

from kinesics.errors import TrackError
from kinesics.ports import Packet
from kinesics_app.afar.packet_desk import News, PacketDesk
from kinesics_app.afar.parcel import Parcel, Sourced
from kinesics_app.afar.track_desk import TrackDesk
from kinesics_ros.clock_map import ClockMap
from kinesics_ros.news_message import news_of, spell_news
from kinesics_ros.qos import THOUGHT
from kinesics_ros.richer import typed_tracks
from kinesics_ros.stamps import Moment
from kinesics_ros.timers import every
from kinesics_ros.track_message import parcel_of, spell_tracks

__all__ = ["Exchange"]


Read = Callable[[Any, ClockMap], Parcel]


class Exchange:
    """Tells from any one thread, listens in the executor's; the clocks are compared at 1 Hz."""

    def __init__(self, node: Any, role: str) -> None:
        """`role`: a department, or `mixer`."""
        self.origin = f"{role}:{secrets.token_hex(4)}"
        self.clocks = ClockMap(lambda: node.get_clock().now().nanoseconds)
        self._node = node
        self._group = MutuallyExclusiveCallbackGroup()  # also while a transition takes its seconds
        self._numbers = itertools.count()
        self._news_numbers = itertools.count()
        self._tracks = node.create_publisher(Float64MultiArray, "tracks", THOUGHT)
        self._packets = node.create_publisher(String, "packets", THOUGHT)
        every(node, 1.0, self.clocks.look, self._group)

    def now(self) -> Moment:
        """This moment on both clocks."""
        now_ns = self.clocks.now_ns()
        return Moment(now_ns, self.clocks.of_robot(now_ns))

    def give(self, tracks: Sequence[Sourced]) -> None:
        """Tracks, of a department; none is a sign of life."""
        parcel = Parcel(self.origin, next(self._numbers), tracks)
        dims, data = spell_tracks(parcel, self.clocks)
        message = Float64MultiArray(data=data)
        message.layout.dim = [
            MultiArrayDimension(label=label, size=size, stride=stride)
            for label, size, stride in dims
        ]
        self._tracks.publish(message)

    def tell(self, packets: Sequence[Packet], to: str = "") -> None:
        """Packets, to one department or to all."""
        news = News(self.origin, next(self._news_numbers), packets, to)
        self._packets.publish(String(data=spell_news(news, self.clocks)))

    def listen(self, packets: PacketDesk, tracks: TrackDesk | None = None) -> list[Any]:
        """Have what comes brought to desks, until the subscriptions are destroyed."""

        def hear_packets(message: Any) -> None:
            try:
                news = news_of(message.data, self.clocks)
            except TrackError as error:
                packets.ledger.refuse(error)
                return
            with suppress(TrackError):  # counted there
                packets.bring(news, self.clocks.now_ns())

        def hear_tracks(desk: TrackDesk, read: Read, message: Any) -> None:
            try:
                parcel = read(message, self.clocks)
            except TrackError as error:
                desk.ledger.refuse(error)
                return
            with suppress(TrackError):  # counted there
                desk.bring(parcel, self.clocks.now_ns())

        heard = [self._subscribe(String, "packets", hear_packets)]
        if tracks is not None:
            kinds = {"tracks": (Float64MultiArray, parcel_of), **typed_tracks()}
            for topic, (kind, read) in kinds.items():
                heard.append(self._subscribe(kind, topic, partial(hear_tracks, tracks, read)))
        return heard

    def _subscribe(self, kind: Any, topic: str, heard: Callable[[Any], None]) -> Any:
        return self._node.create_subscription(
            kind, topic, heard, THOUGHT, callback_group=self._group
        )
