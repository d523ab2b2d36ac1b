"""`add_sensors`: what a robot's own sensors publish, as often as it can use it."""

from collections.abc import Callable
from typing import Any

from kinesics_ros.body.held import Held
from kinesics_ros.messages.asked import Edge
from kinesics_ros.parameters.declared import Declared
from kinesics_ros.sensing.image_topics import ImageTopics
from kinesics_ros.sensing.imu_topic import ImuTopic
from kinesics_ros.sensing.microphone_topics import MicrophoneTopics

__all__ = ["add_sensors"]


def add_sensors(
    node: Any,
    heard: Callable[[str, Any], object],
    held: Held,
    declared: Declared,
    edge: Callable[[], Edge],
) -> None:
    """Have `heard` called with topic and message, and `held` told of who is seen and heard."""
    ImuTopic(node, heard, held, declared)
    ImageTopics(node, held, declared, edge)
    MicrophoneTopics(node, held, declared, edge)
