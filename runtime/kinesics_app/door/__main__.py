"""The door's process: `python -m kinesics_app.door SETTINGS`, started by `kinesics run`."""

import asyncio
import json
import signal
import socket
import sys
import tempfile
from pathlib import Path
from typing import Any

from kinesics.errors import KinesicsError
from kinesics_app.door.reception import Reception
from kinesics_app.door.reference_file import ReferenceFile
from kinesics_app.door.unix_wire import listen
from kinesics_app.door.web_wire import listen_web
from kinesics_app.processes.hatch import Hatch
from kinesics_app.speech.synthesiser import Synthesiser

__all__ = ["main"]

_MOST_AT_ONCE = 64


async def _open(settings: dict[str, Any], hatch: Hatch, urgent: Hatch, folder: Path) -> None:
    path = Path(settings["socket"])
    file = None
    try:
        if settings["reference"]:
            file = ReferenceFile(Path(settings["reference"]))
        synthesiser = Synthesiser(settings["say_command"])
        reception = Reception(hatch, urgent, folder, settings["rate_hz"], file, synthesiser)
        server = await listen(path, reception)
        web = await listen_web(settings["web"], reception) if settings["web"] else None
    except KinesicsError as error:
        hatch.send({"failed": str(error)})
        return
    gone = asyncio.Event()

    def told() -> None:
        for message in hatch.receive(_MOST_AT_ONCE):
            reception.told(message)
        if hatch.closed:
            gone.set()

    fd = hatch.fileno()
    loop = asyncio.get_running_loop()
    loop.add_reader(fd, told)
    hatch.send({"listening": str(path)})
    await gone.wait()
    loop.remove_reader(fd)
    server.close()
    if web is not None:
        web.close()
    if file is not None:
        file.close()
    path.unlink(missing_ok=True)


def main() -> None:
    """Serve until the process that moves the robot closes its end."""
    settings = json.loads(sys.argv[1])
    for number in (signal.SIGINT, signal.SIGHUP):  # of either the robot parks first
        signal.signal(number, signal.SIG_IGN)
    hatch, urgent = (Hatch(socket.socket(fileno=fd)) for fd in settings["fds"])
    with tempfile.TemporaryDirectory(prefix="kinesics-") as folder:
        asyncio.run(_open(settings, hatch, urgent, Path(folder)))


if __name__ == "__main__":
    main()
