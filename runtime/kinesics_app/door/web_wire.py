"""WebSocket on loopback: JSON, for programs that have no Unix sockets."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from kinesics.errors import IntentError
from kinesics_app.door.admission import Client
from kinesics_app.door.reception import Reception
from kinesics_app.door.unix_wire import LARGEST

__all__ = ["listen_web"]

_MOST_UNREAD = 256  # messages that wait for a client to read


async def listen_web(port: int, reception: Reception) -> Any:
    """Serve on 127.0.0.1:`port`. No page of a browser is let in: they all tell their origin.

    Raises:
        IntentError: the port is taken.
    """
    from websockets.asyncio.server import ServerConnection, serve
    from websockets.exceptions import ConnectionClosed

    async def talk(connection: ServerConnection) -> None:
        answers: asyncio.Queue[str] = asyncio.Queue(_MOST_UNREAD)

        def tell(message: Mapping[str, Any]) -> None:
            try:
                answers.put_nowait(json.dumps(message))
            except asyncio.QueueFull:
                reception.counts["untold"] += 1

        client = Client(tell, is_owner=False)
        if not reception.enter(client):
            await connection.send(answers.get_nowait())  # why
            return
        teller = asyncio.create_task(_tell(connection, answers))
        try:
            async for text in connection:
                await _hear(text, client, reception)
                await asyncio.sleep(0)  # others are heard too, however much one says
        except ConnectionClosed:
            pass
        finally:
            teller.cancel()
            reception.leave(client)

    try:
        return await serve(
            talk, "127.0.0.1", port, origins=[None], max_size=LARGEST, compression=None
        )
    except OSError as error:
        raise IntentError(f"cannot listen on port {port}: {error.strerror}; try another") from error


async def _tell(connection: Any, answers: asyncio.Queue[str]) -> None:
    """Send what is answered, until the connection ends and this is cancelled."""
    while True:
        await connection.send(await answers.get())


async def _hear(text: str | bytes, client: Client, reception: Reception) -> None:
    try:
        message = json.loads(text)
    except (ValueError, RecursionError) as error:
        reception.unreadable(client, f"{len(text)} characters are no JSON ({error})")
        return
    await reception.heard(client, message)
