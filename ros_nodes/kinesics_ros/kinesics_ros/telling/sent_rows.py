"""`SentRows`: every row that goes to the firmware, so that a recording of it can be replayed."""

from array import array
from collections.abc import Callable, Sequence
from typing import Any

from sensor_msgs.msg import JointState

from kinesics.motion.frame import Frame
from kinesics.record.sends import ROWS_TOPIC
from kinesics_ros.clock.stamps import Moment
from kinesics_ros.topics.qos import SOUND

__all__ = ["SentRows"]


class SentRows:
    """As kinesics/record/sends.py reads them: `frame_id` is `NUMBER SENT_NS T_NS`."""

    def __init__(self, node: Any) -> None:
        self._node = node
        self._publisher: Any = None
        self._is_told = False
        self._number = 0
        self._message: Any = None
        """Used again for every row: to check 41 names costs a fifth of telling them."""

    def turn(self, *, on: bool) -> None:
        """Tell them from now on, or no longer."""
        self._is_told = on
        if on and self._publisher is None:
            self._publisher = self._node.create_publisher(JointState, ROWS_TOPIC, SOUND)

    def told(
        self,
        now: Callable[[], Moment],
        names: Sequence[str],
        sent: Callable[[], tuple[int, Sequence[Frame]]],
    ) -> None:
        """After a tick of the robot's; `sent` gives its time, and the rows that went out in it."""
        if not self._is_told or not names:
            return
        sent_ns, frames = sent()
        message = self._message
        if message is None or message.name != [*names]:
            message = self._message = JointState(name=names)
        for frame in frames:
            self._number += 1
            message.position = array("d", frame.values.tobytes())
            message.header.frame_id = f"{self._number} {sent_ns} {frame.t_ns}"
            now().stamp_into(message.header.stamp, frame.t_ns)
            self._publisher.publish(message)
