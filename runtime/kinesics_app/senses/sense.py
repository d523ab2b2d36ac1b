"""`Sense`: a process with a camera or a microphone, as the one that moves the robot sees it."""

import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kinesics_app.processes.hatch import Hatch
from kinesics_app.processes.helper import Begun, Helper

__all__ = ["Organ", "Sense"]

_SILENT_S = 3.0  # it tells twice a second how it is, or as often as pictures come

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Organ:
    """Which sense it is, in words."""

    module: str
    """Begun with `python -m`."""
    device: str
    """Under which it tells how its device is."""
    loss: str
    """Said when it has died."""
    cannot: str
    words: str
    """Why it could not be begun, if it does not say so itself."""


class Sense:
    """Begun again when it dies; it tells twice a second how its device is."""

    def __init__(
        self,
        organ: Organ,
        settings: Callable[[], Mapping[str, Any]],
        pass_fds: Callable[[], list[int]] = list,
    ) -> None:
        """Begun, but not open yet. `settings`: what it is told first; `pass_fds`: are its too."""
        self._organ = organ
        self._begins = settings, pass_fds
        self._told: Mapping[str, Any] = {}
        self._why = ""
        # A process that is begun later would be on the CPU that the motion has got for itself.
        self._cpus = [*os.sched_getaffinity(0)] if hasattr(os, "sched_getaffinity") else []
        self._heard_s = 0.0
        self.helper = Helper(self._begin, organ.loss, patient=True)

    def open(self) -> None:
        """Wait until it is there: a second, for a robot that does not move yet.

        Raises:
            IntentError: it cannot, with the reason.
        """
        self._told = self.helper.first_words(self._organ.words).get(self._organ.device, {})

    def receive(self, most: int) -> Iterator[dict[str, Any]]:
        """Up to `most` messages, but for what it tells of itself."""
        if not self.helper.is_there():
            return
        for message in self.helper.hatch.receive(most):
            if self._organ.device in message:
                self._take(message[self._organ.device])
            elif "failed" in message:
                self._why = message["failed"]
                _log.error("%s: %s", self._organ.cannot, self._why)
            else:
                yield message

    def send(self, message: Mapping[str, Any]) -> bool:
        """Whether it went: the process may be gone, or too busy."""
        return self.helper.is_there() and self.helper.hatch.send(message)

    def status(self) -> dict[str, Any]:
        """How its device is: plain values by name."""
        told = dict(self._told)
        silent_s = time.monotonic() - self._heard_s
        if self.helper.hatch.closed:
            told["trouble"] = self._why or self._organ.loss
        elif silent_s > _SILENT_S and not told.get("trouble"):
            told["rate_hz"] = 0.0
            told["trouble"] = f"nothing was heard of its process for {silent_s:.0f} s"
        return {**told, "deaths": self.helper.deaths}

    def _take(self, told: Mapping[str, Any]) -> None:
        trouble = told.get("trouble", "")
        if trouble != self._told.get("trouble", ""):
            state = trouble or "it is there again"
            _log.warning("%s %s: %s", self._organ.device, told.get("source"), state)
        self._told, self._why, self._heard_s = told, "", time.monotonic()

    def _begin(self) -> Begun:
        self._heard_s = time.monotonic()
        settings, pass_fds = self._begins
        here, there = Hatch.pair()
        with there:
            fds = [there.fileno(), *pass_fds()]
            command = [sys.executable, "-m", self._organ.module, *map(str, fds)]
            process = subprocess.Popen(command, pass_fds=fds)
        here.send({**settings(), "cpus": self._cpus})
        return here, process
