"""`bare_wires`: rows that are only sent and dated, over a pseudo-terminal and over a socket.

A wire has a reader of its own: who polls a pseudo-terminal waits there for the kernel's worker, and
would be late for the other wire, too.
"""

import json
import os
import select
import socket
import struct
import subprocess
import sys
import time
import tty
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from kinesics_app.tick.realtime import put_behind

__all__ = ["BareWire", "Dated", "bare_wires", "compared", "listen", "main"]

_TICK_NS = 10_000_000
_ROW_BYTES = 112  # a row of 41 joints on the wire
_DATE = struct.Struct("<q")
_LATE_MS = 10.0
_PATIENCE_S = 10.0
_WIRES = ("pseudo-terminal", "socket")


@dataclass(frozen=True, slots=True)
class BareWire:
    """What one wire did to rows that were sent at the same moments as those of the others."""

    name: str
    late_ms: Sequence[float]
    """From the call that sends to the one that reads: median, 99 % and most."""
    rows: int
    late: int
    """Of them, by more than 10 ms."""
    alone: int
    """Of those, while the other wire's row of that moment was not."""


@contextmanager
def bare_wires(*, first: bool) -> Iterator[list[BareWire]]:
    """One process sends over both, each is read by another; how, is in the list once this is left.

    Who read go before ordinary programs, right behind a robot that does; with `first` who sends
    does, too.
    """
    terminal, port = os.openpty()
    tty.setraw(port)
    here, there = socket.socketpair()
    ends = [(terminal, port), (here.fileno(), there.fileno())]
    listeners = [_process("listen", [end]) for end, _ in ends]
    for listener in listeners:
        assert listener.stdout is not None
        listener.stdout.readline()
    sender = _process("send", [end for _, end in ends])
    seen: list[BareWire] = []
    try:
        for process in (*listeners, *([sender] if first else [])):
            put_behind(process.pid)
        yield seen
        sender.communicate("", _PATIENCE_S)
        seen += compared([json.loads(one.communicate("", _PATIENCE_S)[0]) for one in listeners])
    finally:
        for process in (sender, *listeners):
            process.kill()
            process.wait()
        here.close()
        there.close()
        os.close(terminal)
        os.close(port)


def _process(what: str, ends: Sequence[int]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", __name__, what, *map(str, ends)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        pass_fds=ends,
    )


def main(what: str, ends: Sequence[int]) -> None:
    """Send to all, or listen to one and then tell, until somebody closes its input."""
    if what == "send":
        _send(ends)
    else:
        print(flush=True)  # noqa: T201  # it is there
        json.dump(listen(ends[0], sys.stdin.fileno()), sys.stdout)


def _send(ends: Sequence[int]) -> None:
    due_ns = time.monotonic_ns()
    while not select.select([sys.stdin], [], [], 0.0)[0]:
        due_ns = max(due_ns + _TICK_NS, time.monotonic_ns() - _TICK_NS)
        time.sleep(max(due_ns - time.monotonic_ns(), 0) * 1e-9)
        for end in ends:
            os.write(end, _DATE.pack(time.monotonic_ns()).ljust(_ROW_BYTES, b"\0"))


class Dated:
    """Rows as they come in pieces of any size, each dated when its last byte is read."""

    def __init__(self) -> None:
        self.late_ns: list[int] = []
        """Of each that is whole."""
        self._begun = b""

    def take(self, piece: bytes, now_ns: int) -> None:
        """The next bytes, read at `now_ns`."""
        come = self._begun + piece
        whole = len(come) // _ROW_BYTES * _ROW_BYTES
        self._begun = come[whole:]
        for at in range(0, whole, _ROW_BYTES):
            self.late_ns.append(now_ns - _DATE.unpack_from(come, at)[0])


def listen(end: int, until: int) -> list[int]:
    """How late what comes at `end` is [ns], until there is something at `until` and no more."""
    dated = Dated()
    while True:
        ready, _, _ = select.select([end, until], [], [])
        if end in ready:
            dated.take(os.read(end, 4096), time.monotonic_ns())
        elif ready:
            return dated.late_ns


def compared(late_ns: Sequence[Sequence[int]]) -> list[BareWire]:
    """What became of the same rows over each wire, in their order."""
    rows = min(map(len, late_ns))
    late_ms = 1e-6 * np.array([wire[:rows] for wire in late_ns]).reshape(len(late_ns), rows)
    late = late_ms > _LATE_MS
    return [
        BareWire(
            name,
            np.percentile(of, (50, 99, 100)).tolist() if rows else [np.nan] * 3,
            rows,
            int(is_late.sum()),
            int((is_late & (late.sum(axis=0) == 1)).sum()),
        )
        for name, of, is_late in zip(_WIRES, late_ms, late, strict=True)
    ]


if __name__ == "__main__":
    main(sys.argv[1], [*map(int, sys.argv[2:])])
