"""`speech_node`: the robot's voice: sound in, its mouth's motion, prosody and the rest out.

Its sound never leaves it. It tells the mixer of an utterance; the mixer says when it is heard.
"""

import itertools
import json
import tempfile
from pathlib import Path
from typing import Any

from std_msgs.msg import String

from kinesics.conversation.event import Event
from kinesics.conversation.intent import Intent
from kinesics.conversation.message import read_message
from kinesics.errors import IntentError, KinesicsError
from kinesics_app.prepared import Prepared, prepare
from kinesics_ros.audio import say_of
from kinesics_ros.inputs import listen
from kinesics_ros.qos import COMMAND
from kinesics_ros.tally import Tally
from kinesics_ros.thinker_node import ThinkerNode

__all__ = ["SpeechNode"]


class SpeechNode:
    """The node `speech`: a thinker with a play-out clock, that of `Sounds`."""

    def __init__(self) -> None:
        self._thinker = ThinkerNode("speech")
        self.node = self._thinker.node
        self._folder = tempfile.TemporaryDirectory(prefix="kinesics-")
        self._numbers = itertools.count(1)
        self._tally = Tally()
        self._utterances = self.node.create_publisher(String, "utterances", COMMAND)
        self._events = self.node.create_publisher(String, "body/events", COMMAND)
        listen(self.node, self._hear, ["speech"])

    def close(self) -> None:
        """As of `ThinkerNode`."""
        self._thinker.close()
        self._folder.cleanup()

    def _hear(self, topic: str, message: Any) -> None:
        ident = f"speech-{next(self._numbers)}"
        try:
            self._tally.admit(topic)
            intent = say_of(message)
            ident = intent.setdefault("id", ident)
            self._make_ready(intent)
        except KinesicsError as error:
            now = self._thinker.exchange.now()
            event = Event(str(ident)[:64], "refused", now.robot_ns, f"speech: {error}")
            told = {**event.as_map(), "stamp": now.seconds(now.robot_ns)}
            self._events.publish(String(data=json.dumps(told)))

    def _make_ready(self, asked: dict[str, Any]) -> None:
        if self.node.state != "active":
            raise IntentError(f"the node speech is {self.node.state}; activate it")
        said = read_message({"intent": asked}, 0)
        assert isinstance(said, Intent)  # it was asked for as one
        mind = self._thinker.mind
        told = prepare(said.parameters, Path(self._folder.name), mind.rate_hz)
        mind.expect(said.id, Prepared.take(told))
        known = {key: told[key] for key in ("length_s", "words")}
        text = said.parameters.get("text", "")
        message = {"id": said.id, "text": text, **known}
        self._utterances.publish(String(data=json.dumps(message)))
