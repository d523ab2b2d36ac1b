"""`alive`: `kinesics run` in a process of its own, on a port, with nothing of this user's in it."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kinesics.errors import BridgeError

__all__ = ["Alive", "alive", "surroundings"]

_PATIENCE_S = 60.0
_PARKS_S = 20.0


@dataclass(frozen=True, slots=True)
class Alive:
    """A robot that lives."""

    pid: int
    """Of the process that moves it."""
    socket: Path
    begun_ns: int
    """Robot time at which its process was begun."""
    told: str
    """What it said when it lived."""


@contextmanager
def alive(
    device: str,
    folder: Path,
    options: Sequence[str] = (),
    *,
    command: Sequence[str] = ("kinesics_app", "run"),
    cache: Path | None = None,
) -> Iterator[Alive]:
    """Within it a robot lives on the port `device`; then it parks. What it keeps goes to `folder`.

    `command`: another module, which takes the same options. `cache`: the user's cache, if it
    is another one.

    Raises:
        BridgeError: it does not come to life.
    """
    socket = folder / "k.sock"
    where = ["--device", device, "--socket", str(socket), "--no-sound"]
    kept = {"XDG_STATE_HOME": str(folder)} | ({"XDG_CACHE_HOME": str(cache)} if cache else {})
    begun_ns = time.monotonic_ns()
    process = subprocess.Popen(
        [sys.executable, "-m", *command, *where, *options],
        stdout=subprocess.PIPE,
        text=True,
        env=surroundings() | kept,
    )
    try:
        yield Alive(process.pid, socket, begun_ns, _first_words(process, options))
    finally:
        _end(process)


def surroundings() -> dict[str, str]:
    """Variables of this process, but for those of its own: an installed robot is compiled."""
    return {name: value for name, value in os.environ.items() if name not in _HERE}


_HERE = ("PYTHONDONTWRITEBYTECODE", "NOTIFY_SOCKET")


def _first_words(process: "subprocess.Popen[str]", options: Sequence[str]) -> str:
    assert process.stdout is not None
    alarm = threading.Timer(_PATIENCE_S, process.kill)
    alarm.start()
    lines = [process.stdout.readline() for _ in range(2 if "--realtime" in options else 1)]
    alarm.cancel()
    if not all(lines):
        raise BridgeError("`kinesics run` did not come to life; see its own output")
    return " ".join(line.strip() for line in lines)


def _end(process: "subprocess.Popen[str]") -> None:
    """Let it park; it is killed if it does not."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(_PARKS_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()
