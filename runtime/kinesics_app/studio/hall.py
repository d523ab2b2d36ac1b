"""`Hall`: between the pages of a studio and the robot: everything is checked, nobody waits."""

import asyncio
import json
from collections import Counter, deque
from collections.abc import Mapping
from typing import Any

from kinesics.conversation.intent import MOST_ID, Intent
from kinesics.conversation.message import read_message
from kinesics.errors import IntentError, KinesicsError
from kinesics_app.processes.hatch import Hatch
from kinesics_app.studio.orders import read_order
from kinesics_app.studio.planner_line import PlannerLine
from kinesics_app.studio.saying import Saying
from kinesics_app.studio.viewer import Viewer

__all__ = ["MOST_VIEWERS", "Hall"]

MOST_VIEWERS = 8

_END_ALL = ("stop", "reset", "barge_in")
_KEPT_WORDS = 100  # of what happened: for whoever comes later


class Hall:
    """What the robot tells goes to all viewers; what a viewer says, to the robot."""

    def __init__(self, hatch: Hatch, hello: Mapping[str, Any], saying: Saying) -> None:
        """`hello`: what every page is told first.

        Where it says why the robot is only `watched`, all but STOP is refused with that.
        """
        self.counts: Counter[str] = Counter()
        self.viewers: list[Viewer] = []
        self.line: PlannerLine | None = None
        """To the robot's planners' door."""
        self._hatch = hatch
        self._hello = hello
        self._saying = saying
        self._watched = str(hello.get("watched", ""))
        self._latest: dict[str, Any] = {"recording": {"on": False, "file": ""}}
        self._stages: dict[str, Any] = {}
        self._happened: deque[Mapping[str, Any]] = deque(maxlen=_KEPT_WORDS)
        self._making: dict[asyncio.Task[None], Viewer] = {}
        """Sounds, oldest first, and whose page wants them said."""

    def enter(self, viewer: Viewer) -> bool:
        """Whether there is room; then it is told how things are."""
        if len(self.viewers) >= MOST_VIEWERS:
            return False
        self.viewers.append(viewer)
        if self._watched:  # it begins when somebody looks on
            self._hatch.send({"viewers": len(self.viewers)})
        viewer.tell({"hello": self._hello})
        for key, value in self._latest.items():
            viewer.tell({key: value})
        for stage in self._stages.values():
            viewer.tell({"stage": stage})
        for event in self._happened:
            viewer.tell(event)
        return True

    def leave(self, viewer: Viewer) -> None:
        """It is gone."""
        self.viewers.remove(viewer)

    def told(self, message: Mapping[str, Any]) -> None:
        """What the process that moves the robot says."""
        if "snapshot" in message:
            self.counts["snapshots"] += 1
            for viewer in self.viewers:
                viewer.show(message["snapshot"])
        elif "stage" in message:
            self._stages[message["stage"]["name"]] = message["stage"]
            self._tell(message)
        elif "health" in message:
            skipped = {viewer.number: viewer.skipped for viewer in self.viewers}
            self._tell_latest("health", {**message["health"], "skipped": skipped})
        elif "tools" in message:
            self._tell_latest("tools", message["tools"])
        elif "recording" in message:
            self._tell_latest("recording", message["recording"])
        elif "done" in message:
            self._tell(message)

    def heard(self, message: Mapping[str, Any]) -> None:
        """What the door says: events of all intents, and why something was refused."""
        if "event" in message:
            self._saying.over(message)
            self._happened.append(message)
            self._tell(message)
        elif "error" in message:
            self._tell({"error": message["error"]})

    def said(self, viewer: Viewer, text: str, now_s: float) -> None:
        """One message of a page: obeyed, or refused with the reason."""
        ident = ""
        try:
            message = _read(text)
            if "drew" in message:
                viewer.drew(int(message["drew"]))
                return
            ident = _ident(message)
            if not (_is_stop(message) or viewer.bucket.take(now_s)):
                raise IntentError("too many messages; wanted fewer")
            if self._watched and not _is_stop(message):
                raise IntentError(self._watched)
            self._obey(viewer, message)
        except (KinesicsError, ValueError, TypeError) as error:
            self.counts["refused"] += 1
            viewer.tell({"refused": str(error), "id": ident})

    def sounded(self, viewer: Viewer, wav: bytes, now_s: float) -> None:
        """A sound file that a page sent: said, or refused with the reason."""
        why = self._watched
        if not why and not viewer.bucket.take(now_s):
            why = "too many messages; wanted fewer"
        if why:
            viewer.tell({"refused": why, "id": "sound"})
            return
        self._begin(viewer, "sound", self._saying.sound(wav))

    def _obey(self, viewer: Viewer, message: dict[str, Any]) -> None:
        if "order" in message:
            self._order(message["order"])
        elif "sentence" in message:
            self._begin(viewer, _ident(message), self._saying.sentence(message["sentence"]))
        elif "record" in message:
            if not isinstance(message["record"], bool):
                raise IntentError("`record` is true or false: whether it records from now on")
            kind = "record" if message["record"] else "unrecord"
            self._order({"kind": kind, "id": _ident(message) or "record"})
        else:
            self._ask(message)

    def _order(self, told: Any) -> None:
        order = read_order(told)
        if not self._hatch.send({"order": told}):
            raise IntentError("the robot's process takes no order now; use its own STOP")
        self.counts[order.kind] += 1
        if order.kind == "stop":
            self._give_up()

    def _give_up(self) -> None:
        """What is not said yet, for its sound is being made."""
        for task in self._making:
            task.cancel()

    def _ask(self, message: dict[str, Any]) -> None:
        said = read_message(message, 0)
        if isinstance(said, Intent) and said.kind == "say":
            raise IntentError("say: wanted a sentence or a sound file; no page names files here")
        if isinstance(said, Intent) and said.kind in _END_ALL:
            self._give_up()
        if self.line is None:
            raise IntentError("the robot does not listen yet; try again")
        self.line.say(message)

    def _begin(self, viewer: Viewer, ident: str, making: Any) -> None:
        """What one page wants said is said in its order, however long each takes to be made."""
        before = [task for task, whose in self._making.items() if whose is viewer]

        async def make() -> None:
            intent = None
            try:
                intent = await making
                if before:
                    await asyncio.wait(before)
                if self.line is None:
                    raise IntentError("the robot does not listen yet; try again")
                self.line.say({"intent": intent})
                viewer.tell({"saying": intent["id"], "id": ident})
            except asyncio.CancelledError:
                if intent is not None:
                    self._saying.over({"event": "ended", "intent": intent["id"]})
                viewer.tell({"refused": "ended before it was its turn to be said", "id": ident})
            except KinesicsError as error:
                viewer.tell({"refused": str(error), "id": ident})

        task = asyncio.get_running_loop().create_task(make())
        self._making[task] = viewer
        task.add_done_callback(self._making.pop)

    def _tell_latest(self, key: str, value: Any) -> None:
        self._latest[key] = value
        self._tell({key: value})

    def _tell(self, message: Mapping[str, Any]) -> None:
        for viewer in self.viewers:
            viewer.tell(message)


def _read(text: str) -> dict[str, Any]:
    try:
        message = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise IntentError(f"{len(text)} characters are no JSON ({error})") from error
    if not isinstance(message, dict):
        raise IntentError(f"a message is {type(message).__name__}; wanted a map")
    return message


def _ident(message: Mapping[str, Any]) -> str:
    for key in ("order", "intent"):
        if isinstance(message.get(key), dict):
            return str(message[key].get("id", ""))[:MOST_ID]
    return str(message.get("id", ""))[:MOST_ID]


def _is_stop(message: Mapping[str, Any]) -> bool:
    order = message.get("order")
    return isinstance(order, dict) and order.get("kind") == "stop"
