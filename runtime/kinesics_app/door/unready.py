"""`Unready`: what is to be said and not handed on yet: its sound is made, or others are first."""

import asyncio
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kinesics.conversation.intent import Intent
from kinesics.conversation.message import MOST_SOUND_BYTES
from kinesics.errors import IntentError, KinesicsError
from kinesics_app.door.admission import Client

__all__ = ["MakeReady", "Unready"]

MakeReady = Callable[[dict[str, Any], Intent, threading.Event], dict[str, Any]]
"""A message with the sound of its `say`, made in a thread until the event is set."""
HandOn = Callable[[Client, str, dict[str, Any]], None]
Send = Callable[[Mapping[str, Any]], bool]
Over = Callable[[Client, str, KinesicsError | None], None]

_MOST_MADE_AT_ONCE, _MOST = 4, 16
_MOST_TOLD = 1000
_ROOM_S, _PATIENCE_S = 0.005, 2.0


@dataclass(eq=False)
class _Say:
    client: Client
    intent: Intent
    is_made: bool
    """Whether its sound is there, or comes in pieces: it waits for its turn alone."""
    task: asyncio.Task[None] | None = None
    told: list[Mapping[str, Any]] = field(default_factory=list)
    """What was told of it meanwhile: pieces of its sound, marks, phones."""
    told_bytes: int = 0


class Unready:
    """Each goes out after those of no lower priority that its program asked for before it."""

    def __init__(self, make_ready: MakeReady, hand_on: HandOn, send: Send, over: Over) -> None:
        """`hand_on` has it asked of the robot; `send` what was told of it, if there is room.

        `over`: it was given up, or refused with the error.
        """
        self._make_ready, self._hand_on, self._send, self._over = make_ready, hand_on, send, over
        self._says: dict[str, _Say] = {}

    def __contains__(self, ident: str) -> bool:
        """Whether one of that id is in here."""
        return ident in self._says

    def has(self, client: Client, ident: str) -> bool:
        """Whether one of that id is in here, and this client asked for it."""
        return ident in self._says and self._says[ident].client is client

    def is_behind(self, client: Client, intent: Intent) -> bool:
        """Whether one that needs nothing made has to wait for others of its program."""
        return bool(self._before(client, intent))

    def add(
        self, client: Client, message: dict[str, Any], intent: Intent, *, is_made: bool
    ) -> None:
        """Hand it on when it is ready, and its turn.

        Raises:
            IntentError: too many are in here.
        """
        made = sum(not one.is_made for one in self._says.values())
        if not is_made and made >= _MOST_MADE_AT_ONCE:
            raise IntentError(f"say: {made} sounds are being made ready; wanted fewer")
        if len(self._says) >= _MOST:
            raise IntentError(f"say: {_MOST} wait for those before them; wanted fewer")
        before = [one.task for one in self._before(client, intent) if one.task is not None]
        say = self._says[intent.id] = _Say(client, intent, is_made)
        say.task = asyncio.get_running_loop().create_task(self._live(say, message, before))

    def tell(self, ident: str, message: Mapping[str, Any], size: int = 0) -> None:
        """Keep what is told of one that is in here, `size` bytes of it, until it goes out.

        Raises:
            IntentError: more than is kept; never of what has no size.
        """
        say = self._says[ident]
        full = say.told_bytes + size > MOST_SOUND_BYTES or len(say.told) >= _MOST_TOLD
        if size and full:
            raise IntentError(f"say: {ident!r} is not acknowledged yet; wanted less before that")
        say.told.append(message)
        say.told_bytes += size

    def give_up(self, intent: Intent) -> None:
        """Those that this ends."""
        ends = [*self._says] if intent.kind in ("stop", "reset", "barge_in") else []
        if intent.kind == "cancel" and intent.parameters["intent"] in self._says:
            ends = [intent.parameters["intent"]]
        for ident in ends:
            task = self._says[ident].task
            if task is not None:
                task.cancel()

    def _before(self, client: Client, intent: Intent) -> list[_Say]:
        return [
            one
            for one in self._says.values()
            if one.client is client and one.intent.priority >= intent.priority
        ]

    async def _live(
        self, say: _Say, message: dict[str, Any], before: list[asyncio.Task[None]]
    ) -> None:
        error: KinesicsError | None = None
        is_out = False
        try:
            if not say.is_made:
                message = await self._made(say, message)
            if before:
                await asyncio.wait(before)
            self._hand_on(say.client, say.intent.id, message)
            is_out = True
            await self._tell_all(say)
        except asyncio.CancelledError:
            pass  # it was given up: once it is out, its end is told by the robot
        except KinesicsError as refused:
            error = refused
        finally:
            del self._says[say.intent.id]
        if not is_out:
            _forget(message)
            self._over(say.client, say.intent.id, error)

    async def _made(self, say: _Say, message: dict[str, Any]) -> dict[str, Any]:
        given_up = threading.Event()  # a thread cannot be ended from here
        try:
            return await asyncio.to_thread(self._make_ready, message, say.intent, given_up)
        finally:
            given_up.set()
            say.is_made = True

    async def _tell_all(self, say: _Say) -> None:
        """Pieces that find no room for so long are lost: the robot says silence."""
        loop = asyncio.get_running_loop()
        while say.told:
            end_s = loop.time() + _PATIENCE_S
            while not self._send(say.told[0]):
                if loop.time() > end_s:
                    break
                await asyncio.sleep(_ROOM_S)
            say.told.pop(0)


def _forget(message: Mapping[str, Any]) -> None:
    """The sound that was made for it, if there is one."""
    if "prepared" in message:
        Path(message["prepared"]["sound"]).unlink(missing_ok=True)
