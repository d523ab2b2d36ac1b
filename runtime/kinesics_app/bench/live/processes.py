"""What the system knows of a process, and processes that keep its cores busy."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kinesics.errors import BridgeError

__all__ = ["Usage", "burning", "child_of"]

_TICKS_HZ = os.sysconf("SC_CLK_TCK")
_BURN = "while True: pass"


class Usage:
    """What a process has in use now, by /proc."""

    def __init__(self, pid: int) -> None:
        """BridgeError where there is no /proc, or no such process."""
        home = Path(f"/proc/{pid}")
        try:
            told = dict(
                line.partition(":")[::2] for line in (home / "status").read_text().splitlines()
            )
            times = (home / "stat").read_text().rpartition(")")[2].split()
            self.descriptors = len([*(home / "fd").iterdir()])
        except OSError as error:
            raise BridgeError(
                f"process {pid} cannot be looked at ({error.strerror}); this part needs Linux, and "
                "a robot that lives"
            ) from error
        self.resident_mb = _mb(told["VmRSS"])
        self.own_mb = self.resident_mb - _mb(told["RssShmem"])
        """Of it, what is not shared memory: a black box's ring fills in its first ten minutes."""
        self.of_files_mb = _mb(told["RssFile"])
        """Of that, pages of programs and libraries, which the system may take back at any time."""
        self.most_resident_mb = _mb(told["VmHWM"])
        """In its life so far."""
        self.threads = int(told["Threads"])
        self.cpu_s = (int(times[11]) + int(times[12])) / _TICKS_HZ
        """Of all its threads, in its life so far."""


def _mb(told: str) -> float:
    """MB of `1234 kB`, which are of 1,024 bytes."""
    return int(told.split(maxsplit=1)[0]) * 1024 / 1e6


def child_of(pid: int, words: str) -> int:
    """The first child of a process in whose command `words` stand; BridgeError: it has none."""
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            if words in Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ").decode():
                return int(child)
    raise BridgeError(f"process {pid} has no child {words!r}")


@contextmanager
def burning() -> Iterator[int]:
    """Within it all cores but one are kept busy by processes of no use; how many."""
    count = max((os.cpu_count() or 2) - 1, 1)
    fires = [subprocess.Popen([sys.executable, "-c", _BURN]) for _ in range(count)]
    try:
        yield count
    finally:
        for fire in fires:
            fire.kill()
            fire.wait()
