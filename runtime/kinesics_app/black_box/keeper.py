"""`Keeper`: has a ring copied when it is told to, by a process that is there already."""

import logging
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from kinesics.errors import RecordError

__all__ = ["Keeper", "Keeping"]

_WAITING = 'trap "" INT TERM HUP; while IFS= read -r name; do "$@" "$name" < /dev/null; done'
"""Until nobody is left to tell it a name; it lives a little longer than who moves the robot."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where what is kept goes, and how much of it stays."""

    folder: Path
    most_mb: int
    days: int


class Keeper:
    """A shell that waits for names: one that moves a robot begins no process.

    It would wait until that has begun, for half a second beside programs that keep it waiting.
    """

    def __init__(self, ring: Path, keeping: Keeping) -> None:
        """Of the ring at `ring`.

        Raises:
            RecordError: there is no shell here.
        """
        command = [sys.executable, "-m", "kinesics_app.black_box.keep", str(ring)]
        sizes = (str(keeping.most_mb), str(keeping.days))
        shell = ["/bin/sh", "-c", _WAITING, "sh", *command, str(keeping.folder), *sizes]
        try:
            self._shell = subprocess.Popen(shell, stdin=subprocess.PIPE, bufsize=0)
        except OSError as error:
            raise RecordError(f"nobody would keep {ring}: /bin/sh: {error.strerror}") from error
        assert self._shell.stdin is not None
        self._names = self._shell.stdin
        os.set_blocking(self._names.fileno(), False)

    def keep(self, name: str) -> None:
        """Have it copied as `name`, beside."""
        try:
            self._names.write(name.encode() + b"\n")
        except OSError as error:
            _log.error("the black box cannot be kept: %s", error.strerror)

    def close(self) -> None:
        """Once all is kept that was to be."""
        self._names.close()
        self._shell.wait()
