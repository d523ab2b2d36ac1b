"""Processes of the bench: hosts that move a robot, and one that stops it."""

import subprocess
import sys
import threading

from kinesics.errors import BridgeError

__all__ = ["await_line", "end", "go", "start"]

_TIMEOUT_S = 30.0


def start(module: str, *arguments: object) -> subprocess.Popen[str]:
    """A process of this bench; it is ready to `go`, or nearly so."""
    return subprocess.Popen(
        [sys.executable, "-m", f"{__package__}.{module}", *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def go(process: subprocess.Popen[str]) -> None:
    """Let it begin."""
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def await_line(process: subprocess.Popen[str]) -> str:
    """What it says next; BridgeError if it says nothing for half a minute."""
    assert process.stdout is not None
    alarm = threading.Timer(_TIMEOUT_S, process.kill)
    alarm.start()
    line = process.stdout.readline()
    alarm.cancel()
    if not line:
        raise BridgeError(f"a process of the bench said nothing for {_TIMEOUT_S:g} s, or ended")
    return line.strip()


def end(process: subprocess.Popen[str]) -> None:
    """SIGKILL, frozen or not."""
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        assert pipe is not None
        pipe.close()
