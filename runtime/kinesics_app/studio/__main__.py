"""The studio's process: `python -m kinesics_app.studio FD`, started by `kinesics run --studio`."""

import asyncio
import os
import select
import signal
import socket
import sys
import tempfile
from pathlib import Path

from kinesics.errors import KinesicsError
from kinesics.rig.load import load_rig
from kinesics_app.processes.hatch import Hatch
from kinesics_app.studio.gate import Gate, is_loopback
from kinesics_app.studio.hall import Hall
from kinesics_app.studio.hello import hello
from kinesics_app.studio.keeper import Place
from kinesics_app.studio.planner_line import PlannerLine
from kinesics_app.studio.saying import Saying
from kinesics_app.studio.serving import serve_pages
from kinesics_app.studio.site import Site

__all__ = ["main"]

_MOST_AT_ONCE = 64
_GIVES_WAY = 5  # of niceness: what moves the robot goes before what shows it


async def _serve(place: Place, hatch: Hatch, folder: Path) -> None:
    try:
        gate = Gate(place.host, place.port, place.token)
        saying = Saying(place.say_command, folder)
        rig = load_rig(place.robot)
        told = hello(place, rig, can_speak=saying.can_speak)
        hall = Hall(hatch, told, saying)
        site = Site(Path(__file__).with_name("page"))
        server = await serve_pages((place.host, place.port), gate, site, hall)
    except KinesicsError as error:
        hatch.send({"failed": str(error)})
        return
    keeping = None
    if not place.watched:
        hall.line = PlannerLine(Path(place.socket), hall.heard)
        keeping = asyncio.create_task(hall.line.keep())
    gone = asyncio.Event()

    def hear() -> None:
        for message in hatch.receive(_MOST_AT_ONCE):
            hall.told(message)
        if hatch.closed:
            gone.set()

    loop = asyncio.get_running_loop()
    fd = hatch.fileno()
    loop.add_reader(fd, hear)
    hatch.send({"serving": _address(place)})
    await gone.wait()
    loop.remove_reader(fd)
    if keeping is not None:
        keeping.cancel()
    server.close()


def _address(place: Place) -> str:
    host = place.host if is_loopback(place.host) else socket.gethostname()
    host = f"[{host}]" if ":" in host else host
    token = f"#token={place.token}" if place.token else ""
    return f"http://{host}:{place.port}/{token}"


def _told_place(hatch: Hatch) -> Place | None:
    """What the other end says first; None: it is gone."""
    while not hatch.closed:
        select.select([hatch], [], [])
        for told in hatch.receive(1):
            return Place(**told)
    return None


def main() -> None:
    """Serve until the process that moves the robot closes its end."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # of each the robot parks first
        signal.signal(number, signal.SIG_IGN)
    os.nice(_GIVES_WAY)
    hatch = Hatch(socket.socket(fileno=int(sys.argv[1])))
    place = _told_place(hatch)
    if place is not None:
        with tempfile.TemporaryDirectory(prefix="kinesics-studio-") as folder:
            asyncio.run(_serve(place, hatch, Path(folder)))


if __name__ == "__main__":
    main()
