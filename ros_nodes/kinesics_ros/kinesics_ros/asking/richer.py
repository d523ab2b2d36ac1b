"""What is added where kinesics_interfaces is built (actions, a service), or others are there."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from rclpy.parameter import Parameter

from kinesics.errors import IntentError
from kinesics_app.afar.parcel import Parcel
from kinesics_ros.asking.actions import Actions, Asked
from kinesics_ros.asking.audio_topics import AudioTopics
from kinesics_ros.asking.followed_paths import add_followed
from kinesics_ros.asking.sentences import Sentences
from kinesics_ros.body.held import Held
from kinesics_ros.clock.clock_map import ClockMap
from kinesics_ros.messages.asked import Edge
from kinesics_ros.messages.goals import GOALS
from kinesics_ros.messages.track import parcel_of_typed
from kinesics_ros.parameters.known import PERSONA
from kinesics_ros.topics.qos import COMMAND, LATCHED, SOUND

__all__ = ["add_audio", "add_richer", "say_action", "typed_tracks"]


def add_richer(
    node: Any, held: Held, edge: Callable[[], Edge], sentences: Sentences | None
) -> Sequence[Actions]:
    """The actions; nothing is added where interfaces are not built, nor control_msgs installed.

    `sentences`: None, if the voice is another node's: then `say` is, too.
    """
    followed = add_followed(node, held, edge)
    try:
        from kinesics_interfaces import action, srv
    except ImportError:
        return followed

    def set_persona(request: Any, response: Any) -> Any:
        dials = [Parameter(name, value=float(getattr(request, name))) for name in PERSONA]
        answer = node.set_parameters_atomically(dials)
        response.success, response.message = answer.successful, answer.reason
        return response

    node.create_service(srv.SetPersona, "set_persona", set_persona)
    names = [name for name in GOALS if name != "say" or sentences is not None]
    return [*followed, Actions(node, action, held, edge, sentences, names)]


def say_action(
    node: Any, asked: Asked, edge: Callable[[], Edge], sentences: Sentences
) -> Actions | None:
    """The action `say` alone, where a voice is; None, where interfaces are not built."""
    try:
        from kinesics_interfaces import action
    except ImportError:
        return None
    return Actions(node, action, asked, edge, sentences, ("say",))


def typed_tracks() -> dict[str, tuple[Any, Callable[[Any, ClockMap], Parcel]]]:
    """Type and reader of the topic `track`; nothing, where the interfaces are not built."""
    try:
        from kinesics_interfaces.msg import Track
    except ImportError:
        return {}
    return {"track": (Track, parcel_of_typed)}


def add_audio(node: Any, topics: AudioTopics, refuse: Callable[[str, str], None]) -> None:
    """Listen to them; nothing, where audio_common_msgs is not installed."""
    try:
        from audio_common_msgs import msg
    except ImportError:
        return

    def heard(topic: str, take: Callable[[Any], None], message: Any) -> None:
        try:
            take(message)
        except IntentError as error:
            refuse(topic, str(error))

    samples, info = "speech_audio", "speech_audio_info"
    if hasattr(msg, "AudioStamped"):  # the other package of that name
        stamped = partial(heard, samples, topics.push_stamped)
        node.create_subscription(msg.AudioStamped, samples, stamped, SOUND)
        return
    for profile in (LATCHED, COMMAND):  # whoever tells it once, and whoever tells it again
        node.create_subscription(msg.AudioInfo, info, partial(heard, info, topics.inform), profile)
    node.create_subscription(msg.AudioData, samples, topics.push, SOUND)
