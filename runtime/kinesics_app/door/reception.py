"""`Reception`: what clients say is checked and handed on, and what became of it is told them."""

import asyncio
import logging
import threading
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kinesics.conversation.complaint import complaint, utterance_of
from kinesics.conversation.event import Event, State
from kinesics.conversation.intent import MOST_ID, Intent
from kinesics.conversation.kinds import KINDS
from kinesics.conversation.message import Mark, SoundPiece, read_message
from kinesics.conversation.told_phones import PhonesTold
from kinesics.errors import IntentError, KinesicsError
from kinesics_app.door.admission import Admission, Client
from kinesics_app.door.parts import parts
from kinesics_app.door.reference_file import ReferenceFile
from kinesics_app.door.unready import Unready
from kinesics_app.processes.hatch import Hatch
from kinesics_app.sound.reference import Played
from kinesics_app.speech.prepared import with_sound
from kinesics_app.speech.synthesiser import Synthesiser

__all__ = ["Reception"]

_BYTES_OF_ONE = 200  # mark or phone
_PATIENCE_S, _ROOM_S = 2.0, 0.005  # for room for a sound; between two looks for it
_NO_ROOM = "the robot's process takes no message now; try again"

_log = logging.getLogger(__name__)


class Reception:
    """Between the clients and the hatches to the process that moves the robot."""

    def __init__(
        self,
        hatch: Hatch,
        urgent: Hatch,
        folder: Path,
        rate_hz: int,
        reference: ReferenceFile | None = None,
        synthesiser: Synthesiser | None = None,
    ) -> None:
        """`urgent` is for `stop` alone, which waits behind nothing.

        `folder` is for sounds that are made ready, at `rate_hz`; `reference` for what goes to the
        loudspeaker, if that is wanted; `synthesiser` makes sound of a text, if there is one.
        """
        self._reference = reference
        self._synthesiser = synthesiser or Synthesiser("")
        self.counts: Counter[str] = Counter()
        """What was heard, by what came of it."""
        self._hatch = hatch
        self._urgent = urgent
        self._folder = folder
        self._rate_hz = rate_hz
        self.admission = Admission(self.counts)
        """Who is connected, and how much each may say."""
        self._owners: dict[str, Client] = {}
        self._open: set[str] = set()
        """Utterances that are under way, and of which more may come."""
        self._unready = Unready(self._make_ready, self._hand_on_say, hatch.send, self._never_said)
        self._tools: Any = []
        self._status: Mapping[str, Any] = {}
        self._named = 0

    def enter(self, client: Client) -> bool:
        """Whether there is room for another client, be it only to say `stop`."""
        return self.admission.enter(client)

    def leave(self, client: Client) -> None:
        """The client is gone; what it asked for goes on.

        Of what it was having said as it made it nothing more can come: what came is all of it.
        """
        self.admission.leave(client)
        for ident in [one for one in self._open if self._owners.get(one) is client]:
            self._open.discard(ident)
            self._hatch.send({"sound": {"id": ident, "last": True}})
        for ident in [one for one in self._open if self._unready.has(client, one)]:
            self._open.discard(ident)
            self._unready.tell(ident, {"sound": {"id": ident, "last": True}})
        self._owners = {ident: one for ident, one in self._owners.items() if one is not client}

    def unreadable(self, client: Client, why: str) -> None:
        """Something came that is no message at all."""
        self.counts["malformed"] += 1
        client.tell({"error": why})

    async def heard(self, client: Client, message: Any) -> None:
        """A client's message: handed on, answered, or refused with the reason.

        Only sound waits, for room: its client is not read meanwhile.
        """
        self.counts["heard"] += 1
        now_s = time.monotonic()
        intent = message.get("intent") if isinstance(message, dict) else None
        ident = intent.get("id") if isinstance(intent, dict) else None
        urgent = isinstance(intent, dict) and intent.get("kind") == "stop"
        if not urgent and (why := self.admission.turned_away(client, now_s)):
            _refuse(client, ident, why)
            return
        if isinstance(intent, dict) and ident is None:
            self._named += 1
            intent["id"] = ident = f"intent-{self._named}"
        try:
            said = read_message(message, time.monotonic_ns())
            if isinstance(said, str):
                self._answer(client, said)
            elif isinstance(said, Intent):
                self._ask(client, message, said)
            elif isinstance(said, SoundPiece):
                await self._pour(client, said)
            else:
                self._pass_on(client, message, said)
        except KinesicsError as error:
            self.counts["malformed"] += 1
            _refuse(client, ident, str(error), utterance_of(message))

    def told(self, message: Mapping[str, Any]) -> None:
        """What the process that moves the robot says."""
        self._tools = message.get("tools", self._tools)
        self._status = message.get("status", self._status)
        if "reference" in message:
            self._overhear(message)
        if "vain" in message:
            self._tell_of_vain(**message["vain"])
        for event in message.get("events", ()):
            ident = event["intent"]
            owner = self._owners.get(ident)
            for client in self.admission.clients:
                if client is owner or client.watches:
                    client.tell(event)
            over = event["event"] in ("finished", "refused", "ended")
            if over and not event.get("goes_on"):
                self._owners.pop(ident, None)
                self._open.discard(ident)

    def _tell_of_vain(self, whose: int, why: str, of: str = "") -> None:
        """Nothing can come of what a client told, as only the robot's process knew."""
        self.counts["vain"] += 1
        for client in self.admission.clients:
            if client.number == whose:
                client.tell(complaint(why, of))

    def _answer(self, client: Client, question: str) -> None:
        if question == "watch":
            client.watches = True
        if question == "reference":
            self._let_overhear(client)
        answers = {
            "tools": self._tools,
            "status": {**self._status, "door": dict(self.counts)},
            "watch": True,
            "reference": True,
        }
        client.tell({question: answers[question]})

    def _let_overhear(self, client: Client) -> None:
        if not client.is_owner:
            raise IntentError(
                "ask: what it says is not told to whoever asks; wanted the Unix socket"
            )
        sound = self._status.get("sound", {})
        if not sound.get("playing"):
            raise IntentError(f"ask: nothing is played here: sound {sound.get('goes', '')}")
        client.overhears = True
        self._hatch.send({"reference": True})

    def _overhear(self, message: Mapping[str, Any]) -> None:
        if self._reference is not None:
            self._reference.write(Played.of(message["reference"]))
        for client in self.admission.clients:
            if client.overhears:
                client.tell(message)

    def _ask(self, client: Client, message: dict[str, Any], intent: Intent) -> None:
        goes_on = KINDS[intent.kind].renews and self._owners.get(intent.id) is client
        if (intent.id in self._owners or intent.id in self._unready) and not goes_on:
            raise IntentError(f"id {intent.id!r} is under way already; wanted another")
        if intent.kind == "say" and "stream_s" not in intent.parameters:
            _check_files(client, intent)
            self._unready.add(client, message, intent, is_made=False)
            return
        if intent.kind == "say" and self._unready.is_behind(client, intent):
            self._unready.add(client, message, intent, is_made=True)
            self._open.add(intent.id)
            return
        self._unready.give_up(intent)
        self._owners[intent.id] = client
        try:
            self._hand_on(client, message, urgent=intent.kind == "stop")
            if intent.kind == "say":
                self._open.add(intent.id)
        except IntentError:
            if not goes_on:
                del self._owners[intent.id]
            raise

    def _hand_on(self, client: Client, message: Mapping[str, Any], *, urgent: bool = False) -> None:
        if not urgent:
            self.admission.count_on_all(client)
        if not (self._urgent if urgent else self._hatch).send(message):
            raise IntentError(_NO_ROOM)
        self.counts["handed_on"] += 1

    def _pass_on(self, client: Client, message: Mapping[str, Any], said: Any) -> None:
        """What is told, not asked; of an utterance only by who has it said."""
        whole = {**message, "whose": client.number}
        if isinstance(said, Mark | PhonesTold):
            if self._unready.has(client, said.id):
                self.admission.count_on_all(client)
                self._unready.tell(said.id, whole, size=_bytes_of(said))
                return
            if self._owners.get(said.id) is not client:
                noun = "mark" if isinstance(said, Mark) else "phones"
                raise IntentError(f"{noun}: no utterance {said.id!r} of yours is said or waits")
        self._hand_on(client, whole)

    async def _pour(self, client: Client, piece: SoundPiece) -> None:
        """Hand on sound of any length, as fast as the other side takes it."""
        waits = self._unready.has(client, piece.id)
        if self._owners.get(piece.id) is not client and not waits:
            raise IntentError(f"sound: no utterance {piece.id!r} of yours is open")
        if piece.id not in self._open:
            raise IntentError(f"sound: {piece.id!r} is whole already; wanted one of a `stream_s`")
        self.admission.count_on_all(client)
        end_s = time.monotonic() + _PATIENCE_S
        for part in parts(piece):
            part["whose"] = client.number
            if self._unready.has(client, piece.id):
                self._unready.tell(piece.id, part, size=len(part["sound"]["samples"]))
                continue
            while not self._hatch.send(part):
                if time.monotonic() > end_s:
                    raise IntentError(_NO_ROOM)
                await asyncio.sleep(_ROOM_S)
        if piece.last:
            self._open.discard(piece.id)
        self.counts["handed_on"] += 1

    def _make_ready(
        self, message: dict[str, Any], intent: Intent, given_up: threading.Event
    ) -> dict[str, Any]:
        def speak(text: str, path: Path) -> None:
            self._synthesiser.make(text, path, is_wanted=lambda: not given_up.is_set())

        return with_sound(message, intent.parameters, self._folder, self._rate_hz, speak)

    def _hand_on_say(self, client: Client, ident: str, message: dict[str, Any]) -> None:
        self._owners[ident] = client
        try:
            self._hand_on(client, message)
        except IntentError:
            del self._owners[ident]
            raise

    def _never_said(self, client: Client, ident: str, error: KinesicsError | None) -> None:
        self._open.discard(ident)
        if error is None:
            _tell(client, ident, "ended", "ended before its sound was ready, and its turn")
        else:
            _refuse(client, ident, str(error))


def _check_files(client: Client, intent: Intent) -> None:
    asked = intent.parameters
    files = {name for name in ("file", "phones") if isinstance(asked.get(name), str)}
    if files and not client.is_owner:
        raise IntentError(
            f"say: {', '.join(sorted(files))} would be read for whoever asks; "
            "wanted `samples`, or the Unix socket"
        )


def _bytes_of(said: Mark | PhonesTold) -> int:
    """About so much memory it takes."""
    return _BYTES_OF_ONE * (1 if isinstance(said, Mark) else len(said.phones))


def _refuse(client: Client, ident: Any, why: str, of: str = "") -> None:
    if isinstance(ident, str):
        _tell(client, ident[:MOST_ID], "refused", why)
    else:
        client.tell(complaint(why, of))


def _tell(client: Client, ident: str, state: State, why: str) -> None:
    client.tell(Event(ident, state, time.monotonic_ns(), why).as_map())
