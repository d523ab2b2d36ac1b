"""`Studio`: the studio's process as the robot's sees it; begun again if it dies."""

import logging
import select
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from secrets import token_urlsafe
from typing import Any

from kinesics.closing import Closing
from kinesics.errors import IntentError
from kinesics_app.device.twins import is_twin
from kinesics_app.processes.hatch import Hatch
from kinesics_app.processes.helper import Begun, Helper
from kinesics_app.settings.run_request import RunRequest
from kinesics_app.studio.gate import is_loopback
from kinesics_app.studio.orders import Order, read_order

__all__ = ["Place", "Studio"]

_LOSS = "the studio's process ended: its pages stand still until it is there again"
_MOST_A_TURN = 4

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the page is, and what it works with."""

    host: str
    port: int
    token: str
    """Empty: none is asked for, which only loopback may."""
    say_command: str
    """Makes a WAV file of a sentence; empty: only sounds can be said."""
    socket: str
    """Where the robot takes intents."""
    robot: str
    twin: bool
    """Whether faults can be injected."""
    watched: str = ""
    """Why nothing but STOP can be ordered; empty: all can."""

    @classmethod
    def of(cls, request: RunRequest) -> "Place":
        """Where the page of a run is; an address that others reach has a token."""
        return cls(
            request.studio_host,
            request.studio_port,
            _token(request.studio_token, request.studio_host),
            request.say_command,
            str(request.socket),
            request.robot,
            is_twin(request.device),
        )

    @classmethod
    def to_watch(cls, where: tuple[str, int, str], robot: str, watched: str) -> "Place":
        """A page on which what ends by itself is seen; `where`: host, port, token if one is given.

        `watched`: why it takes no wishes.
        """
        host, port, token = where
        return cls(host, port, _token(token, host), "", "", robot, twin=False, watched=watched)


def _token(given: str, host: str) -> str:
    return given if given or is_loopback(host) else token_urlsafe(12)


class Studio(Closing):
    """Tells the studio what the robot does, if there is room, and hands on what its pages order."""

    def __init__(self, place: Place) -> None:
        """Not open yet."""
        self._place = place
        self._hello: Mapping[str, Any] = {}
        self._helper = Helper(self._begin, _LOSS)

    @property
    def deaths(self) -> int:
        """How often it died."""
        return self._helper.deaths

    def open(self) -> str:
        """Wait until it serves: the address of its page.

        Raises:
            IntentError: it cannot, with the reason.
        """
        words = self._helper.first_words(f"no page could be served on port {self._place.port}")
        return str(words["serving"])

    def wait_for_page(self) -> None:
        """Until somebody has opened it.

        Raises:
            IntentError: its process ended.
        """
        while not self._helper.hatch.closed:
            select.select([self._helper.hatch], [], [])
            if any("viewers" in message for message in self._helper.hatch.receive(1)):
                return
        raise IntentError("its page is served no longer: its process ended, see above")

    def greet(self, hello: Mapping[str, Any]) -> None:
        """Tell it what pages are to know, now and whenever it has to be begun again."""
        self._hello = hello
        self._helper.hatch.send(hello)

    def orders(self) -> Iterator[Order]:
        """What pages have ordered since the last call, a few at a time."""
        if not self._helper.is_there():
            return
        for message in self._helper.hatch.receive(_MOST_A_TURN):
            if "failed" in message:
                _log.error("the studio cannot be opened again: %s", message["failed"])
            if "serving" in message:
                self._helper.hatch.send(self._hello)
            if "order" in message:
                yield from self._order(message["order"])

    def send(self, message: Mapping[str, Any]) -> None:
        """Tell it, if there is room."""
        self._helper.hatch.send(message)

    def close(self) -> None:
        """Serve no page any more."""
        self._helper.close()

    def _order(self, told: Any) -> Iterator[Order]:
        """One, or none: what the studio lets through and is no order must not end the motion."""
        try:
            yield read_order(told)
        except IntentError as error:
            _log.warning("the studio let something through that is no order: %s", error)

    def _begin(self) -> Begun:
        here, there = Hatch.pair()
        with there:
            command = [sys.executable, "-m", "kinesics_app.studio", str(there.fileno())]
            process = subprocess.Popen(command, pass_fds=[there.fileno()])
        here.send(asdict(self._place))  # not an argument: others could read the token there
        return here, process
