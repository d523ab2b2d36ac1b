"""`Exchange`: wishes that go over a link, and what comes back, matched to them."""

from collections import deque
from collections.abc import Callable, Mapping
from itertools import count
from secrets import token_hex
from typing import Any

from kinesics.conversation.intent import VERSION
from kinesics.conversation.kinds import KINDS
from kinesics.conversation.message import read_message
from kinesics.errors import IntentError
from kinesics_app.robot.link import Link
from kinesics_app.robot.plain import plain
from kinesics_app.robot.wish import Wish
from kinesics_app.sound.reference import Played
from kinesics_app.speech.synthesiser import PATIENCE_S

__all__ = ["ANSWER_S", "Exchange"]

ANSWER_S = 10.0
_MOST_COMPLAINTS = 64
_LONGEST_S = 1e6  # eleven days: for ever, to whom waits


class Exchange:
    """One program's talk with a robot; it follows what is told while it waits for anything."""

    def __init__(self, link: Link) -> None:
        self.hear_played: Callable[[Played], None] = lambda _: None
        """Hears what is played, once that was asked for."""
        self._link = link
        self._name = token_hex(3)  # other programs name their own wishes
        self._numbers = count(1)
        self._wishes: dict[str, Wish] = {}
        self._told: list[Mapping[str, Any]] = []
        self._complaints: deque[Mapping[str, Any]] = deque(maxlen=_MOST_COMPLAINTS)
        """Of utterances, that came while the program asked for something else."""

    def new_id(self) -> str:
        """One that no other wish has, of whatever program."""
        return f"{self._name}-{next(self._numbers)}"

    def tell(self, message: dict[str, Any]) -> None:
        """Send what is not answered if it is right; what no robot would take is refused here."""
        told = plain(message)
        read_message(told, 0)
        self._link.send(told)

    def ask(self, intent: Mapping[str, Any]) -> Wish:
        """Ask for an intent; it is acknowledged then. Under the id of one that goes on: the same.

        Raises:
            IntentError: it is refused, with the reason, or not answered for ten seconds.
        """
        told = plain(intent)
        wish = self._wishes.get(told["id"]) or Wish(told["id"], self._until_over)
        before, wish.state = wish.state, "asked"
        self._wishes[wish.id] = wish
        self._link.send({"version": VERSION, "intent": told})
        makes_s = PATIENCE_S if told["kind"] == "say" else 0.0  # its sound may have to be made
        kind = KINDS.get(told["kind"])
        if before != "asked" and kind is not None and kind.streams:
            wish.state = before  # which is not answered
            return wish
        unanswered = ("asked", "started")  # the latter is of what was told before
        self.wait_until(lambda: wish.state not in unanswered, ANSWER_S + makes_s, wish.id)
        if wish.state == "refused":
            reason = wish.reason
            self._go_on(wish, before)
            raise IntentError(reason)
        if wish.state == "asked":
            raise IntentError(
                f"no answer to {told['kind']} {wish.id!r}; see `kinesics run`'s own output"
            )
        return wish

    def _go_on(self, wish: Wish, before: str) -> None:
        """What was told again and refused is what it was, if it was anything."""
        if before != "asked":
            wish.state = before if wish.shown_ns is None else "started"
            wish.reason = ""
            self._wishes[wish.id] = wish

    def answer(self, question: str) -> Any:
        """What the robot says to a question.

        Raises:
            IntentError: nothing, for ten seconds.
        """
        self._told.clear()
        self._link.send({"ask": question})
        self.wait_until(lambda: any(question in one for one in self._told), ANSWER_S, question)
        for one in self._told:
            if question in one:
                return one[question]
        raise IntentError(f"no answer to {question!r}; see `kinesics run`'s own output")

    def wait_until(self, done: Callable[[], bool], timeout_s: float, of: str = "") -> None:
        """Follow what is told until `done`, or for so much of the robot's time.

        `of`: what alone is waited for; complaints of other utterances wait for who asks for those.

        Raises:
            IntentError: no time that can pass, a complaint, or the robot is gone.
        """
        self.complain(of)
        if not timeout_s >= 0.0:  # NaN too
            raise IntentError(f"{timeout_s} s to wait; wanted 0 or more")
        end_ns = self._link.now_ns() + round(min(timeout_s, _LONGEST_S) * 1e9)
        while not done() and (left_ns := end_ns - self._link.now_ns()) > 0:
            told = self._link.receive(left_ns * 1e-9)
            if told is not None:
                self._take(told, of)

    def complain(self, of: str = "") -> None:
        """Raise what came of an utterance meanwhile; of none: of any.

        Raises:
            IntentError: it is wrong what was told of it.
        """
        for told in self._complaints:
            if of in ("", told["id"]):
                self._complaints.remove(told)
                raise IntentError(told["error"])

    def _until_over(self, wish: Wish, timeout_s: float) -> None:
        self.wait_until(lambda: wish.is_over, timeout_s, wish.id)

    def _take(self, told: Mapping[str, Any], of: str) -> None:
        if "error" in told and of and told.get("id", of) != of:
            self._complaints.append(told)
            return
        if "error" in told:
            raise IntentError(told["error"])
        played = told.get("reference")
        if isinstance(played, Mapping):
            self.hear_played(Played.of(played))
        elif "event" not in told:
            self._told.append(told)
        else:
            self._follow(told)

    def _follow(self, told: Mapping[str, Any]) -> None:
        wish = self._wishes.get(told["intent"])
        if wish is not None:
            wish.take(told)
            if wish.is_over:
                del self._wishes[wish.id]
