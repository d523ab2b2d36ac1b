"""`TfTopic`: head and eyes on `/tf`, where tf2_msgs is installed and somebody wants it."""

from typing import Any

import numpy as np
from geometry_msgs.msg import TransformStamped
from numpy.typing import NDArray

from kinesics.errors import ConfigError
from kinesics.rig.rig import Rig
from kinesics_ros.clock.stamps import Moment
from kinesics_ros.telling.frames import Frames
from kinesics_ros.topics.qos import TRANSFORMS

__all__ = ["TfTopic"]

Told = tuple[Frames, Any]
"""Where links are, and the message that is used again: most of it never changes."""

_ABSENT = "tell_tf: tf2_msgs is not installed here; wanted it off, or robot_state_publisher"


class TfTopic:
    """Told with every JointState, as measured, by its date."""

    def __init__(self, node: Any) -> None:
        self._node = node
        self._publisher: Any = None
        self._told: Told | None = None

    def ready(self, rig: Rig, base: str, prefix: str) -> Told:
        """What is to be told of this robot.

        Raises:
            KinesicsError: tf2_msgs is not there, or the rig knows of no frames.
        """
        try:
            from tf2_msgs.msg import TFMessage
        except ImportError:
            raise ConfigError(_ABSENT) from None
        frames = Frames(rig)
        if self._publisher is None:
            self._publisher = self._node.create_publisher(TFMessage, "/tf", TRANSFORMS)
        message = TFMessage(transforms=[TransformStamped() for _ in frames.links])
        for one, (parent, child) in zip(
            message.transforms, frames.names(base, prefix), strict=True
        ):
            one.header.frame_id, one.child_frame_id = parent, child
        return frames, message

    def turn(self, told: Told | None) -> None:
        """Tell that from now on; None: nothing."""
        self._told = told

    def told(self, now: Moment, t_ns: int, positions: NDArray[np.float64]) -> None:
        """Joints (J,) as measured at robot time `t_ns`."""
        if self._told is None:
            return
        frames, message = self._told
        places, turns = frames.local(positions)
        for one, place, turn in zip(
            message.transforms, places.tolist(), turns.tolist(), strict=True
        ):
            now.stamp_into(one.header.stamp, t_ns)
            at, turned = one.transform.translation, one.transform.rotation
            at.x, at.y, at.z = place
            turned.x, turned.y, turned.z, turned.w = turn
        self._publisher.publish(message)
