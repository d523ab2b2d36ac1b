"""`Asking`: what a robot is asked over a link, and waits for."""

from collections.abc import Mapping
from typing import Any

from kinesics.closing import Closing
from kinesics.conversation.tools import intent_of_call
from kinesics.errors import IntentError
from kinesics_app.robot.exchange import Exchange
from kinesics_app.robot.how import How
from kinesics_app.robot.link import Link
from kinesics_app.robot.wish import Wish

__all__ = ["PLAIN", "Asking"]

PLAIN = How()
"""As nothing else is said of how."""


class Asking(Closing):
    """A robot over a link, and any intent that there is."""

    def __init__(self, link: Link) -> None:
        self.link = link
        self._exchange = Exchange(link)

    def ask(self, kind: str, parameters: Mapping[str, Any], how: How = PLAIN) -> Wish:
        """Ask for anything of `kinesics/conversation/kinds.toml`.

        Raises:
            IntentError: it is refused, with the reason.
        """
        told = {
            "kind": kind,
            "id": how.id or self._exchange.new_id(),
            "parameters": parameters,
        }
        return self._exchange.ask({**told, **how.as_map()})

    def call(self, name: str, given: Mapping[str, Any]) -> Wish:
        """What a language model means that calls one of `tools()` with this input.

        Raises:
            IntentError: it is refused, with the reason: for the model to read.
        """
        if not isinstance(given, Mapping):
            raise IntentError(f"{name}: its input is {given!r:.80}; wanted a map of parameters")
        return self._exchange.ask(intent_of_call(name, given, self._exchange.new_id()))

    def cancel(self, wish: Wish | str) -> Wish:
        """End something that was asked for."""
        return self.ask("cancel", {"intent": wish if isinstance(wish, str) else wish.id})

    def wait(self, seconds: float) -> None:
        """Let so much of the robot's time pass."""
        self._exchange.wait_until(lambda: False, seconds)

    def close(self) -> None:
        """Leave the robot; it goes on with what it was asked. Twice is fine."""
        self.link.close()
