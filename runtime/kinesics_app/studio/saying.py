"""`Saying`: sentences and sound files of a page, made into what a robot can say."""

import asyncio
import threading
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from secrets import token_hex
from typing import Any

from kinesics.errors import IntentError
from kinesics_app.speech.synthesiser import Synthesiser

__all__ = ["LARGEST_SOUND", "Saying"]

LARGEST_SOUND = 16 << 20
"""Bytes of a sound file: two minutes of stereo at 24 bits and 22 kHz."""

_MOST_AT_ONCE = 2


class Saying:
    """Sounds lie in a folder of their own until they are said; no shell ever reads a sentence."""

    def __init__(self, command: str, folder: Path) -> None:
        """`command` writes a WAV file `{file}` of the sentence `{text}`; empty: there is none.

        Raises:
            IntentError: a command without `{file}`, or that is no command.
        """
        self._synthesiser = Synthesiser(command)
        self._folder = folder
        self._numbers = count(1)
        self._name = token_hex(3)
        self._making = 0
        self._files: dict[str, Path] = {}

    @property
    def can_speak(self) -> bool:
        """Whether sentences can be said."""
        return self._synthesiser.is_known

    async def sentence(self, text: Any) -> dict[str, Any]:
        """The intent that says a sentence: its sound is made first, in a process of its own.

        Raises:
            IntentError: no command, no sentence, or the command failed, with what it said.
        """
        said = self._synthesiser.sentence(text)
        ident, path = self._next()
        await self._run(said, path)
        return self._intent(ident, path, {"text": said})

    async def sound(self, content: bytes) -> dict[str, Any]:
        """The intent that says a sound file.

        Raises:
            IntentError: it is empty, or cannot be kept here.
        """
        if not content:
            raise IntentError("the sound file is empty")
        ident, path = self._next()
        try:
            await asyncio.to_thread(path.write_bytes, content)
        except OSError as error:
            raise IntentError(f"the sound cannot be kept here: {error.strerror}") from error
        return self._intent(ident, path, {})

    def over(self, event: Mapping[str, Any]) -> None:
        """What was said is forgotten, once it is over."""
        if event["event"] in ("finished", "refused", "ended"):
            path = self._files.pop(event["intent"], None)
            if path is not None:
                path.unlink(missing_ok=True)

    def _next(self) -> tuple[str, Path]:
        ident = f"studio-{self._name}-{next(self._numbers)}"
        return ident, self._folder / f"{ident}.wav"

    def _intent(self, ident: str, path: Path, also: Mapping[str, Any]) -> dict[str, Any]:
        self._files[ident] = path
        return {"kind": "say", "id": ident, "parameters": {"file": str(path), **also}}

    async def _run(self, text: str, path: Path) -> None:
        if self._making >= _MOST_AT_ONCE:
            raise IntentError(f"{_MOST_AT_ONCE} sentences are being made already; wait for them")
        self._making += 1
        ending = threading.Event()
        try:
            await asyncio.to_thread(
                self._synthesiser.make, text, path, is_wanted=lambda: not ending.is_set()
            )
        finally:
            ending.set()
            self._making -= 1
