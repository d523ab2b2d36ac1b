"""How many programs may talk, and how fast; a `stop` is heard all the same."""

import asyncio
import json
from contextlib import AsyncExitStack

from websockets.asyncio.client import connect

from kinesics_app.door.admission import CLIENT_BURST
from kinesics_app.door.bucket import Bucket
from kinesics_app.door.web_wire import listen_web

NOD = {"kind": "nod", "id": "a"}


def test_who_is_too_fast_is_refused_and_stop_still_goes_through(door):
    async def story():
        async with door.open(), door.other() as one:
            for n in range(CLIENT_BURST + 100):
                one.send({"intent": {"kind": "nod", "id": f"n{n}"}})
            one.send({"intent": {"kind": "stop", "id": "halt"}})
            refused = await one.hear()
            assert (refused["event"], refused["intent"][0]) == ("refused", "n")
            assert "messages a second" in refused["reason"]
            while door.reception.counts["heard"] < CLIENT_BURST + 101:
                await asyncio.sleep(0.01)
            assert [one["intent"]["id"] for one in door.urgent.receive(9)] == ["halt"]
            assert door.reception.counts["too_fast"] >= 50

    door.run(story())


def test_who_asks_seldom_is_heard_however_much_others_send(door):
    async def story():
        door.reception.admission._all = Bucket(1.0, 50)  # for all together, soon used up
        handed_on = []

        async def come(count):
            while door.reception.counts["heard"] < count:
                handed_on.extend(one["intent"]["id"] for one in door.robot.receive(9))
                await asyncio.sleep(0.001)

        async with door.open(), AsyncExitStack() as others:
            loud = [await others.enter_async_context(door.other()) for _ in range(5)]
            for number, one in enumerate(loud):
                for n in range(CLIENT_BURST):
                    one.send({"intent": {"kind": "nod", "id": f"loud-{number}-{n}"}})
            await come(5 * CLIENT_BURST)
            assert door.reception.counts["malformed"] > 100
            async with door.other() as seldom:
                for n in range(8):
                    seldom.send({"intent": {"kind": "nod", "id": f"seldom-{n}"}})
                await come(5 * CLIENT_BURST + 8)
                handed_on.extend(one["intent"]["id"] for one in door.robot.receive(999))
        assert [one for one in handed_on if "seldom" in one] == [f"seldom-{n}" for n in range(8)]

    door.run(story())


async def seated(door, others, count):
    """So many programs that say nothing, once the door knows of each."""
    before = [await others.enter_async_context(door.other()) for _ in range(count)]
    for one in before:
        one.send({"ask": "status"})
        await one.hear()
    return before


def test_a_full_door_hears_nothing_of_who_comes_but_a_stop_until_somebody_leaves(door):
    async def story():
        async with door.open(), AsyncExitStack() as others:
            first, *_ = await seated(door, others, 32)
            late = await others.enter_async_context(door.other())
            late.send({"intent": NOD})
            told = await late.hear()
            assert (told["event"], told["reason"][:24]) == ("refused", "32 programs are connecte")
            late.send({"intent": {"kind": "stop", "id": "halt"}})
            while not (heard := door.urgent.receive(1)):
                await asyncio.sleep(0.005)
            assert heard[0]["intent"]["id"] == "halt"
            door.reception.told({"events": [door.event("halt", "finished")]})
            assert (await late.hear())["event"] == "finished"
            for _ in range(7):
                one = await others.enter_async_context(door.other())
                one.send({"ask": "tools"})
                assert "32 programs are connected" in (await one.hear())["error"]
            away = await others.enter_async_context(door.other())
            assert "32 programs are connected" in (await away.hear())["error"]
            assert await away.reader.read() == b""
            first.writer.close()
            for n in range(1000):  # until the door knows that it left
                late.send({"intent": {"kind": "nod", "id": f"n{n}"}})
                await asyncio.sleep(0.02)
                if door.robot.receive(1):
                    return
            raise AssertionError("who came late is never heard")

    door.run(story())


def test_programs_on_loopback_leave_half_of_the_seats_to_the_owner(door):
    async def story():
        server = await listen_web(0, door.reception)
        port = next(iter(server.sockets)).getsockname()[1]
        async with door.open(), server, AsyncExitStack() as others:
            address = f"ws://127.0.0.1:{port}"
            for _ in range(16 + 8):
                await others.enter_async_context(connect(address, proxy=None))
            async with connect(address, proxy=None) as away:
                why = json.loads(await away.recv())["error"]
                assert why == "16 programs are connected by WebSocket; wanted fewer"
            await seated(door, others, 16)

    door.run(story())
