"""`Utterances`: what a mixer is told of sound that is held elsewhere, and told again if need be."""

import json
import time
from typing import Any

from std_msgs.msg import String

from kinesics_ros.qos import COMMAND

__all__ = ["Utterances"]

_AGAIN_S = 0.5


class Utterances:
    """Messages as `say_elsewhere` has them."""

    def __init__(self, node: Any) -> None:
        self._publisher = node.create_publisher(String, "utterances", COMMAND)
        self._opened: tuple[str, dict[str, Any], float] = ("", {}, 0.0)
        """The utterance that was opened last, what was told of it, and when."""

    def tell(self, ident: str, **told: Any) -> None:
        """Of an utterance."""
        self._publisher.publish(String(data=json.dumps({"id": ident, **told})))

    def open(self, ident: str, **known: Any) -> None:
        """One that is still being made: its `rate_hz`, `stream_s` and `text`."""
        self._opened = ident, known, time.monotonic()
        self.tell(ident, **known)

    def still_waits(self, ident: str) -> None:
        """Nobody has said yet that it may begin: word of it may have been lost with a cable."""
        opened, known, told_s = self._opened
        if opened == ident and time.monotonic() > told_s + _AGAIN_S:
            self.open(ident, **known)
            self.tell(ident, came=False)
