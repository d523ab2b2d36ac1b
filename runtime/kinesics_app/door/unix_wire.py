"""The Unix socket: frames of a length (4 bytes, big-endian) and msgpack, for the owner alone."""

import asyncio
import os
import socket
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgpack

from kinesics.errors import IntentError
from kinesics_app.door.admission import Client
from kinesics_app.door.reception import Reception

__all__ = ["LARGEST", "frame", "listen", "unpacked"]

LARGEST = 2 << 20
"""Bytes of a message: 43 s of speech at 24 kHz."""

_ROOT = 0
_WORDLESS = {
    msgpack.exceptions.StackError: "it is nested too deep",
    msgpack.exceptions.FormatError: "a byte in it begins nothing",
}

_UNREAD = 1 << 18  # bytes that a client may leave unread before it is told nothing more


def frame(message: Mapping[str, Any]) -> bytes:
    """A message as it goes over the wire."""
    body: bytes = msgpack.packb(message)
    return len(body).to_bytes(4, "big") + body


def unpacked(body: bytes) -> Any:
    """What a frame's body says.

    Raises:
        IntentError: it is no msgpack.
    """
    try:
        return msgpack.unpackb(body, strict_map_key=False)
    except (ValueError, RecursionError, msgpack.exceptions.UnpackException) as error:
        why = str(error) or _WORDLESS.get(type(error), "it cannot be read")
        raise IntentError(f"a frame of {len(body)} bytes is no msgpack map ({why})") from error


async def listen(path: Path, reception: Reception) -> asyncio.Server:
    """Serve on `path`, which only this user can open.

    Raises:
        IntentError: another program listens there, or it cannot be.
    """
    _make_way(path)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _serve(reader, writer, reception)

    before = os.umask(0o177)
    try:
        return await asyncio.start_unix_server(serve, path)
    except OSError as error:
        raise IntentError(f"cannot listen on {path}: {error.strerror}; name another") from error
    finally:
        os.umask(before)


async def _serve(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, reception: Reception
) -> None:
    def tell(message: Mapping[str, Any]) -> None:
        if writer.transport.get_write_buffer_size() > _UNREAD:
            reception.counts["untold"] += 1
        elif not writer.is_closing():
            writer.write(frame(message))

    client = Client(tell, is_owner=True)
    if reception.enter(client):
        try:
            await _hear(reader, client, reception)
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass  # it left, or the door closes
        finally:
            reception.leave(client)
    writer.close()


async def _hear(reader: asyncio.StreamReader, client: Client, reception: Reception) -> None:
    while True:
        length = int.from_bytes(await reader.readexactly(4), "big")
        if length > LARGEST:  # where the next frame begins nobody can know
            reception.unreadable(client, f"a frame of {length} bytes; wanted {LARGEST} at most")
            return
        body = await reader.readexactly(length)
        try:
            await reception.heard(client, unpacked(body))
        except IntentError as error:
            reception.unreadable(client, str(error))
        await asyncio.sleep(0)  # others are heard too, however much one says


def _make_way(path: Path) -> None:
    """A socket that nobody listens on any more is in the way; a robot that does is not ours."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.parent.stat().st_uid not in (os.getuid(), _ROOT):
        raise IntentError(f"{path.parent} is another user's; name another --socket")
    if not path.exists():
        return
    if not stat.S_ISSOCK(path.stat().st_mode):
        raise IntentError(f"{path} is no socket; name another")
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            path.unlink()
            return
    raise IntentError(f"another robot listens on {path}; name another --socket")
