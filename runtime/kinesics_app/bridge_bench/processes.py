"""Host processes of the bench, and the thread in which a robot on a pseudo-terminal lives."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from kinesics.errors import BridgeError
from kinesics_bridge.pty_twin import PtyTwin

__all__ = ["await_line", "end", "go", "living", "start"]

_TIMEOUT_S = 30.0


@contextmanager
def living(robot: PtyTwin) -> Iterator[None]:
    """The robot lives within, then is unplugged."""
    ended = threading.Event()
    life = threading.Thread(target=robot.run, args=(ended.is_set,), name="robot")
    life.start()
    try:
        yield
    finally:
        ended.set()
        life.join()
        robot.close()


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
