"""The recorder's process: `python -m kinesics_app.recording FD`, started by `kinesics run`.

It may wait for long until somebody wants a recording, so what writes one is imported then.
"""

import os
import select
import signal
import socket
import sys
from collections.abc import Mapping
from queue import Full, Queue
from threading import Thread
from typing import TYPE_CHECKING, Any

from kinesics.errors import RecordError
from kinesics_app.processes.hatch import Hatch

if TYPE_CHECKING:
    from kinesics_app.recording.run_files import RunFiles

__all__ = ["main"]

_GIVES_WAY = 5  # of niceness: what moves the robot goes before what writes it down
_MOST_AT_ONCE = 64
_WAITING = 20_000  # messages, 200 s: what a disk may be busy with something else
_TELL_S = 0.5


def _written(queue: "Queue[Mapping[str, Any] | None]", files: "RunFiles") -> None:
    """Write all that is in the queue, until it ends."""
    while (message := queue.get()) is not None:
        files.take(message)
    files.end()


def _serve(hatch: Hatch, files: "RunFiles") -> None:
    """Take what is told at once, whatever the disk does; a thread of its own writes."""
    queue: Queue[Mapping[str, Any] | None] = Queue(_WAITING)
    writer = Thread(target=_written, args=(queue, files))
    writer.start()
    hatch.send({"recording": files.told()})
    before: Mapping[str, Any] = {}
    going = True
    while going and not hatch.closed:
        select.select([hatch], [], [], _TELL_S)
        for message in hatch.receive(_MOST_AT_ONCE):
            if "end" in message:
                going = False
                break
            try:
                queue.put_nowait(message)
            except Full:  # the next that is written tells by its number that this one is not
                continue
        if (told := files.told()) != before:
            before = told
            hatch.send({"recording": told})
    queue.put(None)
    writer.join()
    hatch.send({"recording": {**files.told(), "ended": True}})


def _told_settings(hatch: Hatch) -> Mapping[str, Any] | None:
    """Of the next recording that is wanted; None: the other end is gone."""
    while not hatch.closed:
        select.select([hatch], [], [])
        for told in hatch.receive(1):
            if "path" in told:
                settings: Mapping[str, Any] = told
                return settings
    return None


def _record(hatch: Hatch, settings: Mapping[str, Any]) -> None:
    """One recording, until its end is told."""
    from kinesics_app.recording.run_files import RunFiles

    try:
        files = RunFiles(settings)
    except RecordError as error:
        hatch.send({"failed": str(error)})
        return
    _serve(hatch, files)


def main() -> None:
    """Write until the process that moves the robot says that it is over, or is gone."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # of each the robot parks first
        signal.signal(number, signal.SIG_IGN)
    os.nice(_GIVES_WAY)
    hatch = Hatch(socket.socket(fileno=int(sys.argv[1])))
    while (settings := _told_settings(hatch)) is not None:
        _record(hatch, settings)


if __name__ == "__main__":
    main()
