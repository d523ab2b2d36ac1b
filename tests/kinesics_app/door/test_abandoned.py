"""A program goes away while the robot says what it makes: what came is said, then others are."""

import asyncio

import msgpack
import numpy as np
import pytest

from kinesics_app.door.reception import Reception
from kinesics_app.door.unix_wire import frame, listen
from kinesics_app.life.hearing import hear
from kinesics_app.processes.hatch import Hatch
from kinesics_app.robot.twin_link import TwinLink

RATE_HZ, MS = 16_000, 1_000_000
STREAM_S = 30.0


def hum(seconds):
    t_s = np.arange(round(RATE_HZ * seconds)) / RATE_HZ
    return np.round(10_000 * np.sin(2 * np.pi * 150 * t_s)).astype("<i2").tobytes()


class Scene:
    """A door in real time, and behind it a twin that lives on while somebody asks for it."""

    def __init__(self, folder):
        (self.hatch, there), (self.urgent, away) = Hatch.pair(), Hatch.pair()
        self.others = Hatch(there), Hatch(away)
        self.path = folder / "k" / "k.sock"
        self.reception = Reception(*self.others, folder, RATE_HZ)
        self.link = TwinLink("humanoid", 0)

    async def live(self, seconds):
        """The robot hears what has come, and lives on for so much of its time."""
        end_ns = self.link.now_ns() + round(seconds * 1e9)
        while self.link.now_ns() < end_ns:
            await asyncio.sleep(0.001)  # let the door read
            for message in self.hatch.receive(8):
                hear(self.link.life, message, self.link.now_ns(), None)
            told = self.link.receive(0.01)
            if told is not None:
                self.reception.told({"events": [told]})

    async def enter(self):
        return await asyncio.open_unix_connection(self.path)

    def jaw(self):
        """Dates by when they are seen, and positions as sent."""
        life = self.link.life
        column = life.rig.index("jaw")
        lag_ns = round(life.rig.lag_s[column] * 1e9)
        rows = life.loop.rows
        return np.array([row.t_ns + lag_ns for row in rows]), np.array(
            [row.sent[column] for row in rows]
        )

    def close(self):
        self.link.close()
        for hatch in (self.hatch, self.urgent, *self.others):
            hatch.close()


@pytest.fixture
def scene(tmp_path):
    one = Scene(tmp_path)
    yield one
    one.close()


def say(writer, ident, **parameters):
    asked = {"stream_s": STREAM_S, "rate_hz": RATE_HZ, **parameters}
    writer.write(frame({"intent": {"kind": "say", "id": ident, "parameters": asked}}))


async def events(reader, count):
    told = []
    while len(told) < count:
        length = int.from_bytes(await reader.readexactly(4), "big")
        message = msgpack.unpackb(await reader.readexactly(length))
        if "event" in message:
            told.append(message)
    return told


def test_what_came_is_said_the_mouth_rests_and_the_next_ones_utterance_goes_on(scene):
    async def story():
        async with await listen(scene.path, scene.reception):
            _, gone = await scene.enter()
            reader, other = await scene.enter()
            other.write(frame({"ask": "watch"}))
            await scene.live(0.5)
            say(gone, "first")
            gone.write(frame({"sound": {"id": "first", "samples": hum(0.8)}}))
            await scene.live(0.3)
            say(other, "second")
            other.write(frame({"sound": {"id": "second", "samples": hum(0.4)}}))
            await scene.live(0.2)
            gone.close()
            await gone.wait_closed()
            await scene.live(0.2)
            other.write(frame({"sound": {"id": "second", "samples": hum(0.4), "last": True}}))
            await scene.live(3.0)
            told = await events(reader, 6)
            other.close()
            return {(one["intent"], one["event"]): one for one in told}

    told = asyncio.run(asyncio.wait_for(story(), 60))
    first_ns, second_ns = (told[name, "started"]["t_ns"] for name in ("first", "second"))
    end_ns = first_ns + 800 * MS
    assert told["first", "finished"]["heard"]["seconds"] == 0.8
    assert told["second", "finished"]["heard"]["seconds"] == 0.8
    assert end_ns <= second_ns <= end_ns + 500 * MS  # and not 30 s later
    t_ns, position = scene.jaw()
    rest = position[t_ns < first_ns - 200 * MS]
    for begin_ns in (first_ns, second_ns):
        assert np.ptp(position[(t_ns > begin_ns) & (t_ns < begin_ns + 400 * MS)]) > 0.02
    assert np.abs(position[-20:] - rest.mean()).max() < 0.005
    assert scene.reception.counts["malformed"] == 0


def test_with_nobody_after_it_the_mouth_is_at_rest_300_ms_after_its_sound_and_nothing_is_open(
    scene,
):
    async def story():
        async with await listen(scene.path, scene.reception):
            _, gone = await scene.enter()
            await scene.live(0.5)
            say(gone, "first")
            gone.write(frame({"sound": {"id": "first", "samples": hum(0.6)}}))
            await scene.live(0.4)
            underway = scene.link.life.status()["underway"]
            gone.close()
            await gone.wait_closed()
            await scene.live(2.0)
            return underway

    assert asyncio.run(asyncio.wait_for(story(), 60)) == ["first"]
    assert scene.link.life.status()["underway"] == []
    assert scene.link.life.status()["speech_gaps_s"] == 0.0
    t_ns, position = scene.jaw()
    moved = t_ns[np.abs(np.diff(position, prepend=position[0])) > 0.002]
    spoken = position[(t_ns > moved[0]) & (t_ns < moved[0] + 600 * MS)]
    silent_ns = moved[0] + 600 * MS  # it began to move no earlier than 0.1 s before its sound
    rest = position[t_ns > silent_ns + 100 * MS + 300 * MS]
    assert np.ptp(spoken) > 0.02
    assert np.abs(rest - position[0]).max() < 0.15 * np.ptp(spoken)
