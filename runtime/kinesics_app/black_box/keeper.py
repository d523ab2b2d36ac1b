"""`Keeper`: has a ring copied when it is told to, by a process that is there already."""

import logging
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from kinesics.errors import RecordError

__all__ = ["Keeper", "Keeping"]

_WAITING = 'trap "" INT TERM HUP; while IFS= read -r name; do "$@" "$name" < /dev/null; done'
"""Until nobody is left to tell it a name; it lives a little longer than who moves the robot."""
_AGAIN_S, _LAST_AGAIN_S = 2.0, 60.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where what is kept goes, and how much of it stays."""

    folder: Path
    most_mb: int
    days: int


class Keeper:
    """A shell that waits for names: one that moves a robot begins no process for a fault.

    It would wait until that has begun, for half a second beside programs that keep it waiting.
    A shell that died is begun again a while after, as other helpers are.
    """

    def __init__(self, ring: Path, keeping: Keeping) -> None:
        """Of the ring at `ring`.

        Raises:
            RecordError: there is no shell here.
        """
        command = [sys.executable, "-m", "kinesics_app.black_box.keep", str(ring)]
        sizes = (str(keeping.most_mb), str(keeping.days))
        self._command = ["/bin/sh", "-c", _WAITING, "sh", *command, str(keeping.folder), *sizes]
        self.deaths = 0
        self._unkept: list[str] = []  # names that no shell has heard of
        self._again_s = _AGAIN_S
        self._died_s: float | None = None
        try:
            self._shell, self._names = self._begun()
        except OSError as error:
            raise RecordError(f"nobody would keep {ring}: /bin/sh: {error.strerror}") from error

    def keep(self, name: str) -> None:
        """Have it copied as `name`, beside; once a shell is there again, if there is none."""
        try:
            self._names.write(name.encode() + b"\n")
        except OSError as error:
            self._unkept.append(name)
            _log.error("the black box cannot be kept yet: %s", error.strerror)

    def look(self) -> None:
        """Now and then: begin a shell again that has died, 2 s after, or longer if it often dies.

        What is still to be kept is kept then.
        """
        if self._shell.poll() is None:
            return
        now_s = time.monotonic()
        if self._died_s is None:
            self._died_s = now_s
            self.deaths += 1
            _log.error("what keeps the black box ended; it is begun again in %g s", self._again_s)
        elif now_s - self._died_s > self._again_s:
            self._begin_again()

    def close(self) -> None:
        """Once all is kept that was to be; whoever is to keep it is begun again for that."""
        if self._unkept:
            self._begin_again()
        self._names.close()
        self._shell.wait()

    def _begin_again(self) -> None:
        self._again_s = min(2.0 * self._again_s, _LAST_AGAIN_S)
        self._names.close()
        try:
            self._shell, self._names = self._begun()
        except OSError as error:
            _log.error("the black box is kept no longer: /bin/sh: %s", error.strerror)
            self._died_s = time.monotonic()
            return
        self._died_s = None
        unkept, self._unkept = self._unkept, []
        for name in unkept:
            self.keep(name)

    def _begun(self) -> tuple["subprocess.Popen[bytes]", IO[bytes]]:
        """A shell, and where it hears names."""
        shell = subprocess.Popen(self._command, stdin=subprocess.PIPE, bufsize=0)
        assert shell.stdin is not None
        os.set_blocking(shell.stdin.fileno(), False)
        return shell, shell.stdin
