"""`Helper`: a process beside the one that moves the robot, with a hatch; begun again if it dies."""

import logging
import subprocess
import time
from collections.abc import Callable, Mapping
from typing import Any

from kinesics.errors import IntentError
from kinesics_app.processes.hatch import Hatch

__all__ = ["Begun", "Helper"]

_PATIENCE_S = 20.0
_AGAIN_S, _LAST_AGAIN_S = 2.0, 60.0
_SHORT_S = 10.0  # of a life

_log = logging.getLogger(__name__)

Begun = tuple[Hatch, "subprocess.Popen[bytes]"]


class Helper:
    """One that may die: whoever moves the robot never waits for it, but at the beginning."""

    def __init__(self, begin: Callable[[], Begun], loss: str, *, patient: bool = False) -> None:
        """Not there yet. `begin`: begins it, and again; `loss`: what is said when it has died.

        `patient`: one that dies at once again and again is begun less and less often.
        """
        self.deaths = 0
        self._patient = patient
        self._again_s = _AGAIN_S
        self._begun_s = time.monotonic()
        self._begin, self._loss = begin, loss
        self._closed_s = 0.0
        self.hatch, self.process = begin()

    def first_words(self, otherwise: str) -> Mapping[str, Any]:
        """What it says once it is there: a second, for a robot that does not move yet.

        Raises:
            IntentError: it cannot do its work, with the reason; `otherwise`, if it gives none.
        """
        end_s = time.monotonic() + _PATIENCE_S
        while time.monotonic() < end_s and not self.hatch.closed:
            for message in self.hatch.receive(1):
                if "failed" in message:
                    raise IntentError(message["failed"])
                words: Mapping[str, Any] = message
                return words
            time.sleep(0.005)
        raise IntentError(f"{otherwise}: its process ended, see above")

    def is_there(self) -> bool:
        """Whether it has not died; asked often, it is begun again a while after it did."""
        if not self.hatch.closed:
            return True
        now_s = time.monotonic()
        if not self._closed_s:
            self._closed_s = now_s
            self.deaths += 1
            short = self._patient and now_s - self._begun_s < _SHORT_S
            self._again_s = min(2.0 * self._again_s, _LAST_AGAIN_S) if short else _AGAIN_S
            _log.error(self._loss)
        elif now_s - self._closed_s > self._again_s:
            self._closed_s = 0.0
            self._begun_s = now_s
            self.process.poll()
            self.hatch, self.process = self._begin()
        return False

    def close(self) -> None:
        """It ends once nobody is at its hatch; it is killed if it does not."""
        self.hatch.close()
        try:
            self.process.wait(_AGAIN_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
