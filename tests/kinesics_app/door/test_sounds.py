"""What is to be said: sound made ready, or poured in pieces, by whoever began it."""

import asyncio
import base64
import json
import os
import shlex
import sys

import numpy as np
import pytest
from websockets.asyncio.client import connect

from kinesics_app.demo import HELLO
from kinesics_app.door.web_wire import listen_web


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

    door.run(story())


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

    door.run(story())


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
                door.reception.told({"events": [door.event("u", "finished")]})
                assert (await one.hear())["event"] == "finished"
            assert door.robot.receive(1) == []

    door.run(story())


def test_only_who_has_an_utterance_said_names_places_of_it(door):
    async def story():
        async with door.open(), door.other() as one, door.other() as stranger:
            one.send({"intent": {"kind": "say", "id": "u", "parameters": {"stream_s": 1.0}}})
            await door.handed_on()
            mark = {"mark": {"id": "u", "name": "there", "at_s": 0.5}}
            stranger.send(mark)
            answer = await stranger.hear()
            assert "no utterance 'u' of yours" in answer["error"]
            assert answer["id"] == "u"
            one.send(mark)
            assert (await door.handed_on())["mark"] == mark["mark"]

    door.run(story())


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
            vain = {"whose": handed["whose"], "why": "they do not follow", "of": "u"}
            door.reception.told({"vain": vain})
            assert await one.hear() == {"error": "they do not follow", "id": "u"}
            assert door.robot.receive(1) == []

    door.run(story())


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

    door.run(story())


def test_a_sound_that_cannot_be_read_is_refused_with_the_reason(door):
    async def story():
        async with door.open(), door.other() as one:
            parameters = {"file": "/no/such.wav"}
            one.send({"intent": {"kind": "say", "id": "u", "parameters": parameters}})
            answer = await one.hear()
            assert answer["event"] == "refused"
            assert "/no/such.wav" in answer["reason"]

    door.run(story())


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

    door.run(story())


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

    door.run(story())


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

    door.run(story())
