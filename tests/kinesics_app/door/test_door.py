"""The door as other programs meet it: checked, counted and answered, whatever comes."""

import asyncio
import base64
import json
import os
import shlex
import socket
import stat
import sys
from contextlib import AsyncExitStack, asynccontextmanager

import msgpack
import numpy as np
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from kinesics.errors import IntentError
from kinesics_app.demo import HELLO
from kinesics_app.door.admission import CLIENT_BURST
from kinesics_app.door.bucket import Bucket
from kinesics_app.door.reception import Reception
from kinesics_app.door.unix_wire import LARGEST, frame, listen
from kinesics_app.door.web_wire import listen_web
from kinesics_app.processes.hatch import Hatch
from kinesics_app.speech.synthesiser import Synthesiser

NOD = {"kind": "nod", "id": "a"}


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


@pytest.fixture
def door(tmp_path):
    one = Door(tmp_path)
    yield one
    for hatch in (one.robot, one.urgent, *one.hatches):
        hatch.close()


def event(ident, state):
    return {"intent": ident, "event": state, "state": state, "t_ns": 1, "reason": ""}


def run(story):
    return asyncio.run(asyncio.wait_for(story, 90))


def test_only_this_user_can_open_the_socket(door):
    async def story():
        async with door.open():
            assert stat.S_IMODE(os.stat(door.path).st_mode) == 0o600
            assert stat.S_IMODE(os.stat(door.path.parent).st_mode) == 0o700

    run(story())


def test_an_intent_is_handed_on_and_its_events_go_to_who_asked(door):
    async def story():
        async with door.open(), door.other() as one, door.other() as two:
            two.send({"ask": "watch"})
            assert await two.hear() == {"watch": True}
            one.send({"version": 1, "intent": NOD})
            assert (await door.handed_on())["intent"] == NOD
            for state in ("acknowledged", "started", "finished"):
                door.reception.told({"events": [event("a", state)]})
                assert (await one.hear())["event"] == state
                assert (await two.hear())["event"] == state
            door.reception.told({"events": [event("a", "ended")]})
            assert (await two.hear())["event"] == "ended"  # one has no such intent any more
            one.send({"intent": NOD})
            await door.handed_on()

    run(story())


def test_an_intent_without_an_id_gets_one(door):
    async def story():
        async with door.open(), door.other() as one:
            one.send({"intent": {"kind": "nod"}})
            assert (await door.handed_on())["intent"]["id"] == "intent-1"

    run(story())


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        (b"\xc1", "is no msgpack map (a byte in it begins nothing)"),
        (b"", "is no msgpack map"),
        (msgpack.packb([1, 2]), "wanted a map"),
        (msgpack.packb({"intent": {"kind": "dance", "id": "a"}}), "wanted one of say"),
        (msgpack.packb({"intent": {"kind": "nod", "id": "a", "pirority": 2}}), "did you mean"),
        (msgpack.packb({"intent": {"kind": "nod", "id": 7}}), "id is 7"),
        (msgpack.packb({"intent": {"kind": "nod", "id": "a" * 100_000}}), "64 characters at most"),
        (msgpack.packb({3: 4}), "a key is no text"),
        (b"\x91" * 2000, "is no msgpack map (it is nested too deep)"),
    ],
)
def test_what_is_malformed_is_counted_and_answered_and_the_connection_lives(door, body, complaint):
    async def story():
        async with door.open(), door.other() as one:
            one.writer.write(len(body).to_bytes(4, "big") + body)
            answer = await one.hear()
            assert complaint in answer.get("error", "") + answer.get("reason", "")
            assert len(json.dumps(answer)) < 600
            assert door.reception.counts["malformed"] == 1
            one.send({"intent": NOD})
            assert (await door.handed_on())["intent"] == NOD

    run(story())


def test_noise_never_reaches_the_robot(door):
    random = np.random.default_rng(5)

    async def story():
        async with door.open():
            for _ in range(30):
                async with door.other() as one:
                    noise = random.bytes(int(random.integers(1, 400)))
                    one.writer.write(len(noise).to_bytes(4, "big") + noise)
                    one.writer.write(random.bytes(30))
                    await one.hear()
            assert door.robot.receive(10) == []

    run(story())


def test_a_frame_that_is_too_large_ends_the_connection_with_the_reason(door):
    async def story():
        async with door.open(), door.other() as one:
            one.writer.write((LARGEST + 1).to_bytes(4, "big"))
            assert f"wanted {LARGEST} at most" in (await one.hear())["error"]
            assert await one.reader.read() == b""

    run(story())


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

    run(story())


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

    run(story())


def test_an_expression_is_told_again_by_who_asked_for_it_and_a_refusal_does_not_end_it(door):
    smile = {"kind": "express", "id": "a", "parameters": {"text": "a broad smile"}}
    shade = {"mixture": {"happy": 0.5, "sad": 0.5}, "intensity": 0.7}
    plan = {"step": [{"units": {"12": 0.5}, "shade": [shade]}]}
    fine = {**smile, "parameters": {"plan": plan}}

    async def story():
        async with door.open(), door.other() as one, door.other() as two:
            one.send({"intent": smile})
            await door.handed_on()
            one.send({"intent": fine})
            assert (await door.handed_on())["intent"] == fine
            two.send({"intent": fine})
            assert "under way already" in (await two.hear())["reason"]
            door.reception.told({"events": [{**event("a", "refused"), "goes_on": True}]})
            assert (await one.hear())["event"] == "refused"
            door.reception.told({"events": [event("a", "finished")]})
            assert (await one.hear())["event"] == "finished"

    run(story())


def test_an_id_that_is_under_way_is_refused_here_already(door):
    async def story():
        async with door.open(), door.other() as one, door.other() as two:
            one.send({"intent": NOD})
            await door.handed_on()
            two.send({"intent": NOD})
            assert "under way already" in (await two.hear())["reason"]

    run(story())


def test_sound_is_made_ready_before_the_robot_hears_of_it(door):
    async def story():
        async with door.open(), door.other() as one:
            sound = (1000 * np.sin(np.arange(8000))).astype("<i2").tobytes()
            parameters = {"samples": sound, "rate_hz": 8000, "words": [[0.1, 0.4, "hey"]]}
            one.send({"intent": {"kind": "say", "id": "u", "parameters": parameters}})
            message = await door.handed_on()
            ready = np.load(message["prepared"]["sound"])
            assert (len(ready), ready.dtype) == (16_000, np.float32)
            assert message["prepared"]["words"] == [[0.1, 0.4, "hey"]]
            assert "samples" not in message["intent"]["parameters"]

    run(story())


@pytest.mark.parametrize("first", [None, 4_000])
def test_pieces_of_any_size_come_whole_and_in_order(door, first):
    sound = np.random.default_rng(3).bytes(2 * 491_111)  # 31 s, more than a hatch holds at once
    place = {} if first is None else {"first_sample": first}

    async def story():
        async with door.open(), door.other() as one:
            say = {"kind": "say", "id": "u", "parameters": {"stream_s": 1.0, "rate_hz": 16_000}}
            one.send({"intent": say})
            assert (await door.handed_on())["intent"]["id"] == "u"
            one.send({"sound": {"id": "u", "samples": sound, **place}})
            one.send({"sound": {"id": "u", "samples": b"", "last": True}})
            whole, over = b"", False
            while not over:
                piece = (await door.handed_on())["sound"]
                if piece["samples"] and first is not None:
                    assert piece["first_sample"] == first + len(whole) // 2
                whole, over = whole + piece["samples"], piece["last"]
            assert whole == sound
            assert door.reception.counts["malformed"] == 0

    run(story())


def test_sound_after_the_last_is_refused_at_the_door_until_that_utterance_is_over(door):
    async def story():
        async with door.open(), door.other() as one:
            say = {"kind": "say", "id": "u", "parameters": {"stream_s": 1.0, "rate_hz": 16_000}}
            piece = {"sound": {"id": "u", "samples": b"\0\0"}}
            for _ in range(2):  # an id may be used again
                one.send({"intent": say})
                await door.handed_on()
                one.send({"sound": {**piece["sound"], "last": True}})
                assert (await door.handed_on())["sound"]["last"]
                one.send(piece)
                assert "is whole already" in (await one.hear())["error"]
                door.reception.told({"events": [event("u", "finished")]})
                assert (await one.hear())["event"] == "finished"
            assert door.robot.receive(1) == []

    run(story())


def test_only_who_has_an_utterance_said_names_places_of_it(door):
    async def story():
        async with door.open(), door.other() as one, door.other() as stranger:
            one.send({"intent": {"kind": "say", "id": "u", "parameters": {"stream_s": 1.0}}})
            await door.handed_on()
            mark = {"mark": {"id": "u", "name": "there", "at_s": 0.5}}
            stranger.send(mark)
            assert "no utterance 'u' of yours" in (await stranger.hear())["error"]
            one.send(mark)
            assert (await door.handed_on())["mark"] == mark["mark"]

    run(story())


def test_phones_are_told_by_who_has_an_utterance_said_and_garbage_is_refused(door):
    async def story():
        async with door.open(), door.other() as one, door.other() as stranger:
            one.send(say("u", stream_s=1.0, symbols="ipa"))
            await door.handed_on()
            told = {"phones": {"id": "u", "phones": [[0.0, 0.1, "h"], [0.1, 0.2, "ə"]]}}
            stranger.send(told)
            assert "phones: no utterance 'u' of yours" in (await stranger.hear())["error"]
            for garbage in ([[0.1, 0.0, "h"]], [["a", 0.1, "h"]], [[0.0, 0.1]], 7, [], None):
                one.send({"phones": {"id": "u", "phones": garbage}})
                assert "phones: phones is" in (await one.hear())["error"]
            one.send(told)
            handed = await door.handed_on()
            assert handed["phones"] == told["phones"]
            door.reception.told({"vain": {"whose": handed["whose"], "why": "they do not follow"}})
            assert await one.hear() == {"error": "they do not follow"}
            assert door.robot.receive(1) == []

    run(story())


def test_a_list_of_phones_comes_with_a_whole_sound_of_whoever_asks(door):
    async def story():
        async with await listen_web(0, door.reception) as server:
            port = server.sockets[0].getsockname()[1]
            async with connect(f"ws://127.0.0.1:{port}") as web:
                sound = base64.b64encode(bytes(32_000)).decode()
                phones = [[0.0, 0.5, "HH"], [0.5, 0.9, "AH0"]]
                await web.send(json.dumps(say("u", samples=sound, phones=phones)))
                message = await door.handed_on()
                assert message["prepared"]["phones"] == [[0.0, 0.5, "hh"], [0.5, 0.9, "ah"]]
                assert "phones" not in message["intent"]["parameters"]
                await web.send(json.dumps(say("v", samples=sound, phones="/etc/hostname")))
                assert "phones would be read" in json.loads(await web.recv())["reason"]
                await web.send(json.dumps(say("w", samples=sound, phones=[[0.0, 9.0, "HH"]])))
                assert "wanted times within it" in json.loads(await web.recv())["reason"]

    run(story())


def test_who_tells_what_nothing_can_come_of_is_told_so_and_nobody_else(door):
    async def story():
        async with door.open(), door.other() as one, door.other() as two:
            for other, name in ((one, "blink"), (two, "nope")):
                other.send({"behaviour": {"name": name, "on": False}})
                whose = (await door.handed_on())["whose"]
            door.reception.told({"vain": {"whose": whose, "why": "no behaviour 'nope'"}})
            assert await two.hear() == {"error": "no behaviour 'nope'"}
            door.reception.told({"vain": {"whose": 99, "why": "of one that is gone"}})
            for other in (one, two):
                other.send({"ask": "status"})
                assert (await other.hear())["status"]["door"]["vain"] == 2

    run(story())


def test_a_sound_that_cannot_be_read_is_refused_with_the_reason(door):
    async def story():
        async with door.open(), door.other() as one:
            parameters = {"file": "/no/such.wav"}
            one.send({"intent": {"kind": "say", "id": "u", "parameters": parameters}})
            answer = await one.hear()
            assert answer["event"] == "refused"
            assert "/no/such.wav" in answer["reason"]

    run(story())


def say(ident, **parameters):
    return {"intent": {"kind": "say", "id": ident, "parameters": parameters}}


def python(program):
    return shlex.join([sys.executable, "-c", program, "{file}"])


def test_a_text_alone_is_made_into_sound_for_whoever_asks(door):
    door.speaks_with(f"cp {shlex.quote(str(HELLO))} {{file}}")

    async def story():
        async with door.open(), door.other() as one, await listen_web(0, door.reception) as server:
            one.send(say("u", text="Hello."))
            message = await door.handed_on()
            assert message["intent"]["parameters"] == {"file": "prepared", "text": "Hello."}
            assert len(np.load(message["prepared"]["sound"])) > 16_000
            port = server.sockets[0].getsockname()[1]
            async with connect(f"ws://127.0.0.1:{port}") as web:
                await web.send(json.dumps(say("w", text="Hello.")))
                assert (await door.handed_on())["intent"]["id"] == "w"
                await web.send(json.dumps(say("x", text="Hello.", say_command="rm {file}")))
                refused = json.loads(await web.recv())["reason"]
                assert "say_command" in refused
            assert [one.suffix for one in door.folder.iterdir()] == [".npy", ".npy"]

    run(story())


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("", "wanted --say-command (say_command), or a sound"),
        (python("raise SystemExit('no such voice')"), "(exit code 1): no such voice"),
        (python("import sys; open(sys.argv[1], 'w').write('hm')"), "sentence.wav"),
    ],
)
def test_a_text_that_is_not_made_into_sound_is_refused_with_the_reason(door, command, why):
    door.speaks_with(command)

    async def story():
        async with door.open(), door.other() as one:
            one.send(say("u", text="Hello."))
            answer = await one.hear()
            assert (answer["event"], answer["intent"]) == ("refused", "u")
            assert why in answer["reason"]
            assert [*door.folder.iterdir()] == []

    run(story())


def test_who_is_interrupted_before_the_sound_is_made_has_its_program_ended(door, tmp_path):
    pid = tmp_path / "pid"
    program = f"import os, time; open({str(pid)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    door.speaks_with(python(program))

    async def story():
        async with door.open(), door.other() as one:
            one.send(say("u", text="Hello."))
            while not (pid.exists() and pid.read_text()):
                await asyncio.sleep(0.01)
            one.send({"intent": {"kind": "cancel", "id": "c", "parameters": {"intent": "u"}}})
            answer = await one.hear()
            assert (answer["event"], answer["intent"]) == ("ended", "u")
            while True:
                try:
                    os.kill(int(pid.read_text()), 0)
                except ProcessLookupError:
                    break
                await asyncio.sleep(0.01)
            assert (await door.handed_on())["intent"]["kind"] == "cancel"
            assert door.robot.receive(1) == []

    run(story())


def test_a_second_robot_does_not_take_the_socket_of_the_first_but_that_of_a_dead_one(door):
    async def story():
        async with door.open():
            with pytest.raises(IntentError, match="another robot listens"):
                await listen(door.path, door.reception)
        with socket.socket(socket.AF_UNIX) as dead:
            door.path.unlink(missing_ok=True)
            dead.bind(str(door.path))
        async with door.open():
            pass

    run(story())


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a folder to another user")
def test_a_folder_that_another_user_made_is_not_used(door):
    door.path.parent.mkdir()
    os.chown(door.path.parent, 1234, -1)
    with pytest.raises(IntentError, match="another user's"):
        run(listen(door.path, door.reception))


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

    run(story())


def test_a_page_of_a_browser_is_not_let_in(door):
    async def story():
        async with await listen_web(0, door.reception) as server:
            port = server.sockets[0].getsockname()[1]
            with pytest.raises(InvalidStatus, match="403"):
                async with connect(f"ws://127.0.0.1:{port}", origin="http://evil.example"):
                    pass

    run(story())


def test_questions_are_answered_with_what_the_robot_told_last(door):
    async def story():
        door.reception.told({"tools": [{"name": "nod"}], "status": {"robot": "humanoid"}})
        async with door.open(), door.other() as one:
            one.send({"ask": "tools"})
            assert await one.hear() == {"tools": [{"name": "nod"}]}
            one.send({"ask": "status"})
            assert (await one.hear())["status"]["robot"] == "humanoid"

    run(story())


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
            door.reception.told({"events": [event("halt", "finished")]})
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

    run(story())


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

    run(story())
