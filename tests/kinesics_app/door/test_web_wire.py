"""The WebSocket: the same messages as JSON, and no page of a browser."""

import json

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from kinesics_app.door.web_wire import listen_web

NOD = {"kind": "nod", "id": "a"}


def test_programs_without_unix_sockets_say_the_same_in_json(door):
    async def story():
        async with await listen_web(0, door.reception) as server:
            port = server.sockets[0].getsockname()[1]
            async with connect(f"ws://127.0.0.1:{port}") as web:
                await web.send(json.dumps({"intent": NOD}))
                assert (await door.handed_on())["intent"] == NOD
                await web.send("{")
                assert "are no JSON" in json.loads(await web.recv())["error"]
                say = {"kind": "say", "id": "u", "parameters": {"file": "/etc/hostname"}}
                await web.send(json.dumps({"intent": say}))
                assert "wanted `samples`" in json.loads(await web.recv())["reason"]

    door.run(story())


def test_a_page_of_a_browser_is_not_let_in(door):
    async def story():
        async with await listen_web(0, door.reception) as server:
            port = server.sockets[0].getsockname()[1]
            with pytest.raises(InvalidStatus, match="403"):
                async with connect(f"ws://127.0.0.1:{port}", origin="http://evil.example"):
                    pass

    door.run(story())
