"""A performance and a replay that somebody looks on: seen as they go, stopped, and not changed."""

import json
import socket
import subprocess
import sys
import time

import numpy as np
import pytest
from websockets.sync.client import connect

from kinesics.errors import BridgeError, IntentError
from kinesics.motion.channels import CHANNELS
from kinesics.record.mcap_file import write_mcap
from kinesics.record.sends import read_sends
from kinesics.rig.load import load_rig
from kinesics_app.clock import UnhurriedClock
from kinesics_app.life.snapshot import HEAD, STATE_NAMES
from kinesics_app.performance.perform import perform
from kinesics_app.performance.request import Request
from kinesics_app.replay.replay import replay
from kinesics_app.replay.shown import ReplayShown
from kinesics_app.studio.keeper import Place
from kinesics_app.studio.orders import Order
from kinesics_app.studio.watching import PageWatch

pytestmark = pytest.mark.timeout(240)

PATIENCE_S = 60.0


class Sitting:
    """As much of a `Studio` as a watch needs: what it was told, and when somebody presses STOP."""

    def __init__(self, stop_after=None):
        self.told = []
        self._stop_after = stop_after

    def send(self, message):
        self.told.append(message)

    def orders(self):
        if self._stop_after is not None and len(self.snapshots) >= self._stop_after:
            self._stop_after = None
            yield Order("stop", "7", {})

    @property
    def snapshots(self):
        return [one["snapshot"] for one in self.told if "snapshot" in one]

    def of(self, kind):
        return [one[kind] for one in self.told if kind in one]


def parts(snapshot, joints):
    _, state, t_ns, _ = HEAD.unpack_from(snapshot)
    values = np.frombuffer(snapshot, "<f4", offset=HEAD.size)
    return (
        t_ns,
        STATE_NAMES[state],
        values[: len(CHANNELS)],
        values[len(CHANNELS) :].reshape(4, joints),
    )


@pytest.fixture(scope="module")
def bare(short_speech):
    return perform(Request(short_speech))


@pytest.fixture(scope="module")
def path(bare, tmp_path_factory):
    path = tmp_path_factory.mktemp("watched") / "motion.mcap"
    write_mcap(bare.take, path)
    return path


def test_who_looks_on_sees_the_rows_and_changes_none(bare, short_speech):
    sitting = Sitting()
    seen = perform(Request(short_speech), watch=PageWatch(sitting))
    assert np.array_equal(seen.take.sent, bare.take.sent)
    assert np.array_equal(seen.take.trace_played, bare.take.trace_played)
    rows = {row.t_ns: row for row in seen.loop.rows}
    checked = 0
    for snapshot in sitting.snapshots:
        t_ns, state, channels, (asked, sent, _, _) = parts(snapshot, len(seen.rig.joints))
        if t_ns in rows:
            assert state == "ACTIVE"
            np.testing.assert_allclose(channels, rows[t_ns].channels, atol=1e-6)
            np.testing.assert_allclose(asked, rows[t_ns].asked, atol=1e-6)
            np.testing.assert_allclose(sent, rows[t_ns].sent, atol=1e-6)
            checked += 1
    assert checked > 100
    life = sitting.of("health")[-1]["life"]
    assert life["ticks"] > 200
    assert life["missed"] == life["late"] == 0
    assert {"mix", "send", "speech"} <= {one["name"] for one in sitting.of("stage")}


def test_stop_ends_a_performance_and_what_was_until_then_is_kept(short_speech, bare):
    sitting = Sitting(stop_after=80)
    done = perform(Request(short_speech), watch=PageWatch(sitting))
    done.device.clock.wait_until(done.device.clock.now_ns() + 100_000_000)
    done.device.poll()  # a firmware says every 40 ms how it is
    assert done.device.bridge.state == "STOPPED"
    assert "STOP was pressed on its page; the results are of what was performed" in done.troubles[0]
    assert 100 < len(done.take.t_ns) < len(bare.take.t_ns) - 50
    assert sitting.of("done") == [
        {"id": "7", "order": "stop", "said": "it brakes", "refused": ""},
    ]


def test_stop_before_the_first_rows_is_an_error_and_the_robot_stands(short_speech):
    with pytest.raises(BridgeError, match="STOP was pressed on its page"):
        perform(Request(short_speech), watch=PageWatch(Sitting(stop_after=0)))


def test_a_replay_that_is_watched_takes_as_long_as_then_and_is_the_same(path):
    sitting, began_s = Sitting(), time.monotonic()
    seen = replay(path, watch=PageWatch(sitting))
    took_s = time.monotonic() - began_s
    hurried = replay(path)
    assert seen == hurried
    assert took_s > seen.seconds
    rig = load_rig("humanoid")
    last = [parts(one, len(rig.joints)) for one in sitting.snapshots][-40]
    sends = read_sends(path)
    number = int(np.searchsorted(sends.t_ns, last[0], side="right")) - 1
    np.testing.assert_allclose(last[3][1], sends.values[number], atol=1e-6)
    assert np.isfinite(last[2]).all()  # channels
    assert np.isfinite(last[3]).all()  # asked, sent, played, measured
    assert sitting.of("health")[-1]["life"]["ticks"] > seen.rows - 100


def test_a_replay_is_stopped(path):
    with pytest.raises(BridgeError, match="STOP was pressed on its page"):
        replay(path, watch=PageWatch(Sitting(stop_after=30)))


def test_rows_that_are_not_sent_yet_are_not_shown(path):
    sends = read_sends(path)
    shown = ReplayShown(path, sends)
    assert shown.row_at(int(sends.t_ns[5])) is None
    shown.sent = 6
    assert shown.row_at(int(sends.t_ns[5]) + 3).t_ns == sends.t_ns[5]
    assert shown.row_at(int(sends.t_ns[6])) is None
    assert shown.row_at(int(sends.t_ns[0]) - 1) is None


class World:
    """Virtual time that notes how far it was asked to go."""

    def __init__(self):
        self.t_ns = 5_000_000_000
        self.steps = []

    def now_ns(self):
        return self.t_ns

    def wait_until(self, t_ns):
        self.steps.append(t_ns)
        self.t_ns = max(self.t_ns, t_ns)


def test_unhurried_time_is_the_virtual_one_and_no_faster_than_ours():
    world = World()
    clock = UnhurriedClock(world)
    began_s = time.monotonic()
    asked = [world.t_ns + n * 10_000_000 for n in range(6)]
    for t_ns in asked:
        clock.wait_until(t_ns)
        assert clock.now_ns() == t_ns
    assert world.steps == asked
    assert time.monotonic() - began_s > 0.049


def test_others_than_loopback_get_a_token():
    here = Place.to_watch(("127.0.0.1", 8765, ""), "humanoid", "no")
    there = Place.to_watch(("0.0.0.0", 8765, ""), "humanoid", "no")
    given = Place.to_watch(("0.0.0.0", 8765, "mine"), "humanoid", "no")
    assert (here.token, given.token) == ("", "mine")
    assert len(there.token) > 12


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def begun():
    """Starts `kinesics ... --studio`; the process, once it has said its page, and the port."""
    processes = []

    def begin(*words):
        port = free_port()
        command = [sys.executable, "-m", "kinesics_app", *words, "--studio", "--studio-port", port]
        process = subprocess.Popen([*map(str, command)], stdout=subprocess.PIPE, text=True)
        processes.append(process)
        said = process.stdout.readline()
        assert f"http://127.0.0.1:{port}/" in said
        return process, port

    yield begin
    for process in processes:
        process.kill()
        process.wait()
        process.stdout.close()


def listen(port, *, says=(), until):
    """What a page was told until that, or until the end; it says these once it sees the robot."""
    told, seen = [], 0
    url = f"ws://127.0.0.1:{port}/live"
    with connect(url, proxy=None, max_size=None) as link:
        while True:
            message = link.recv(timeout=PATIENCE_S)
            if isinstance(message, str):
                told.append(json.loads(message))
            else:
                seen += 1
                link.send(json.dumps({"drew": seen}))
                if seen == 1:
                    for one in says:
                        link.send(json.dumps(one))
            if until(told):
                return told


def test_a_performance_waits_for_its_page_takes_no_wish_and_heeds_stop(
    begun, long_speech, tmp_path
):
    process, port = begun("perform", long_speech, "--out", tmp_path / "out")
    time.sleep(0.3)
    assert process.poll() is None
    wishes = [{"sentence": "hi", "id": "s"}, {"order": {"kind": "park", "id": "p"}}]

    def two_refused(told):
        return sum("refused" in one for one in told) == 2

    told = listen(port, says=wishes, until=two_refused)
    watched = next(one["hello"]["watched"] for one in told if "hello" in one)
    assert "STOP alone" in watched
    assert {one["refused"] for one in told if "refused" in one} == {watched}

    def far(told):
        return any(one["health"]["life"] for one in told if "health" in one)

    listen(port, until=far)
    listen(
        port, says=[{"order": {"kind": "stop", "id": "x"}}], until=lambda all_: "done" in all_[-1]
    )
    output, _ = process.communicate(timeout=PATIENCE_S)
    assert process.returncode in (1, 2), output  # 2: so early that there is nothing to be written


def test_a_replay_on_a_page_says_what_it_says_without(begun, path):
    process, port = begun("replay", path)

    def moving(told):
        return any((one["health"]["life"] or {}).get("ticks", 0) for one in told if "health" in one)

    listen(port, until=moving)
    output, _ = process.communicate(timeout=PATIENCE_S)
    command = [sys.executable, "-m", "kinesics_app", "replay", str(path)]
    bare = subprocess.run(command, capture_output=True, text=True, check=True)
    assert output == bare.stdout
    assert process.returncode == 0


def test_a_page_that_cannot_be_served_is_one_line(short_speech, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        command = ["perform", str(short_speech), "--studio", "--studio-port", port]
        told = subprocess.run(
            [sys.executable, "-m", "kinesics_app", *command, "--out", str(tmp_path)],
            capture_output=True, text=True, check=False, timeout=PATIENCE_S,
        )  # fmt: skip
    assert told.returncode == 2
    assert port in told.stderr
    assert told.stderr.count("kinesics:") == 1


def test_who_waits_for_a_page_that_died_is_told():
    from kinesics_app.studio.keeper import Studio

    with Studio(Place.to_watch(("127.0.0.1", free_port(), ""), "humanoid", "no")) as studio:
        studio.open()
        studio._helper.process.kill()
        with pytest.raises(IntentError, match="its process ended"):
            studio.wait_for_page()
