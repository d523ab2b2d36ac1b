"""Topics and services that a node listens to."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from geometry_msgs.msg import PointStamped
from std_msgs.msg import Empty, Float32, String, UInt8MultiArray
from std_srvs.srv import Trigger
from trajectory_msgs.msg import JointTrajectory

from kinesics.conversation.event import Event
from kinesics.errors import IntentError, KinesicsError
from kinesics_ros.asking.audio_topics import AudioTopics
from kinesics_ros.asking.richer import add_audio
from kinesics_ros.asking.sentences import Sentences
from kinesics_ros.topics.qos import COMMAND, SOUND

__all__ = ["TYPES", "listen", "listen_to_speech", "serve"]

TYPES: Mapping[str, Any] = {
    "joint_trajectory": JointTrajectory,
    "look_at": PointStamped,
    "express": String,
    "gesture": String,
    "posture": String,
    "be": String,
    "intent": String,
    "targets": String,
    "partner": Float32,
    "speech": UInt8MultiArray,
    "speech_stream": UInt8MultiArray,
    "utterances": String,
    "clock_probe": String,
    "stop": Empty,
}
"""By topic; all but `stop` and `clock_probe` as asked.py reads them."""


def listen(node: Any, heard: Callable[[str, Any], object], topics: Any, group: Any = None) -> None:
    """Have `heard` called with topic and message; `group`: a callback group, or the node's own."""
    for topic in topics:
        callback = partial(heard, topic)
        profile = SOUND if topic == "speech_stream" else COMMAND
        node.create_subscription(TYPES[topic], topic, callback, profile, callback_group=group)


def listen_to_speech(
    node: Any, heard: Callable[[str, Any], Event | None], refuse: Callable[[str, str], None]
) -> Sentences:
    """Have `heard` told of the topic `say`, as sound of the parameter `say_command`.

    And of audio_common_msgs' topics, where those are installed; `refuse` is told topic and reason.
    What makes sentences into sound, for whoever has others to be made.
    """
    add_audio(node, AudioTopics(heard), refuse)
    try:
        sentences = Sentences(node.get_parameter("say_command").value)
    except IntentError as error:
        node.get_logger().error(str(error))
        sentences = Sentences("")
    told = partial(heard, "say")
    node.create_subscription(String, "say", lambda one: sentences.say(one.data, told), COMMAND)
    return sentences


def serve(node: Any, group: Any = None, **calls: Callable[[], str]) -> None:
    """Services of type Trigger by name: what a call returns is the message, or why it failed."""
    for name, call in calls.items():
        node.create_service(Trigger, name, partial(_answer, call), callback_group=group)


def _answer(call: Callable[[], str], request: Any, response: Any) -> Any:
    try:
        response.message = call()
        response.success = True
    except KinesicsError as error:
        response.message = str(error)
        response.success = False
    return response
