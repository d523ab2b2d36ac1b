"""`MicrophoneTopics`: what a microphone's driver publishes, heard in a process of its own."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rclpy.clock import Clock, ClockType
from std_msgs.msg import UInt8MultiArray

from kinesics.errors import IntentError, KinesicsError
from kinesics_app.ears.keeper import Ears, ears_given
from kinesics_app.ears.piece import Piece
from kinesics_ros.asking.audio_topics import DRIVERS_RATE_HZ, rate_of
from kinesics_ros.clock.timers import every
from kinesics_ros.messages.asked import Edge
from kinesics_ros.messages.microphone import DRIVER, DRIVER_INFO, MICROPHONE, piece_heard
from kinesics_ros.parameters.declared import Declared
from kinesics_ros.parameters.known import request_of
from kinesics_ros.sensing.beholder import Beholder
from kinesics_ros.sensing.taking import Taking
from kinesics_ros.topics.qos import LATCHED, PIECES
from kinesics_ros.topics.taken import Came, message_of

__all__ = ["MicrophoneTopics", "types"]

_LOOK_S = 1.0
_TAKEN_S = 0.02
_WAITED_NS = 1_000_000_000  # more than that is a clock that was set


def types() -> Mapping[str, tuple[Any, Any]]:
    """Type and profile by topic: of audio_common_msgs where the drivers' is installed."""
    ours = {MICROPHONE: (UInt8MultiArray, PIECES)}
    try:
        from audio_common_msgs import msg
    except ImportError:
        return ours
    if hasattr(msg, "AudioStamped"):  # the other package of that name
        return ours
    return {**ours, DRIVER: (msg.AudioData, PIECES), DRIVER_INFO: (msg.AudioInfo, LATCHED)}


class MicrophoneTopics:
    """All pieces are handed on; no sound is looked at here.

    Nothing is taken while nobody publishes, or no robot that listens here lives.
    """

    def __init__(
        self, node: Any, beholder: Beholder, declared: Declared, edge: Callable[[], Edge]
    ) -> None:
        """`edge`: makes what conversions must know, of now."""
        self._node = node
        self._beholder = beholder
        self._declared = declared
        self._edge = edge
        self._types = types()
        self._wall = Clock(clock_type=ClockType.SYSTEM_TIME)
        self._taking: Taking[Ears] = Taking(node)
        self._rate_hz = DRIVERS_RATE_HZ
        every(node, _LOOK_S, self._look)

    def _look(self) -> None:
        """Begin to take while there is anything, or end."""
        sounds = [topic for topic in self._types if topic != DRIVER_INFO]
        wanted = self._beholder.beholds and any(map(self._node.count_publishers, sounds))
        if wanted and self._taking.sense is None:
            self._begin()
        elif self._taking.sense is not None and not wanted:
            self._taking.end()
            self._beholder.tell_microphone({})

    def _begin(self) -> None:
        rig = self._beholder.rig
        if rig is None:
            return
        ears = ears_given(request_of(self._declared.values()), rig)
        self._rate_hz = DRIVERS_RATE_HZ
        self._taking.begin(ears, self._types, _TAKEN_S, self._take)

    def _take(self, ears: Ears, taken: Sequence[Came]) -> None:
        for came in taken:
            self._hear(ears, came)
        self._beholder.tell_motion(ears)
        for told in ears.receive():
            self._beholder.hear_ears(MICROPHONE, told)
        self._beholder.tell_microphone(ears.status())

    def _hear(self, ears: Ears, came: Came) -> None:
        try:
            message = message_of(came, self._types[came.topic][0])
            if came.topic == DRIVER_INFO:
                self._rate_hz = rate_of(DRIVER_INFO, message)
                return
            self._give(ears, piece_heard(came.topic, message, self._rate_hz, self._date(came)))
        except KinesicsError as error:
            self._beholder.tally.refuse(came.topic, str(error))

    def _give(self, ears: Ears, piece: Piece) -> None:
        if not ears.give(piece):
            raise IntentError("the ears' process has no room for it, or is not there")

    def _date(self, came: Came) -> int:
        """Robot time at which it came: DDS tells that by the wall clock."""
        waited_ns = self._wall.now().nanoseconds - came.received_ns
        return self._edge().now.robot_ns - int(min(max(waited_ns, 0), _WAITED_NS))
