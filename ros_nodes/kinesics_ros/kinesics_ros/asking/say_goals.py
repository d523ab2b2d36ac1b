"""`SayGoals`: the action `say` of a body in several nodes, served where its voice is."""

import itertools
import time
from collections.abc import Callable
from typing import Any

from std_msgs.msg import String

from kinesics.conversation.event import Event
from kinesics.errors import IntentError, KinesicsError
from kinesics_ros.asking.richer import say_action
from kinesics_ros.asking.sentences import Sentences
from kinesics_ros.clock.stamps import Moment
from kinesics_ros.clock.timers import every
from kinesics_ros.diagnosis.tally import Tally
from kinesics_ros.messages.asked import Edge
from kinesics_ros.messages.event import event_of
from kinesics_ros.messages.goals import GOALS
from kinesics_ros.topics.qos import COMMAND, STREAM

__all__ = ["SayGoals"]

_LOST_S = 5.0  # the mixer tells its status once a second
_ANSWER_S = 10.0


class SayGoals:
    """The mixer's events tell what became of each; where nothing is heard of it, a goal ends."""

    def __init__(
        self,
        node: Any,
        do: Callable[[dict[str, Any]], None],
        tally: Tally,
        now: Callable[[], Moment],
        sentences: Sentences,
    ) -> None:
        """`do` says a message as docs/intents.md has it, or raises a KinesicsError."""
        self._do, self._tally, self._now = do, tally, now
        self._numbers = itertools.count(1)
        self._heard_s = time.monotonic()
        """When the mixer was heard of last."""
        self._unanswered: dict[str, float] = {}
        """When each was asked for of which the mixer has said nothing yet."""
        self._actions = say_action(node, self, lambda: Edge(now(), "", 0.0), sentences)
        if self._actions is not None:
            node.create_subscription(String, "body/events", self._hear_event, COMMAND)
            node.create_subscription(String, "body/status", self._hear_status, STREAM)
            every(node, 1.0, self._look_after)

    def ask(self, action: str, goal: Any, ident: str, edge: Edge) -> Event | None:
        """As `Asked` has it."""
        self._unanswered[ident] = time.monotonic()
        return self._try(ident, lambda: {**GOALS[action](goal, edge), "id": ident})

    def cancel(self, ident: str, now: Moment) -> Event | None:
        """As `Asked` has it."""
        own = f"cancel-{next(self._numbers)}"
        asked = {"kind": "cancel", "id": own, "parameters": {"intent": ident}}
        return self._try(own, lambda: asked)

    def _try(self, ident: str, intent: Callable[[], dict[str, Any]]) -> Event | None:
        try:
            self._tally.admit("say goal")
            self._do({"intent": intent()})
        except KinesicsError as error:
            self._unanswered.pop(ident, None)
            self._tally.refuse("say goal", str(error))
            return Event(ident, "refused", self._now().robot_ns, str(error))
        return None

    def _hear_event(self, message: Any) -> None:
        try:
            event = event_of(message.data, self._now())
        except IntentError as error:
            self._tally.refuse("body/events", str(error))
            return
        self._heard_s = time.monotonic()
        self._unanswered.pop(event.intent, None)
        if self._actions is not None:
            self._actions.told([event])

    def _hear_status(self, message: Any) -> None:
        self._heard_s = time.monotonic()

    def _look_after(self) -> None:
        """Nobody waits for ever for a mixer that is not there."""
        if self._actions is None:
            return
        now_s = time.monotonic()
        for ident in self._actions.underway:
            asked_s = self._unanswered.get(ident)
            silent_s = now_s - max(self._heard_s, asked_s or 0.0)
            if silent_s > _LOST_S:
                self._give_up(ident, f"the body was not heard for {silent_s:.0f} s")
            elif asked_s is not None and now_s - asked_s > _ANSWER_S:
                self._give_up(ident, f"the body has not answered in {_ANSWER_S:g} s")

    def _give_up(self, ident: str, why: str) -> None:
        now = self._now()
        self._unanswered.pop(ident, None)
        self.cancel(ident, now)
        if self._actions is not None:
            self._actions.told([Event(ident, "ended", now.robot_ns, why)])
