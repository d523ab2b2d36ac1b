"""What one program asks to be said goes out in its order, however long each sound is made."""

import asyncio
import shlex

import pytest

from kinesics_app.demo import HELLO


def say(ident, priority=128, **parameters):
    intent = {"kind": "say", "id": ident, "priority": priority, "parameters": parameters}
    return {"intent": intent}


@pytest.fixture
def patient(door, tmp_path):
    """A door whose synthesiser waits, of a text with a name in it, until that file is there."""
    script = tmp_path / "speak"
    script.write_text(
        f'#!/bin/sh\nwhile [ ! -e {shlex.quote(str(tmp_path))}/"$2" ]; do sleep 0.01; done\n'
        f'cp {shlex.quote(str(HELLO))} "$1"\n'
    )
    script.chmod(0o755)
    door.speaks_with(f"{shlex.quote(str(script))} {{file}} {{text}}")
    return door


async def nothing_for(door, seconds):
    for _ in range(round(seconds / 0.01)):
        assert door.robot.receive(1) == []
        await asyncio.sleep(0.01)


def test_a_sentence_that_is_made_slowly_is_said_before_those_asked_for_after_it(patient, tmp_path):
    async def story():
        async with patient.open(), patient.other() as one:
            one.send(say("slow", text="a"))
            one.send(say("fast", text="b"))
            one.send(say("poured", stream_s=1.0, rate_hz=16_000))
            one.send({"sound": {"id": "poured", "samples": b"\1\0\2\0"}})
            one.send({"mark": {"id": "poured", "name": "there", "at_s": 0.1}})
            one.send({"sound": {"id": "poured", "samples": b"\3\0", "last": True}})
            one.send({"mark": {"id": "slow", "name": "here", "at_s": 0.2}})
            (tmp_path / "b").touch()
            await nothing_for(patient, 0.5)
            (tmp_path / "a").touch()
            handed = [await patient.handed_on() for _ in range(7)]
            asked = [one["intent"]["id"] for one in handed if "intent" in one]
            assert asked == ["slow", "fast", "poured"]
            assert handed[1]["mark"]["name"] == "here"  # behind its own `say`
            told = [one.get("sound") or one.get("mark") for one in handed[4:]]
            assert [one.get("samples") or one["name"] for one in told] == [
                b"\1\0\2\0",
                "there",
                b"\3\0",
            ]
            one.send({"sound": {"id": "poured", "samples": b"\4\0"}})
            assert "is whole already" in (await one.hear())["error"]

    patient.run(story())


def test_others_and_what_is_more_urgent_do_not_wait_for_it(patient, tmp_path):
    (tmp_path / "b").touch()

    async def story():
        async with patient.open(), patient.other() as one, patient.other() as two:
            one.send(say("slow", text="a"))
            two.send(say("of two", text="b"))
            assert (await patient.handed_on())["intent"]["id"] == "of two"
            one.send(say("urgent", 200, stream_s=1.0, rate_hz=16_000))
            assert (await patient.handed_on())["intent"]["id"] == "urgent"
            one.send({"intent": {"kind": "nod", "id": "n"}})
            assert (await patient.handed_on())["intent"]["id"] == "n"
            (tmp_path / "a").touch()
            assert (await patient.handed_on())["intent"]["id"] == "slow"

    patient.run(story())


def test_what_is_given_up_lets_those_behind_it_go_and_leaves_no_sound(patient, tmp_path):
    (tmp_path / "b").touch()

    def cancel(ident):
        return {"intent": {"kind": "cancel", "id": f"c-{ident}", "parameters": {"intent": ident}}}

    async def story():
        async with patient.open(), patient.other() as one:
            one.send(say("slow", text="a"))
            one.send(say("given up", text="b"))
            one.send(say("poured", stream_s=1.0, rate_hz=16_000))
            while not [*patient.folder.glob("*.npy")]:  # "given up" is ready, and waits
                await asyncio.sleep(0.01)
            one.send(cancel("given up"))
            assert (await patient.handed_on())["intent"]["id"] == "c-given up"
            answer = await one.hear()
            assert (answer["event"], answer["intent"]) == ("ended", "given up")
            assert [*patient.folder.glob("*.npy")] == []
            one.send(cancel("slow"))
            assert (await one.hear())["intent"] == "slow"
            handed = [(await patient.handed_on())["intent"]["id"] for _ in range(2)]
            assert sorted(handed) == ["c-slow", "poured"]

    patient.run(story())


def test_of_a_program_that_left_what_waits_is_said_and_whole(patient, tmp_path):
    async def story():
        async with patient.open():
            async with patient.other() as one:
                one.send(say("slow", text="a"))
                one.send(say("poured", stream_s=1.0, rate_hz=16_000))
                one.send({"sound": {"id": "poured", "samples": b"\1\0"}})
                await nothing_for(patient, 0.2)
            (tmp_path / "a").touch()
            assert (await patient.handed_on())["intent"]["id"] == "slow"
            assert (await patient.handed_on())["intent"]["id"] == "poured"
            assert (await patient.handed_on())["sound"]["samples"] == b"\1\0"
            assert (await patient.handed_on())["sound"]["last"]

    patient.run(story())


def test_no_more_is_kept_than_there_is_room_for(patient, tmp_path):
    async def story():
        async with patient.open(), patient.other() as one:
            one.send(say("slow", text="a"))
            one.send(say("poured", stream_s=1.0, rate_hz=16_000))
            one.send({"sound": {"id": "poured", "samples": bytes(900_000)}})
            one.send({"sound": {"id": "poured", "samples": bytes(200_000)}})
            assert "'poured' is not acknowledged yet" in (await one.hear())["error"]
            for number in range(14):
                one.send(say(f"p{number}", stream_s=1.0))
            one.send(say("one too many", stream_s=1.0))
            assert "16 wait for those before them" in (await one.hear())["reason"]
            one.send({"intent": {"kind": "reset", "id": "r"}})
            assert {(await one.hear())["event"] for _ in range(16)} == {"ended"}
            assert (await patient.handed_on())["intent"]["id"] == "r"

    patient.run(story())


def test_sound_that_cannot_be_placed_is_told_to_who_poured_it(door):
    async def story():
        async with door.open(), door.other() as one:
            one.send(say("u", stream_s=1.0))
            await door.handed_on()
            one.send({"sound": {"id": "u", "samples": b"\0\0", "first_sample": 1 << 62}})
            whose = (await door.handed_on())["whose"]
            door.reception.told({"vain": {"whose": whose, "why": "2 s later at most"}})
            assert await one.hear() == {"error": "2 s later at most"}

    door.run(story())
