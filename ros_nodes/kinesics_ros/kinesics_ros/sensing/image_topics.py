"""`ImageTopics`: what a camera's driver publishes, looked at in a process of its own."""

from collections.abc import Callable, Sequence
from typing import Any

from sensor_msgs.msg import CameraInfo, CompressedImage, Image

from kinesics.errors import IntentError
from kinesics_app.eyes.keeper import Eyes, eyes_shown
from kinesics_ros.clock.timers import every
from kinesics_ros.messages.asked import Edge
from kinesics_ros.messages.image import COMPRESSED, IMAGE, shown_of
from kinesics_ros.parameters.declared import Declared
from kinesics_ros.parameters.known import request_of
from kinesics_ros.sensing.beholder import Beholder
from kinesics_ros.sensing.taking import Taking
from kinesics_ros.topics.qos import SENSOR
from kinesics_ros.topics.taken import Came, message_of

__all__ = ["TYPES", "ImageTopics"]

TYPES = {IMAGE: Image, COMPRESSED: CompressedImage, "camera_info": CameraInfo}
"""By topic, each best effort."""
_LOOK_S = 1.0
_KNOWN = "camera_info"


class ImageTopics:
    """The newest picture is handed on, so many times a second; nothing wakes for the others.

    No picture is unpacked here, nor while nobody publishes, or no robot that looks here lives.
    """

    def __init__(
        self, node: Any, beholder: Beholder, declared: Declared, edge: Callable[[], Edge]
    ) -> None:
        """`edge`: makes what conversions must know, of now."""
        self._node = node
        self._beholder = beholder
        self._declared = declared
        self._edge = edge
        self._taking: Taking[Eyes] = Taking(node)
        self._info: Any = None
        self._bad = 0
        self._how: tuple[Any, ...] = ()
        every(node, _LOOK_S, self._look)

    def _look(self) -> None:
        """Begin to take while there is anything, or end."""
        wanted = self._beholder.beholds and any(
            map(self._node.count_publishers, (IMAGE, COMPRESSED))
        )
        if wanted and self._taking.sense is None:
            self._begin()
        elif self._taking.sense is not None and (not wanted or self._how != self._wanted_how()):
            self._taking.end()  # if it is to look in another way: begun again at the next look

    def _wanted_how(self) -> tuple[Any, ...]:
        values = self._declared.values()
        return values["camera_rate_hz"], values["face_model"]

    def _begin(self) -> None:
        values, rig = self._declared.values(), self._beholder.rig
        if rig is None:
            return
        self._how = self._wanted_how()
        eyes = eyes_shown(request_of(values), rig)
        self._info, self._bad = None, 0
        types = {topic: (kind, SENSOR) for topic, kind in TYPES.items()}
        self._taking.begin(eyes, types, 1.0 / values["camera_rate_hz"], self._take)

    def _take(self, eyes: Eyes, taken: Sequence[Came]) -> None:
        newest = {came.topic: came for came in taken}
        if _KNOWN in newest:
            self._know(newest.pop(_KNOWN))
        for came in sorted(newest.values())[-1:]:
            self._show(eyes, came)
        for told in eyes.receive():
            self._beholder.hear(IMAGE, told, self._edge())
        self._tell(eyes)

    def _know(self, came: Came) -> None:
        try:
            self._info = message_of(came, CameraInfo)
        except IntentError as error:
            self._beholder.tally.refuse(came.topic, str(error))

    def _show(self, eyes: Eyes, came: Came) -> None:
        topic = came.topic
        try:
            message = message_of(came, TYPES[topic])
            pixels, how = shown_of(topic, message, self._info, self._edge())
        except IntentError as error:
            self._beholder.tally.refuse(topic, str(error))
            return
        refused = eyes.refused
        eyes.show(memoryview(pixels), how)
        if eyes.refused > refused:
            self._beholder.tally.refuse(topic, f"{len(pixels)} bytes; wanted a smaller picture")

    def _tell(self, eyes: Eyes) -> None:
        """How it goes: to diagnoses, and what was no picture to the count of refusals."""
        told = eyes.status()
        self._beholder.tell_camera(told)
        bad = told.get("bad", 0)
        for _ in range(bad - self._bad):
            self._beholder.tally.refuse(IMAGE, told["bad_last"])
        self._bad = bad
