"""`serve_pages`: the studio's page and its WebSocket on one port."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from typing import Any

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from kinesics.errors import IntentError
from kinesics_app.studio.gate import Gate
from kinesics_app.studio.hall import MOST_VIEWERS, Hall
from kinesics_app.studio.saying import LARGEST_SOUND
from kinesics_app.studio.site import Site, plain
from kinesics_app.studio.viewer import Viewer

__all__ = ["serve_pages"]

_LIVE = "/live"
_FULL = 1013  # of WebSocket: try again later
_LARGEST_TEXT = 64 << 10
_LITTLE = 16 << 10  # bytes in our buffer before a slow page is waited for


async def serve_pages(place: tuple[str, int], gate: Gate, site: Site, hall: Hall) -> Any:
    """Serve on `place`, host and port.

    Raises:
        IntentError: the port is taken, or the address is not of this computer.
    """
    try:
        return await serve(
            _talk(hall),
            *place,
            process_request=_answer(gate, site),
            max_size=LARGEST_SOUND,
            write_limit=_LITTLE,
            compression=None,
            server_header=None,
        )
    except OSError as error:
        raise IntentError(
            f"no page on {place[0]}:{place[1]}: {os.strerror(error.errno or 0)}; "
            "try another --studio-port"
        ) from error


def _answer(gate: Gate, site: Site) -> Callable[[ServerConnection, Request], Response | None]:
    """Files for whoever may have them; None: it is to become a WebSocket."""

    def answer(_: ServerConnection, request: Request) -> Response | None:
        path = request.path.partition("?")[0]
        if why := gate.refuses(request.headers):
            return plain(403, "Forbidden", f"{why}\n")
        if path != _LIVE:
            return site.answer(path, request.headers)
        if why := gate.refuses_talk(request.path):
            return plain(401, "Unauthorized", f"{why}\n")
        return None

    return answer


def _talk(hall: Hall) -> Callable[[ServerConnection], Awaitable[None]]:
    """From a page's first word to its last."""

    async def talk(connection: ServerConnection) -> None:
        viewer = Viewer(connection, id(connection) & 0xFFFF)
        if not hall.enter(viewer):
            await connection.close(_FULL, f"{MOST_VIEWERS} pages are open; wanted fewer")
            return
        teller = asyncio.create_task(viewer.serve())
        try:
            async for message in connection:
                _hear(hall, viewer, message)
                await asyncio.sleep(0)  # others are heard too, however much one says
        except ConnectionClosed:
            pass
        finally:
            teller.cancel()
            hall.leave(viewer)

    return talk


def _hear(hall: Hall, viewer: Viewer, message: str | bytes) -> None:
    now_s = time.monotonic()
    if isinstance(message, bytes):
        hall.sounded(viewer, message, now_s)
    elif len(message) > _LARGEST_TEXT:
        viewer.tell({"refused": f"a message of {len(message)} characters is too long", "id": ""})
    else:
        hall.said(viewer, message, now_s)
