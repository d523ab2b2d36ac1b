"""`TfTopic`: head and eyes on `/tf`, where tf2_msgs is installed and somebody wants it."""

from typing import Any

import numpy as np
from geometry_msgs.msg import TransformStamped
from numpy.typing import NDArray

from kinesics.errors import ConfigError
from kinesics.rig.rig import Rig
from kinesics_ros.frames import Frames
from kinesics_ros.qos import TRANSFORMS
from kinesics_ros.stamps import Moment

__all__ = ["TfTopic"]

_ABSENT = "tell_tf: tf2_msgs is not installed here; wanted it off, or robot_state_publisher"


class TfTopic:
    """Told with every JointState, as measured, by its date."""

    def __init__(self, node: Any) -> None:
        self._node = node
        self._publisher: Any = None
        self._frames: Frames | None = None
        self._message: Any = None
        """Used again: most of it never changes."""

    def turn(self, rig: Rig, base: str, prefix: str) -> None:
        """Tell it of this robot from now on.

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
        self._message = TFMessage(transforms=[TransformStamped() for _ in frames.links])
        for one, (parent, child) in zip(
            self._message.transforms, frames.names(base, prefix), strict=True
        ):
            one.header.frame_id, one.child_frame_id = parent, child
        self._frames = frames

    def turn_off(self) -> None:
        """Tell it no longer."""
        self._frames = None

    def told(self, now: Moment, t_ns: int, positions: NDArray[np.float64]) -> None:
        """Joints (J,) as measured at robot time `t_ns`."""
        if self._frames is None:
            return
        places, turns = self._frames.local(positions)
        for one, place, turn in zip(
            self._message.transforms, places.tolist(), turns.tolist(), strict=True
        ):
            now.stamp_into(one.header.stamp, t_ns)
            at, turned = one.transform.translation, one.transform.rotation
            at.x, at.y, at.z = place
            turned.x, turned.y, turned.z, turned.w = turn
        self._publisher.publish(self._message)
