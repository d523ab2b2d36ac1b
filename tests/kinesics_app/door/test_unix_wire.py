"""The Unix socket: who may open it, what is no message, whose folder it is in."""

import json
import os
import socket
import stat

import msgpack
import numpy as np
import pytest

from kinesics.errors import IntentError
from kinesics_app.door.unix_wire import LARGEST, listen

NOD = {"kind": "nod", "id": "a"}


def test_only_this_user_can_open_the_socket(door):
    async def story():
        async with door.open():
            assert stat.S_IMODE(os.stat(door.path).st_mode) == 0o600
            assert stat.S_IMODE(os.stat(door.path.parent).st_mode) == 0o700

    door.run(story())


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

    door.run(story())


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

    door.run(story())


def test_a_frame_that_is_too_large_ends_the_connection_with_the_reason(door):
    async def story():
        async with door.open(), door.other() as one:
            one.writer.write((LARGEST + 1).to_bytes(4, "big"))
            assert f"wanted {LARGEST} at most" in (await one.hear())["error"]
            assert await one.reader.read() == b""

    door.run(story())


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

    door.run(story())


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a folder to another user")
def test_a_folder_that_another_user_made_is_not_used(door):
    door.path.parent.mkdir()
    os.chown(door.path.parent, 1234, -1)
    with pytest.raises(IntentError, match="another user's"):
        door.run(listen(door.path, door.reception))
