"""`Exchange`: a node's end of `tracks` and `packets`, what parts of a body say to each other."""

import itertools
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from rclpy.callback_groups import MutuallyExclusiveCallbackGroup
from std_msgs.msg import Float64MultiArray, MultiArrayDimension, String

from kinesics.errors import KinesicsError, TrackError
from kinesics_app.afar.departments import DEPARTMENTS
from kinesics_app.afar.packet_desk import News, PacketDesk
from kinesics_app.afar.packet_map import Crossed
from kinesics_app.afar.parcel import Parcel, Sourced
from kinesics_app.afar.track_desk import TrackDesk
from kinesics_ros.asking.richer import typed_tracks
from kinesics_ros.clock.clock_map import ClockMap
from kinesics_ros.clock.stamps import Moment
from kinesics_ros.clock.timers import every
from kinesics_ros.messages.news import news_of, spell_news
from kinesics_ros.messages.track import parcel_of, spell_tracks
from kinesics_ros.topics.fetched import Fetched, Topic
from kinesics_ros.topics.qos import MOTION, THOUGHT, WORD
from kinesics_ros.topics.taken import Came, message_of

__all__ = ["Exchange"]


Read = Callable[[Any, ClockMap], Parcel]


class Exchange:
    """Tells from any one thread; the clocks are compared at 1 Hz."""

    def __init__(self, node: Any, role: str) -> None:
        """`role`: a department, `mixer` or `perception`."""
        self.origin = f"{role}:{secrets.token_hex(4)}"
        self.clocks = ClockMap(lambda: node.get_clock().now().nanoseconds)
        self._node = node
        self._group = MutuallyExclusiveCallbackGroup()  # also while a transition takes its seconds
        self._numbers = itertools.count()
        self._news_numbers = itertools.count()
        if role in DEPARTMENTS:
            self._tracks = node.create_publisher(Float64MultiArray, "tracks", MOTION)
        streams = role != "mixer"  # as often as it thinks, or senses
        self._packets = node.create_publisher(String, "packets", MOTION if streams else WORD)
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

    def tell(self, packets: Sequence[Crossed], to: str = "") -> None:
        """Packets, to one department or to all."""
        news = News(self.origin, next(self._news_numbers), packets, to)
        self._packets.publish(String(data=spell_news(news, self.clocks)))

    def listen(self, packets: PacketDesk, tracks: TrackDesk | None = None) -> Fetched:
        """What comes for desks; whoever owns them fetches it."""

        def hear_packets(came: Came) -> None:
            try:
                news = news_of(message_of(came, String).data, self.clocks, packets.department)
            except KinesicsError as error:
                packets.ledger.refuse(error)
                return
            with suppress(TrackError):  # counted there
                packets.bring(news, self.clocks.now_ns())

        def hear_tracks(desk: TrackDesk, kind: Any, read: Read, came: Came) -> None:
            try:
                parcel = read(message_of(came, kind), self.clocks)
            except KinesicsError as error:
                desk.ledger.refuse(error)
                return
            with suppress(TrackError):  # counted there
                desk.bring(parcel, self.clocks.now_ns())

        topics = {"packets": Topic(String, hear_packets)}
        if tracks is not None:
            kinds = {"tracks": (Float64MultiArray, parcel_of), **typed_tracks()}
            for name, (kind, read) in kinds.items():
                topics[name] = Topic(kind, partial(hear_tracks, tracks, kind, read))
        return Fetched(self._node, topics, THOUGHT)
