"""The door as other programs meet it."""

import asyncio
from contextlib import asynccontextmanager

import msgpack
import pytest

from kinesics_app.door.reception import Reception
from kinesics_app.door.unix_wire import frame, listen
from kinesics_app.processes.hatch import Hatch
from kinesics_app.speech.synthesiser import Synthesiser


class Other:
    """A program on the other side of a Unix socket."""

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer

    def send(self, message):
        self.writer.write(frame(message))

    async def hear(self):
        length = int.from_bytes(await self.reader.readexactly(4), "big")
        return msgpack.unpackb(await self.reader.readexactly(length))


class Door:
    """A reception, the robot's end of its hatch, and where it listens."""

    def __init__(self, folder):
        (self.robot, there), (self.urgent, away) = Hatch.pair(), Hatch.pair()
        self.hatches = Hatch(there), Hatch(away)
        self.path = folder / "k" / "k.sock"
        self.folder = folder / "sounds"
        self.folder.mkdir()
        self.speaks_with("")

    def speaks_with(self, command):
        """What makes sound of a text from now on."""
        self.reception = Reception(
            *self.hatches, self.folder, 16_000, synthesiser=Synthesiser(command)
        )

    @asynccontextmanager
    async def open(self):
        async with await listen(self.path, self.reception):
            yield self

    @asynccontextmanager
    async def other(self):
        reader, writer = await asyncio.open_unix_connection(self.path)
        yield Other(reader, writer)
        writer.close()

    async def handed_on(self):
        for _ in range(12_000):
            if messages := self.robot.receive(1):
                return messages[0]
            await asyncio.sleep(0.005)
        raise AssertionError("nothing was handed on")

    @staticmethod
    def event(ident, state):
        """As the robot tells it."""
        return {"intent": ident, "event": state, "state": state, "t_ns": 1, "reason": ""}

    @staticmethod
    def run(story):
        return asyncio.run(asyncio.wait_for(story, 90))


@pytest.fixture
def door(tmp_path):
    one = Door(tmp_path)
    yield one
    for hatch in (one.robot, one.urgent, *one.hatches):
        hatch.close()
