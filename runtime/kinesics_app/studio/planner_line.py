"""`PlannerLine`: the studio as one of the robot's planners, over its Unix socket."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from kinesics.errors import IntentError
from kinesics_app.door.unix_wire import LARGEST, frame, unpacked

__all__ = ["PlannerLine"]

_AGAIN_S = 0.5
_MOST_UNSENT = 1 << 20


class PlannerLine:
    """Connects, and again when the door was opened again; hears everybody's events."""

    def __init__(self, path: Path, heard: Callable[[Mapping[str, Any]], None]) -> None:
        self._path = path
        self._heard = heard
        self._writer: asyncio.StreamWriter | None = None

    def say(self, message: Mapping[str, Any]) -> None:
        """Hand a message to the robot.

        Raises:
            IntentError: it is not there, or takes nothing now.
        """
        writer = self._writer
        if writer is None or writer.is_closing():
            raise IntentError("the robot does not listen now; try again")
        if writer.transport.get_write_buffer_size() > _MOST_UNSENT:
            raise IntentError("the robot takes no message now; try again")
        writer.write(frame(message))

    async def keep(self) -> None:
        """Be connected as long as this is not cancelled."""
        while True:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, IntentError):
                await self._talk()
            self._writer = None
            await asyncio.sleep(_AGAIN_S)

    async def _talk(self) -> None:
        reader, self._writer = await asyncio.open_unix_connection(self._path)
        try:
            self.say({"ask": "watch"})
            while True:
                length = int.from_bytes(await reader.readexactly(4), "big")
                if length > LARGEST:
                    return
                self._heard(unpacked(await reader.readexactly(length)))
        finally:
            self._writer.close()
