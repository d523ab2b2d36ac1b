"""`Wish`: something that a robot was asked, and what became of it so far."""

from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["Wish"]

_LAST = ("finished", "refused", "ended")


class Wish:
    """Made by the methods of a `Robot`; its state changes while the program waits for anything."""

    def __init__(self, ident: str, wait: Callable[["Wish", float], None]) -> None:
        self.id = ident
        """By which others can be anchored to it."""
        self.state = "asked"
        """`asked`, then as `kinesics.conversation.event.Event` has it."""
        self.reason = ""
        """Why it was refused or ended, or what this robot cannot do of it."""
        self.shown_ns: int | None = None
        """Robot time at which it begins to show; None: it has not begun."""
        self.heard: Mapping[str, Any] | None = None
        """Of an utterance that is over, or of a `barge_in`: as `conversation.heard.Heard`."""
        self._wait = wait

    @property
    def is_over(self) -> bool:
        """Whether nothing more will become of it."""
        return self.state in _LAST

    def wait(self, timeout_s: float = 60.0) -> str:
        """Its state when it is over, or after `timeout_s` of the robot's time."""
        self._wait(self, timeout_s)
        return self.state

    def take(self, event: Mapping[str, Any]) -> None:
        """Follow what the robot told of it."""
        self.state = event["event"]
        self.reason = event["reason"] or self.reason
        self.heard = event.get("heard", self.heard)
        if self.state == "started":
            self.shown_ns = event["t_ns"]

    def __repr__(self) -> str:
        return f"Wish({self.id!r}, {self.state}{': ' + self.reason if self.reason else ''})"
