"""The studio as pages meet it: files, talk, refusals; slow ones lose snapshots and nothing else."""

import asyncio
import json
import shlex
import socket
from contextlib import asynccontextmanager

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from kinesics.errors import IntentError
from kinesics_app.processes.hatch import Hatch
from kinesics_app.studio.gate import Gate
from kinesics_app.studio.hall import MOST_VIEWERS, Hall
from kinesics_app.studio.saying import Saying
from kinesics_app.studio.serving import serve_pages
from kinesics_app.studio.site import Site

PATIENCE_S = 60.0


class Line:
    """Keeps what would go to the robot's planners' door."""

    def __init__(self):
        self.said = []

    def say(self, message):
        self.said.append(message)


class Studio:
    """A hall with the robot's end of its hatch, and where its pages are."""

    def __init__(self, folder, command="", token=""):
        self.robot, there = Hatch.pair()
        self.hatch = Hatch(there)
        (folder / "page").mkdir(exist_ok=True)
        (folder / "page/index.html").write_text("<!doctype html><title>robot</title>")
        (folder / "page/long.js").write_text("// " + "a" * 5000)
        (folder / "secret.html").write_text("not for pages")
        self.saying = Saying(command, folder)
        self.hall = Hall(self.hatch, {"robot": "twin"}, self.saying)
        self.hall.line = self.line = Line()
        self.site, self.token = Site(folder / "page"), token

    @asynccontextmanager
    async def open(self):
        self.port = free_port()
        gate = Gate("127.0.0.1", self.port, self.token)
        place = ("127.0.0.1", self.port)
        async with await serve_pages(place, gate, self.site, self.hall):
            try:
                yield self
            finally:
                self.robot.close()
                self.hatch.close()

    def page(self, **options):
        url = f"ws://127.0.0.1:{self.port}/live"
        return connect(url, proxy=None, max_queue=None, **options)

    async def ordered(self):
        for _ in range(6000):
            if messages := self.robot.receive(1):
                return messages[0]
            await asyncio.sleep(0.01)
        raise AssertionError("nothing reached the robot")

    async def fetch(self, path, *lines):
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        host = f"Host: 127.0.0.1:{self.port}"
        writer.write("\r\n".join([f"GET {path} HTTP/1.1", host, *lines, "", ""]).encode())
        answer = await reader.read()
        writer.close()
        head, _, body = answer.partition(b"\r\n\r\n")
        return head.decode(), body


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


async def hear(page, key):
    """The next message of that kind."""
    while True:
        message = json.loads(await asyncio.wait_for(page.recv(), PATIENCE_S))
        if key in message:
            return message


async def hear_next(page, key):
    """As `hear`, of whatever the page is told beside snapshots."""
    while True:
        message = await asyncio.wait_for(page.recv(), PATIENCE_S)
        if isinstance(message, str) and key in json.loads(message):
            return json.loads(message)


def run(scene):
    asyncio.run(scene())


def test_files_are_served_packed_with_a_policy_and_nothing_beside_them(tmp_path):
    async def scene():
        async with Studio(tmp_path).open() as studio:
            head, body = await studio.fetch("/")
            assert head.startswith("HTTP/1.1 200")
            assert "script-src 'self'" in head
            assert "nosniff" in head
            assert b"<title>robot" in body
            head, body = await studio.fetch("/long.js", "Accept-Encoding: gzip")
            assert "Content-Encoding: gzip" in head
            assert len(body) < 1000
            for path in ("/../secret.html", "/page/../../secret.html", "/%2e%2e/secret.html", "/x"):
                head, body = await studio.fetch(path)
                assert head.startswith("HTTP/1.1 404")

    run(scene)


def test_a_page_is_told_how_things_are_and_then_what_happens(tmp_path):
    async def scene():
        async with Studio(tmp_path).open() as studio:
            studio.hall.told({"stage": {"name": "mix", "p50_us": 1.0}})
            studio.hall.told({"tools": [{"name": "nod"}]})
            studio.hall.heard({"intent": "a", "event": "finished", "t_ns": 1, "reason": ""})
            async with studio.page() as page, studio.page() as other:
                assert (await hear(page, "hello"))["hello"]["robot"] == "twin"
                assert (await hear(page, "tools"))["tools"] == [{"name": "nod"}]
                assert (await hear(page, "stage"))["stage"]["name"] == "mix"
                assert (await hear(page, "event"))["intent"] == "a"
                studio.hall.told({"snapshot": b"\0" * 40})
                assert await asyncio.wait_for(page.recv(), PATIENCE_S) == b"\0" * 40
                await hear(other, "event")
                assert await asyncio.wait_for(other.recv(), PATIENCE_S) == b"\0" * 40

    run(scene)


def test_orders_go_to_the_robot_and_intents_to_its_door(tmp_path):
    async def scene():
        async with Studio(tmp_path).open() as studio, studio.page() as page:
            await page.send(json.dumps({"order": {"kind": "arm", "id": "7"}}))
            assert await studio.ordered() == {"order": {"kind": "arm", "id": "7"}}
            intent = {"kind": "nod", "id": "n", "parameters": {}}
            await page.send(json.dumps({"intent": intent}))
            await page.send(json.dumps({"persona": {"warmth": 0.8}}))
            await page.send(json.dumps({"order": {"kind": "stop", "id": "8"}}))
            assert (await studio.ordered())["order"]["kind"] == "stop"
            assert studio.line.said == [{"intent": intent}, {"persona": {"warmth": 0.8}}]

    run(scene)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("{", "no JSON"),
        ("[1]", "wanted a map"),
        ('{"order": {"kind": "dance", "id": "1"}}', "no order 'dance'; wanted stop"),
        ('{"order": {"kind": "arm", "id": ""}}', "1 to 64 characters"),
        ('{"order": {"kind": "arm", "id": "1", "fault": {"reset": true}}}', "of a fault alone"),
        ('{"intent": {"kind": "nod", "id": "n", "parameters": {"times": 9}}}', "times"),
        (
            '{"intent": {"kind": "say", "id": "s", "parameters": {"file": "/etc/passwd"}}}',
            "no page names files",
        ),
        ('{"sentence": "hello", "id": "s"}', "no synthesiser is known"),
        ('{"drew": "many"}', "invalid literal"),
        ('{"record": "x"}', "`record` is true or false"),
        ('{"record": null}', "`record` is true or false"),
        (json.dumps({"order": {"kind": "arm", "id": "a" * 10_000}}), "1 to 64 characters"),
        ("[" * 40000, "no JSON"),
    ],
)
def test_what_makes_no_sense_is_refused_with_what_would_be_right(tmp_path, said, why):
    async def scene():
        async with Studio(tmp_path).open() as studio, studio.page() as page:
            await page.send(said)
            answer = await hear(page, "refused")
            assert why in answer["refused"]
            assert len(answer["id"]) <= 64
            assert studio.line.said == []
            assert studio.robot.receive(1) == []

    run(scene)


def test_a_sentence_and_a_sound_are_said_from_files_that_are_gone_once_they_are_over(tmp_path):
    async def scene():
        speak = "sh -c 'cat > \"$0\"' {file}"
        async with Studio(tmp_path, speak).open() as studio, studio.page() as page:
            await page.send(json.dumps({"sentence": "Hello; $(rm x) `y`", "id": "s"}))
            ident = (await hear(page, "saying"))["saying"]
            (said,) = studio.line.said
            path = tmp_path / f"{ident}.wav"
            assert said["intent"]["parameters"] == {
                "file": str(path),
                "text": "Hello; $(rm x) `y`",
            }
            assert path.read_text() == "Hello; $(rm x) `y`"
            await page.send(b"RIFF....")
            other = (await hear(page, "saying"))["saying"]
            assert (tmp_path / f"{other}.wav").read_bytes() == b"RIFF...."
            for one in (ident, other):
                studio.hall.heard({"intent": one, "event": "finished", "t_ns": 1, "reason": ""})
            assert [*tmp_path.glob("*.wav")] == []

    run(scene)


def test_a_sentence_that_is_made_slowly_is_said_before_the_next_of_its_page(tmp_path):
    wait = f"while [ ! -e {tmp_path}/$1 ]; do sleep 0.01; done; echo $1 > $0"
    (tmp_path / "fast").touch()

    async def scene():
        async with (
            Studio(tmp_path, f"sh -c {shlex.quote(wait)} {{file}} {{text}}").open() as studio,
            studio.page() as page,
            studio.page() as other,
        ):
            for ident, text in (("1", "slow"), ("2", "fast")):
                await page.send(json.dumps({"sentence": text, "id": ident}))
            await asyncio.sleep(0.5)
            assert studio.line.said == []
            await other.send(b"RIFF....")
            assert (await hear(other, "saying"))["id"] == "sound"
            (tmp_path / "slow").touch()
            assert [(await hear(page, "saying"))["id"] for _ in range(2)] == ["1", "2"]
            texts = [said["intent"]["parameters"].get("text") for said in studio.line.said]
            assert texts == [None, "slow", "fast"]

    run(scene)


@pytest.mark.parametrize(
    "end",
    [{"intent": {"kind": "reset", "id": "r"}}, {"order": {"kind": "stop", "id": "r"}}],
    ids=["reset", "stop"],
)
def test_sentences_that_are_being_made_end_with_everything_else(tmp_path, end):
    wait = "while [ $1 = slow ]; do sleep 0.01; done; echo $1 > $0"

    async def scene():
        async with (
            Studio(tmp_path, f"sh -c {shlex.quote(wait)} {{file}} {{text}}").open() as studio,
            studio.page() as page,
        ):
            for ident, text in (("1", "slow"), ("2", "fast")):
                await page.send(json.dumps({"sentence": text, "id": ident}))
            while not [*tmp_path.glob("*.wav")]:  # the second is made, and waits
                await asyncio.sleep(0.01)
            await asyncio.sleep(0.2)
            await page.send(json.dumps(end))
            told = [await hear(page, "refused") for _ in range(2)]
            assert {one["id"] for one in told} == {"1", "2"}
            assert all("before it was its turn" in one["refused"] for one in told)
            assert [said for said in studio.line.said if said["intent"]["kind"] == "say"] == []
            assert [*tmp_path.glob("*.wav")] == []

    run(scene)


@pytest.mark.parametrize(
    ("command", "why"),
    [("false {file}", "made no sound"), ("no-such-synthesiser {file}", "cannot be run")],
)
def test_a_synthesiser_that_fails_is_told(tmp_path, command, why):
    async def scene():
        async with Studio(tmp_path, command).open() as studio, studio.page() as page:
            await page.send(json.dumps({"sentence": "hello", "id": "s"}))
            told = await hear(page, "refused")
            assert why in told["refused"]
            assert told["id"] == "s"

    run(scene)


@pytest.mark.parametrize("command", ["espeak-ng {text}", "sh -c 'oh"])
def test_a_command_that_writes_nowhere_is_refused_at_the_start(tmp_path, command):
    with pytest.raises(IntentError, match="say-command"):
        Saying(command, tmp_path)


def test_a_page_that_draws_nothing_is_sent_half_a_second_and_the_newest_once_it_draws(tmp_path):
    async def scene():
        async with Studio(tmp_path).open() as studio, studio.page() as slow, studio.page() as page:
            await hear(slow, "recording")  # the last that is told at first
            await hear(page, "recording")
            for number in range(200):
                studio.hall.told({"snapshot": number.to_bytes(4, "little")})
                assert (
                    int.from_bytes(await asyncio.wait_for(page.recv(), PATIENCE_S), "little")
                    == number
                )
                await page.send(json.dumps({"drew": number + 1}))
                await asyncio.sleep(0)
            came = [await slow.recv() for _ in range(25)]
            assert [int.from_bytes(one, "little") for one in came] == list(range(25))
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(slow.recv(), 0.2)
            await slow.send(json.dumps({"drew": 25}))
            newest = await asyncio.wait_for(slow.recv(), PATIENCE_S)
            assert int.from_bytes(newest, "little") == 199
            (behind,) = [one for one in studio.hall.viewers if one.skipped]
            assert behind.skipped == 174

    run(scene)


def test_there_is_room_for_so_many_pages_and_one_that_leaves_makes_room(tmp_path):
    async def scene():
        async with Studio(tmp_path).open() as studio:
            pages = [await studio.page() for _ in range(MOST_VIEWERS)]
            for page in pages:
                await hear(page, "hello")
            async with studio.page() as late:
                await late.wait_closed()
                assert late.close_code == 1013
            await pages.pop().close()
            for _ in range(100):
                if len(studio.hall.viewers) < MOST_VIEWERS:
                    break
                await asyncio.sleep(0.01)
            async with studio.page() as next_one:
                await hear(next_one, "hello")
            for page in pages:
                await page.close()

    run(scene)


def test_a_recording_is_the_robots_and_every_page_is_told_of_it(tmp_path):
    async def scene():
        async with Studio(tmp_path).open() as studio, studio.page() as page:
            assert (await hear(page, "recording"))["recording"] == {"on": False, "file": ""}
            for wanted, kind in ((True, "record"), (False, "unrecord")):
                await page.send(json.dumps({"record": wanted, "id": "7"}))
                assert await studio.ordered() == {"order": {"kind": kind, "id": "7"}}
            await page.send(json.dumps({"record": True}))
            assert (await studio.ordered())["order"]["id"] == "record"
            told = {"on": True, "file": "out/studio/kinesics-1.mcap", "rows": 7}
            studio.hall.told({"recording": told})
            assert (await hear_next(page, "recording"))["recording"] == told
            async with studio.page() as later:
                assert (await hear(later, "recording"))["recording"] == told

    run(scene)


def test_a_page_of_another_site_gets_neither_files_nor_talk(tmp_path):
    async def scene():
        async with Studio(tmp_path).open() as studio:
            with pytest.raises(InvalidStatus, match="403"):
                async with studio.page(origin="http://evil.example"):
                    pass
            head, _ = await studio.fetch("/", "Origin: http://evil.example")
            assert head.startswith("HTTP/1.1 403")

    run(scene)


def test_a_flood_from_one_page_is_refused_but_never_its_stop(tmp_path):
    async def scene():
        async with Studio(tmp_path).open() as studio, studio.page() as page:
            for _ in range(100):
                await page.send(json.dumps({"ask": "status"}))
            await page.send(json.dumps({"order": {"kind": "stop", "id": "8"}}))
            assert "too many" in (await hear(page, "refused"))["refused"]
            assert (await studio.ordered())["order"]["kind"] == "stop"
            assert len(studio.line.said) < 100

    run(scene)
