"""`ImuTopic`: what an inertial sensor publishes on `imu`, as often as a robot can use it."""

from collections.abc import Callable
from typing import Any

from sensor_msgs.msg import Imu

from kinesics.errors import IntentError
from kinesics_ros.body.held import Held
from kinesics_ros.clock.timers import every
from kinesics_ros.parameters.declared import Declared
from kinesics_ros.topics.qos import SENSOR
from kinesics_ros.topics.taken import TakenTopics, message_of

__all__ = ["ImuTopic"]

_TOPIC = "imu"
_TAKEN_S = 0.04
_LOOK_S = 1.0


class ImuTopic:
    """A sensor tells 100 to 1000 times a second: the newest is taken 25 times a second.

    Nothing wakes for the others, nor while nobody publishes.
    """

    def __init__(
        self, node: Any, heard: Callable[[str, Any], object], held: Held, declared: Declared
    ) -> None:
        """`heard` is called with topic and message, while a robot lives that is to stay level."""
        self._node = node
        self._heard = heard
        self._held = held
        self._declared = declared
        self._topics = TakenTopics(node)
        self._topics.listen(_TOPIC, Imu, SENSOR)
        self._timer: Any = None
        every(node, _LOOK_S, self._look)

    def _look(self) -> None:
        """Begin to take while there is anything, or end."""
        wanted = self._held.alive and self._declared.values()["level"]
        if wanted and self._node.count_publishers(_TOPIC):
            if self._timer is None:
                self._timer = every(self._node, _TAKEN_S, self._take)
        elif self._timer is not None:
            self._node.destroy_timer(self._timer)
            self._timer = None

    def _take(self) -> None:
        came = self._topics.take()
        if not came:
            return
        try:
            message = message_of(came[-1], Imu)
        except IntentError as error:
            self._held.tally.refuse(_TOPIC, str(error))
        else:
            self._heard(_TOPIC, message)
