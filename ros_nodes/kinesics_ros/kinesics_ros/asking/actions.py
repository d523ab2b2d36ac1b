"""`Actions`: intents with feedback and a result, where kinesics_interfaces is built."""

import threading
from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import Any, Protocol

from rclpy.action import ActionServer, CancelResponse

from kinesics.conversation.event import Event
from kinesics_ros.asking.sentences import Sentences
from kinesics_ros.clock.stamps import Moment
from kinesics_ros.messages.asked import Edge
from kinesics_ros.messages.goals import GOALS
from kinesics_ros.messages.sentence import Sentence

__all__ = ["Actions", "Asked"]


class Asked(Protocol):
    """Who does what goals want; what becomes of it is told to `Actions.told`."""

    def ask(self, action: str, goal: Any, ident: str, edge: Edge) -> Event | None:
        """Ask for it, under `ident`; its refusal, if it cannot be asked."""

    def cancel(self, ident: str, now: Moment) -> Event | None:
        """End it; as `ask`."""


class Actions:
    """A server for each of some goals. A goal waits for the robot's word in no thread at all."""

    def __init__(
        self,
        node: Any,
        types: Any,
        asked: Asked,
        edge: Callable[[], Edge],
        sentences: Sentences | None,
        names: Collection[str] = GOALS,
    ) -> None:
        """`types`: a module of action types, which are called as the `names` of their servers.

        `sentences` makes sound of a `say` that has none; None: there is no `say` here.
        """
        self._asked = asked
        self._edge = edge
        self._sentences = sentences
        self._making: set[str] = set()
        """Ids of goals whose sound is being made: the robot knows nothing of them yet."""
        self._lock = threading.Lock()
        self._goals: dict[str, tuple[Any, Any]] = {}
        """Type and handle, by the id of the intent."""
        self._results: dict[int, Event] = {}
        """Of goals about to be finished, by their handles: those of strangers may share an id."""
        self._servers = [_server(self, node, types, name) for name in names]

    @property
    def underway(self) -> Collection[str]:
        """Ids of goals that are asked for and not over yet; not of those whose sound is made."""
        with self._lock:
            return [*{*self._goals} - self._making]

    def told(self, events: Sequence[Event]) -> None:
        """What became of intents: feedback, and in the end the result. Called by any thread."""
        for event in events:
            with self._lock:
                known = self._goals.get(event.intent)
                if known is not None and event.is_last:
                    del self._goals[event.intent]
            if known is None:
                continue
            kind, goal = known
            if event.is_last:
                self._end(goal, event)
                continue
            feedback = self._feedback(kind, event)
            if feedback is not None:
                goal.publish_feedback(feedback)

    def accept(self, name: str, kind: Any, goal: Any) -> None:
        """Ask for it; the goal is executed only with its last event, which finishes it."""
        ident = _ident(goal)
        with self._lock:
            taken = ident in self._goals
            if not taken:
                self._goals[ident] = (kind, goal)
        edge = self._edge()
        if taken:
            why = f"id {ident!r} is under way already; wanted another"
            self._end(goal, Event(ident, "refused", edge.now.robot_ns, why))
            return
        request = goal.request
        if name == "say" and request.text and not len(request.data) and self._sentences is not None:
            with self._lock:
                self._making.add(ident)
            self._sentences.say(request.text, partial(self._made, ident))
            return
        self._ask(name, request, ident, edge)

    def cancel(self, goal: Any) -> Any:
        """End it; its last event tells when it is."""
        if self._is_made_no_more(_ident(goal)):
            t_ns = self._edge().now.robot_ns
            self.told([Event(_ident(goal), "ended", t_ns, "cancelled while its sound was made")])
            return CancelResponse.ACCEPT
        refusal = self._asked.cancel(_ident(goal), self._edge().now)
        return CancelResponse.ACCEPT if refusal is None else CancelResponse.REJECT

    def finish(self, kind: Any, goal: Any) -> Any:
        """The result of a goal whose last event has come."""
        with self._lock:
            event = self._results.pop(id(goal))
        if event.state == "finished":
            goal.succeed()
        elif goal.is_cancel_requested:
            goal.canceled()
        else:
            goal.abort()
        return self._result(kind, event)

    def _feedback(self, kind: Any, event: Event) -> Any:
        """What is told of a goal that goes on; None: nothing."""
        feedback = kind.Feedback(state=event.state, remark=event.reason)
        self._edge().now.stamp_into(feedback.shown, event.t_ns)
        return feedback

    def _result(self, kind: Any, event: Event) -> Any:
        """What is told of one that is over, by its last event."""
        return kind.Result(state=event.state, reason=event.reason)

    def _made(self, ident: str, sentence: Sentence) -> None:
        """Of the thread that makes sentences."""
        if self._is_made_no_more(ident):
            self._ask("say", sentence, ident, self._edge())

    def _is_made_no_more(self, ident: str) -> bool:
        """Whether its sound was being made until now."""
        with self._lock:
            making = ident in self._making
            self._making.discard(ident)
        return making

    def _ask(self, name: str, request: Any, ident: str, edge: Edge) -> None:
        refusal = self._asked.ask(name, request, ident, edge)
        if refusal is not None:
            self.told([refusal])

    def _end(self, goal: Any, event: Event) -> None:
        with self._lock:
            self._results[id(goal)] = event
        goal.execute()


def _server(actions: Actions, node: Any, types: Any, name: str) -> Any:
    own = name.removeprefix("~/")
    kind = getattr(types, "".join(word.title() for word in own.split("_")))
    return ActionServer(
        node,
        kind,
        name,
        execute_callback=partial(actions.finish, kind),
        handle_accepted_callback=partial(actions.accept, own, kind),
        cancel_callback=actions.cancel,
    )


def _ident(goal: Any) -> str:
    """What its intent is called: as the goal says, else by the goal's own id."""
    named = getattr(getattr(goal.request, "intent", None), "id", "")
    return named or f"goal-{bytes(goal.goal_id.uuid).hex()}"
