"""`SaidTopics`: what a robot says as visemes and prosody, for whoever draws or studies it."""

from collections.abc import Callable, Iterable
from typing import Any

from std_msgs.msg import Float32MultiArray, MultiArrayDimension

from kinesics.motion.track import Track
from kinesics.signals import Prosody
from kinesics_app.afar.parcel import joined
from kinesics_app.tick.thinking import Said
from kinesics_ros.clock.stamps import Moment
from kinesics_ros.messages.said import Spelt, spell_prosody, spell_visemes
from kinesics_ros.topics.qos import STREAM

__all__ = ["SaidTopics"]

_EVERY = 5  # calls: twenty messages a second of body_node
_LOOK = 50


class SaidTopics:
    """Publishes while somebody listens; else it costs nothing."""

    def __init__(self, node: Any) -> None:
        self._visemes = node.create_publisher(Float32MultiArray, "visemes", STREAM)
        self._prosody = node.create_publisher(Float32MultiArray, "prosody", STREAM)
        self._calls = 0
        self._wanted = False

    def told(self, now: Callable[[], Moment], said: Callable[[], Iterable[Said]]) -> None:
        """After every tick, by one thread; `said` gives what came since it was called last."""
        if self._calls % _LOOK == 0:
            self._wanted = any(
                one.get_subscription_count() for one in (self._visemes, self._prosody)
            )
        self._calls += 1
        if not self._wanted or self._calls % _EVERY:
            return
        moment, new = now(), [*said()]
        tracks = joined(("speech", one) for one in new if isinstance(one, Track))
        for spelt in spell_visemes([track for _, track in tracks], moment):
            self._visemes.publish(_message(spelt))
        for spelt in spell_prosody([one for one in new if isinstance(one, Prosody)], moment):
            self._prosody.publish(_message(spelt))


def _message(spelt: Spelt) -> Any:
    message = Float32MultiArray(data=spelt.data)
    message.layout.dim = [
        MultiArrayDimension(label=label, size=size, stride=stride)
        for label, size, stride in spelt.dims
    ]
    return message
