"""`Door`: the door's process, as the one that moves the robot sees it; begun again if it dies."""

import json
import logging
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from kinesics.closing import Closing
from kinesics_app.processes.hatch import Hatch
from kinesics_app.processes.helper import Begun, Helper
from kinesics_app.sound.reference import Reference
from kinesics_app.speech.synthesiser import Synthesiser

__all__ = ["Door"]

_LOSS = "the door's process ended: nobody is heard until it is there again"
_MOST_A_TICK = 8  # messages: 800 a second, more than the door lets through

_log = logging.getLogger(__name__)


class Door(Closing):
    """Hands on what other programs say, a few messages a tick, and tells them what became of it."""

    def __init__(
        self,
        path: Path,
        web_port: int,
        rate_hz: int,
        reference: Reference | None = None,
        say_command: str = "",
    ) -> None:
        """Not open yet. `web_port` 0: no WebSocket; `rate_hz`: at which sounds are wanted.

        `reference`: of what is played here, to be handed on to whoever wants it. `say_command`
        makes sound of a text, as `Synthesiser` has it; empty: nothing does.

        Raises:
            IntentError: a command that cannot be one.
        """
        Synthesiser(say_command)
        self.path = path
        self._settings = {"socket": str(path), "web": web_port, "rate_hz": rate_hz}
        self._settings["say_command"] = say_command
        self._settings["reference"] = "" if reference is None else reference.file
        self._reference = reference
        self._hello: Mapping[str, Any] = {}
        self._urgent_way = ExitStack()
        self._helper = Helper(self._begin, _LOSS)
        self._settings["reference"] = ""  # begun again it would replace the file

    @property
    def deaths(self) -> int:
        """How often it died."""
        return self._helper.deaths

    def open(self) -> None:
        """Wait until it listens: a second, for a robot that does not move yet.

        Raises:
            IntentError: it cannot listen, with the reason.
        """
        self._helper.first_words(f"nobody could listen on {self.path}")

    def greet(self, hello: Mapping[str, Any]) -> None:
        """Tell it what to answer, now and whenever it has to be begun again."""
        self._hello = hello
        self._helper.hatch.send(hello)

    def receive(self) -> Iterator[Any]:
        """What was said since the last tick: a `stop` first, then a few others, one by one.

        Whoever has no time for more leaves the rest for the next tick.
        """
        if not self._helper.is_there():
            return
        self._hand_on()
        for hatch in [self._urgent, *[self._helper.hatch] * _MOST_A_TICK]:
            for message in hatch.receive(1):
                if self._is_said(message):
                    yield message

    def send(self, message: Mapping[str, Any]) -> None:
        """Tell the clients, if there is room."""
        self._helper.hatch.send(message)

    def tell_in_vain(self, whose: int, why: str, of: str) -> None:
        """Tell the client of this number that nothing can come of what it said.

        `of`: the utterance that it spoke of, if any.
        """
        self.send({"vain": {"whose": whose, "why": why, "of": of}})

    def close(self) -> None:
        """Let nobody in any more."""
        self._helper.close()
        self._urgent_way.close()

    def _hand_on(self) -> None:
        """What went to the loudspeaker since the last tick."""
        if self._reference is not None:
            for block in self._reference.take():
                self._helper.hatch.send({"reference": block.as_map()})

    def _is_said(self, message: Mapping[str, Any]) -> bool:
        """Whether a client said it; what the door itself tells is dealt with here."""
        if "failed" in message:
            _log.error("the door cannot be opened again: %s", message["failed"])
        if "listening" in message:
            self._helper.hatch.send(self._hello)
        if "reference" in message and self._reference is not None:
            self._reference.wanted = True
        return not {"failed", "listening", "reference"} & set(message)

    def _begin(self) -> Begun:
        self._urgent_way.close()
        here, there = Hatch.pair()
        self._urgent, urgent = Hatch.pair()
        self._urgent_way.callback(self._urgent.close)
        with there, urgent:
            fds = [there.fileno(), urgent.fileno()]
            settings = json.dumps({**self._settings, "fds": fds})
            command = [sys.executable, "-m", "kinesics_app.door", settings]
            return here, subprocess.Popen(command, pass_fds=fds)
