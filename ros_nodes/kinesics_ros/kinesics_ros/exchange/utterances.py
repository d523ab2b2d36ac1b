"""`Utterances`: what a mixer is told of sound that is held elsewhere, and told again if need be."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

__all__ = ["Utterances"]

_AGAIN_S = 0.2
_STALE_S = 5.0  # nobody waits for what was said so long ago


@dataclass(slots=True)
class _Opened:
    ident: str
    known: dict[str, Any]
    told_s: float
    heard_s: float
    """When a piece of it came last."""
    is_whole: bool = False


class Utterances:
    """Messages as `say_elsewhere` has them; any thread may call it."""

    def __init__(
        self, publish: Callable[[str], None], now_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._publish, self._now_s = publish, now_s
        self._lock = threading.Lock()
        self._opened: _Opened | None = None
        """The newest."""

    def tell(self, ident: str, **told: Any) -> None:
        """Of an utterance."""
        self._publish(json.dumps({"id": ident, **told}))

    def open(self, ident: str, **known: Any) -> None:
        """One that is still being made: its `rate_hz`, `stream_s` and `text`."""
        now_s = self._now_s()
        with self._lock:
            self._opened = _Opened(ident, known, now_s, now_s)
        self.tell(ident, **known)

    def heard(self, ident: str, *, last: bool) -> None:
        """A piece of it came."""
        with self._lock:
            if self._opened is not None and self._opened.ident == ident:
                self._opened.heard_s = self._now_s()
                self._opened.is_whole |= last

    def again(self, waits: Callable[[str], bool]) -> None:
        """Call it often: what was opened last, if it `waits` still for word that it may begin.

        What was told of it may have been lost with a cable.
        """
        now_s = self._now_s()
        with self._lock:
            opened = self._opened
            if opened is None or now_s < opened.told_s + _AGAIN_S:
                return
            if now_s > opened.heard_s + _STALE_S or not waits(opened.ident):
                return
            opened.told_s = now_s
        self.tell(opened.ident, **opened.known)
        self.tell(opened.ident, came=opened.is_whole)
