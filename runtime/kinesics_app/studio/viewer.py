"""`Viewer`: one open page: told the newest, never more than it can take."""

import asyncio
import json
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from kinesics_app.door.bucket import Bucket

__all__ = ["Viewer"]

_AHEAD = 25  # snapshots, half a second: as many as a page may not have drawn yet
_MOST_WORDS = 256
_PAGE_HZ, _PAGE_BURST = 30.0, 60


class _Wire(Protocol):
    async def send(self, message: str | bytes) -> None: ...


@dataclass(eq=False)
class Viewer:
    """A page that does not read loses snapshots, then words: they are counted, nobody waits.

    It says which snapshot it has drawn; until then only half a second's worth is sent, so what lies
    in the buffers between is never old.
    """

    wire: _Wire
    number: int = 0
    bucket: Bucket = field(default_factory=lambda: Bucket(_PAGE_HZ, _PAGE_BURST))
    skipped: int = 0
    """Snapshots that it was not sent."""
    unsaid: int = 0
    """Words that it was not sent."""

    def __post_init__(self) -> None:
        self._newest: bytes | None = None
        self._words: deque[str] = deque()
        self._woken = asyncio.Event()
        self._sent = 0
        self._drawn = 0

    def show(self, snapshot: bytes) -> None:
        """What replaces any older one that was not sent yet."""
        self.skipped += self._newest is not None
        self._newest = snapshot
        self._woken.set()

    def tell(self, message: Mapping[str, Any]) -> None:
        """What is to arrive, in order."""
        if len(self._words) >= _MOST_WORDS:
            self.unsaid += 1
            return
        self._words.append(json.dumps(message))
        self._woken.set()

    def drew(self, count: int) -> None:
        """It has drawn that many snapshots since it came."""
        self._drawn = min(max(self._drawn, count), self._sent)
        self._woken.set()

    async def serve(self) -> None:
        """Send until it is gone: cancelled then."""
        while True:
            await self._woken.wait()
            self._woken.clear()
            while self._words:
                await self.wire.send(self._words.popleft())
            if self._newest is not None and self._sent - self._drawn < _AHEAD:
                snapshot, self._newest = self._newest, None
                self._sent += 1
                await self.wire.send(snapshot)
