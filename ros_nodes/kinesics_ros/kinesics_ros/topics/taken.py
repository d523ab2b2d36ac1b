"""`TakenTopics`: topics whose messages wait until they are taken: no executor wakes for each.

`message_of`: what one of them says.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from rclpy.callback_groups import MutuallyExclusiveCallbackGroup
from rclpy.serialization import deserialize_message

from kinesics.errors import IntentError

__all__ = ["Came", "TakenTopics", "message_of"]


class Came(NamedTuple):
    """A message as it came."""

    received_ns: int
    """By this host's wall clock, as DDS tells; so is the next."""
    sent_ns: int
    topic: str
    data: bytes
    """CDR."""
    number: int | None = None
    """Its publisher's for it; None: this middleware tells none."""


class TakenTopics:
    """To be woken for a message costs rclpy a millisecond; to take one that waits, a fiftieth."""

    def __init__(self, node: Any) -> None:
        self._node = node
        self._heard: dict[str, Any] = {}
        self._busy = MutuallyExclusiveCallbackGroup()
        self._busy.add_entity(self)
        self._busy.beginning_execution(self)  # for ever: so an executor passes over the group

    def listen(self, topic: str, kind: Any, profile: Any) -> None:
        """Keep what comes on a topic from now on, as many as `profile` keeps."""
        self._heard[topic] = self._node.create_subscription(
            kind, topic, _never, profile, callback_group=self._busy, raw=True
        )

    def take(self) -> Sequence[Came]:
        """What has come since, in the order in which it came."""
        came = []
        for topic, heard in self._heard.items():
            with heard.handle:
                while (taken := heard.handle.take_message(heard.msg_type, True)) is not None:
                    data, info = taken
                    stamps = info["received_timestamp"], info["source_timestamp"]
                    number = info.get("publication_sequence_number")  # not of Humble
                    came.append(Came(*stamps, topic, data, number))
        return sorted(came)

    def close(self) -> None:
        """Listen no more."""
        for heard in self._heard.values():
            self._node.destroy_subscription(heard)
        self._heard.clear()


def message_of(came: Came, kind: Any) -> Any:
    """The message of this type.

    Raises:
        IntentError: its bytes are none, whoever sent them.
    """
    try:
        return deserialize_message(came.data, kind)
    except RuntimeError as error:  # RMWError is one
        words = f"{len(came.data)} bytes that are no {kind.__name__}"
        raise IntentError(f"{came.topic}: {words}; wanted a whole one") from error


def _never(data: bytes) -> None:
    raise AssertionError("an executor took what is taken by hand")
