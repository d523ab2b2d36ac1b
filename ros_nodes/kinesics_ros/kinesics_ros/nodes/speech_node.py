"""`speech_node`: the robot's voice: sound in, its mouth's motion, prosody and the rest out.

Its sound never leaves it. It tells the mixer of an utterance; the mixer says when it is heard.
"""

import itertools
import tempfile
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from std_msgs.msg import String

from kinesics.conversation.event import Event
from kinesics.conversation.intent import Intent
from kinesics.conversation.message import SoundPiece, read_message
from kinesics.conversation.told_phones import PhonesTold
from kinesics.errors import IntentError, KinesicsError
from kinesics.signals import Prosody
from kinesics_app.speech.prepared import Prepared, prepare
from kinesics_app.threads.thinker import Thought
from kinesics_app.tick.thinking import Said
from kinesics_ros.asking.inputs import listen, listen_to_speech
from kinesics_ros.asking.say_goals import SayGoals
from kinesics_ros.diagnosis.tally import Tally
from kinesics_ros.exchange.utterances import Utterances
from kinesics_ros.messages.asked import VOICED
from kinesics_ros.messages.event import spell_event
from kinesics_ros.nodes.thinker_node import ThinkerNode
from kinesics_ros.telling.said_topics import SaidTopics
from kinesics_ros.topics.qos import COMMAND, WORD

__all__ = ["SpeechNode"]

_KEPT = 100  # if nobody takes it


class SpeechNode:
    """The node `speech`: a thinker with a play-out clock, that of `Sounds`."""

    def __init__(self) -> None:
        self._tally = Tally()
        self._thinker = thinker = ThinkerNode("speech", self._figures, self._thought)
        self.node = thinker.node
        self._said = SaidTopics(self.node)
        self._new: deque[Said] = deque(maxlen=_KEPT)
        self._folder = tempfile.TemporaryDirectory(prefix="kinesics-")
        self._numbers = itertools.count(1)
        told = self.node.create_publisher(String, "utterances", WORD)
        self._utterances = Utterances(lambda text: told.publish(String(data=text)))
        self._events = self.node.create_publisher(String, "body/events", COMMAND)
        listen(self.node, self._hear, ("speech", "speech_stream"))
        sentences = listen_to_speech(self.node, self._hear, self._tally.refuse)
        self._goals = SayGoals(self.node, self._do, self._tally, thinker.exchange.now, sentences)

    def close(self) -> None:
        """As of `ThinkerNode`."""
        self._thinker.close()
        self._folder.cleanup()

    def _figures(self) -> dict[str, Any]:
        """What its status tells besides: what came, what was refused, what was heard too late."""
        told = {"messages": self._tally.figures(), "last_refusal": self._tally.last_refusal}
        return {**told, **(self._thinker.mind.said if self.node.is_configured else {})}

    def _thought(self, thought: Thought) -> None:
        self._new += [track for source, track in thought.tracks if source == "speech"]
        self._new += [one for one in thought.packets if isinstance(one, Prosody)]
        self._said.told(self._thinker.exchange.now, self._take)
        with suppress(IntentError):  # it is about to end
            self._utterances.again(self._thinker.mind.waits)

    def _take(self) -> Sequence[Said]:
        new, self._new = self._new, deque(maxlen=_KEPT)
        return new

    def _hear(self, topic: str, message: Any) -> Event | None:
        ident = own = f"{topic}-{next(self._numbers)}"
        try:
            self._tally.admit(topic)
            for one in VOICED[topic](message):
                named = next(iter(one.values())).setdefault("id", ident)
                ident = own if "phones" in one else named  # an utterance goes on without
                self._do(one)
        except KinesicsError as error:
            self._tally.refuse(topic, str(error))
            now = self._thinker.exchange.now()
            event = Event(str(ident)[:64], "refused", now.robot_ns, f"{topic}: {error}")
            self._events.publish(String(data=spell_event(event, now)))
            return event
        return None

    def _do(self, asked: dict[str, Any]) -> None:
        if self.node.state != "active":
            raise IntentError(f"the node speech is {self.node.state}; activate it")
        said, mind = read_message(asked, 0), self._thinker.mind
        if isinstance(said, SoundPiece):
            fresh = mind.push(said)
            self._utterances.heard(said.id, last=said.last)
            if fresh or said.last:
                self._utterances.tell(said.id, came=said.last)
            return
        if isinstance(said, PhonesTold):
            mind.tell(said)
            return
        assert isinstance(said, Intent)  # the topics ask for nothing else
        text = said.parameters.get("text", "")
        if said.kind == "cancel":
            self._utterances.tell(said.id, cancels=said.parameters["intent"])
        elif "stream_s" in said.parameters:
            known = {key: said.parameters[key] for key in ("rate_hz", "stream_s")}
            mind.open_stream(said.id, **known, symbols=said.parameters["symbols"])
            self._utterances.open(said.id, text=text, **known)
        else:
            told = prepare(said.parameters, Path(self._folder.name), mind.rate_hz)
            mind.expect(said.id, Prepared.take(told))
            told = {key: told[key] for key in ("length_s", "words")}
            self._utterances.tell(said.id, text=text, **told)
