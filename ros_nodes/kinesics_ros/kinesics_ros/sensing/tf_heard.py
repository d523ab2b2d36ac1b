"""`TfHeard`: what `/tf` and `/tf_static` tell, where tf2_msgs is installed."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from kinesics.errors import IntentError
from kinesics_ros.clock.stamps import Moment
from kinesics_ros.clock.timers import every
from kinesics_ros.sensing.transforms import Transforms
from kinesics_ros.topics.qos import STATIC_TRANSFORMS, TRANSFORMS
from kinesics_ros.topics.taken import TakenTopics, message_of

__all__ = ["TfHeard"]

_TAKEN_S = 0.25  # so 400 messages a second are heard
_STATIC = "/tf_static"
_SAID_AGAIN_S = 10.0


class TfHeard:
    """No executor wakes for them: they are taken four times a second, and when somebody asks."""

    def __init__(self, node: Any, now: Callable[[], Moment]) -> None:
        self._now = now
        self._logger = node.get_logger()
        self._transforms = Transforms()
        self._topics = TakenTopics(node)
        self._kind: Any = None
        try:
            from tf2_msgs.msg import TFMessage
        except ImportError:
            return
        self._kind = TFMessage
        self._topics.listen("/tf", TFMessage, TRANSFORMS)
        self._topics.listen(_STATIC, TFMessage, STATIC_TRANSFORMS)
        every(node, _TAKEN_S, self._take)

    def placed(
        self, base: str, frame: str, point: Sequence[float], t_ns: int | None
    ) -> list[float]:
        """A point [m] of `frame` in `base`, as of robot time `t_ns`; None: as was told last.

        Raises:
            IntentError: as `Transforms.point`; or tf2_msgs is not installed.
        """
        if self._kind is None:
            raise IntentError(f"frame {frame!r}; wanted {base!r}: tf2_msgs is not installed here")
        self._take()
        now = self._now()
        ros_ns = None if t_ns is None else now.of(t_ns)
        at = self._transforms.point(base, frame, np.array(point), ros_ns, now.ros_ns)
        return [float(one) for one in at]

    def _take(self) -> None:
        for came in self._topics.take():
            try:
                message = message_of(came, self._kind)
            except IntentError as error:
                self._logger.warning(str(error), throttle_duration_sec=_SAID_AGAIN_S)
                continue
            for one in message.transforms:
                stamp, at, turned = (
                    one.header.stamp,
                    one.transform.translation,
                    one.transform.rotation,
                )
                self._transforms.put(
                    one.header.frame_id,
                    one.child_frame_id,
                    stamp.sec * 1_000_000_000 + stamp.nanosec,
                    (at.x, at.y, at.z),
                    (turned.x, turned.y, turned.z, turned.w),
                    static=came.topic == _STATIC,
                )
