"""A body in six processes on the twin: it speaks as one does in one, and any of them may die."""

import itertools
import json
import os
import random
import shutil
import time
from array import array
from contextlib import ExitStack

import numpy as np
import pytest

from kinesics.audio.speech_file import load_speech
from kinesics.rig.load import load_rig
from kinesics_app.afar.departments import DEPARTMENTS
from kinesics_app.character.character import speech_character
from kinesics_app.demo import HELLO
from kinesics_app.device.opening import open_device
from kinesics_app.life.life import TICK_NS, Life
from kinesics_app.performance.results import mouth_joints
from kinesics_app.speech.prepared import prepare
from kinesics_app.tick.delays import Delays, mouth_lag_ms
from kinesics_ros.messages.audio import spell_out

pytest.importorskip("rclpy", reason="rclpy is not installed here; scripts/test --ros has it")

RIG = load_rig("humanoid")
MOUTH = [RIG.index(name) for name in mouth_joints(RIG)]
RANGE = (RIG.limits.position_max - RIG.limits.position_min)[MOUTH]
LENGTH_S = 2.0
LEAD_MS, TRANSPORT_MS = 300.0, 1000.0  # a test machine is not idle
MINDS = ("speech", "expression", "gaze", "gesture")
WITHIN_MS = 6  # telemetry is dated to so much
ANOTHER_CLOCK = (
    *("unshare", "--fork", "--kill-child=SIGKILL"),
    *("--time", "--monotonic", "3600"),  # as on another host
)
FAR_MINDS = ("expression", "gaze") if shutil.which("unshare") and os.geteuid() == 0 else ()
"""Which have a CLOCK_MONOTONIC of their own; only root can give it to them."""


class Parts:
    """The processes of a body, by node, and somebody who leads them."""

    def __init__(self, start, client, domain):
        self.client = client
        self._start, self._domain = start, domain
        self._processes, self._running = {}, ExitStack()
        common = ("-p", f"lead_ms:={LEAD_MS}", "-p", f"transport_ms:={TRANSPORT_MS}")
        self._arguments = {
            "sim": (),
            "body": ("-p", "device:=topics", *common),
            **dict.fromkeys(MINDS, common),
        }
        self._told = {
            name: client.keep(f"/{name}/status", "std_msgs/String", latched=True, depth=1)
            for name in self._arguments
        }

    def begin(self, *names):
        """Processes, all at once; then configured and active, all at once."""
        for name in names:
            executable = {"body": "mixer_node"}.get(name, f"{name}_node")
            arguments = self._arguments[name]
            before = ANOTHER_CLOCK if name in FAR_MINDS else ()
            one = self._start(self._domain, *arguments, node=executable, before=before)
            self._processes[name] = self._running.enter_context(one)
        self._lead(names, "CONFIGURE", "unconfigured", "inactive")
        self._lead(names, "ACTIVATE", "inactive", "active")

    def kill(self, name):
        self._processes[name].kill()
        self._processes[name].wait()

    def close(self):
        self._running.close()

    def told(self, name):
        """What it told of itself last, as it comes."""
        return self._told[name]

    def status(self, name):
        """The next that it tells."""
        self._told[name].clear()
        self.client.wait(lambda: self._told[name])
        return json.loads(self._told[name][-1].data)

    def until(self, name, condition, timeout_s=60.0):
        """Its status, once it is as wanted."""
        end_s = time.monotonic() + timeout_s
        while not condition(told := self.status(name)):
            assert time.monotonic() < end_s, told
        return told

    def assert_within_limits(self):
        """As played, a thousand times a second, since the twin began."""
        used = self.status("sim")["limits_used"]
        assert max(used.values()) <= 1.0, used
        return used

    def _lead(self, names, transition, before, after):
        """Ask until they say that they are there: a request may go to who was killed before."""
        from lifecycle_msgs.msg import Transition
        from lifecycle_msgs.srv import ChangeState

        number = getattr(Transition, f"TRANSITION_{transition}")
        request = ChangeState.Request(transition=Transition(id=number))
        client, end_s = self.client, time.monotonic() + 100.0
        clients = {
            name: client.node.create_client(ChangeState, f"/{name}/change_state") for name in names
        }
        asked_s = dict.fromkeys(names, 0.0)
        for name in names:
            self._told[name].clear()
        while asked_s:
            late = [self._told[name][-1:] for name in asked_s]
            assert time.monotonic() < end_s, (transition, late)
            client.pause(0.1)
            for name in [*asked_s]:
                told = self._told[name] and json.loads(self._told[name][-1].data)
                if told and told["lifecycle"] == after:
                    del asked_s[name]
                elif told and told["lifecycle"] == before and _is_past(asked_s[name] + 10.0):
                    asked_s[name] = time.monotonic()
                    self._told[name].clear()
                    clients[name].call_async(request)


def _is_past(moment_s):
    return time.monotonic() > moment_s


@pytest.fixture(scope="module")
def body(start, connect):
    """One that lives, for all tests of this file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
        domain = 17
        client = connect(domain)
        parts = Parts(start, client, domain)
        try:
            parts.begin("sim", "body", *MINDS)
            parts.until("body", lambda told: told["died"] == {})
            yield parts
        finally:
            parts.close()
            client.close()


def say(client, samples, rate_hz, ident):
    from std_msgs.msg import MultiArrayDimension, UInt8MultiArray

    message = UInt8MultiArray()
    message.layout.dim = [
        MultiArrayDimension(label=label, size=size, stride=stride)
        for label, size, stride in spell_out(len(samples), rate_hz, id=ident)
    ]
    message.data = array("B", (samples * 32767).astype("<i2").tobytes())
    client.publisher("/speech", "std_msgs/UInt8MultiArray").publish(message)


def said_in_one_process(samples, rate_hz, phase_ns, folder):
    """Rows as sent and the 1 kHz trace as played, by their time in the utterance."""
    delays = Delays(80, LEAD_MS, mouth_lag_ms(RIG), compute_ms=120.0)  # at any phase in time
    sound = {"samples": (samples * 32767).astype("<i2").tobytes(), "rate_hz": rate_hz}
    with open_device("twin", RIG, live=False) as device:
        pose = device.bring_up(delays.ahead_ns, TICK_NS)
        character = speech_character(RIG, lookahead_ms=80, backend="auto", seed=0)
        life = Life((RIG, pose, device), character, delays)
        now_ns = device.next_tick_ns
        heard_ns = (now_ns // TICK_NS + 150) * TICK_NS + phase_ns
        start = {"after_s": (heard_ns - now_ns) * 1e-9}
        asked = {"kind": "say", "id": "hello", "parameters": {"file": "prepared"}, "start": start}
        ready = prepare(sound, folder, character.sample_rate_hz)
        life.hear({"intent": asked, "prepared": ready}, now_ns)
        while device.next_tick_ns < heard_ns + round((LENGTH_S + 0.5) * 1e9):
            device.clock.wait_until(device.next_tick_ns)
            life.tick(device.next_tick_ns)
            device.poll()
            device.next_tick_ns += TICK_NS
        (t0_ns,) = [one.t_ns for one in life.events() if one.state == "started"]
        trace = device.trace()
        rows = {row.t_ns - t0_ns: row.sent[MOUTH] for row in life.loop.rows}
        return rows, (trace.t_ns - t0_ns) // 1_000_000, trace.played[:, MOUTH]


def within(rows):
    return {t_ns: row for t_ns, row in rows.items() if -0.2e9 < t_ns < LENGTH_S * 1e9}


class Watched:
    """What becomes of a sentence: rows as sent and joints as played, by their time in it."""

    def __init__(self, body):
        self._client = body.client
        self._sent = body.client.keep("/rows", "trajectory_msgs/JointTrajectory", depth=2000)
        self._told = body.client.keep("/link", "std_msgs/String", depth=2000)

    def say(self, samples, rate_hz, ident):
        self._sent.clear()
        self._told.clear()
        say(self._client, samples, rate_hz, ident)
        self.t0_ns = self._client.became("started", ident)["t_ns"]
        self._client.became("finished", ident)
        self._client.pause(0.5)

    @property
    def rows(self):
        offset_ns = time.time_ns() - time.monotonic_ns()  # stamps are of the wall clock
        rows = {}
        for message in self._sent:
            first_ns = message.header.stamp.sec * 10**9 + message.header.stamp.nanosec - offset_ns
            for point in message.points:
                after = point.time_from_start
                t_ns = first_ns + after.sec * 10**9 + after.nanosec
                t_ns = round(t_ns / TICK_NS) * TICK_NS  # the maps of the clocks differ by some us
                rows[t_ns - self.t0_ns] = np.array(point.positions)[MOUTH]
        return rows

    @property
    def played(self):
        """Times [ms] and joints, as the firmware told."""
        words = (json.loads(one.data)["word"]["telemetry"] for one in self._told)
        return [
            (round((one["t_ns"] - self.t0_ns) * 1e-6), np.array(one["played"])[MOUTH])
            for one in words
            if one is not None
        ]


def test_a_sentence_is_at_the_joints_what_it_is_in_one_process(body, tmp_path, at_best):
    samples, rate_hz = load_speech(HELLO)
    samples = samples[: round(LENGTH_S * rate_hz)]
    there, numbers = Watched(body), itertools.count()

    def said():
        """Rows of one process, dates of those that were not sent, and how far off others were."""
        there.say(samples, rate_hz, f"hello-{next(numbers)}")
        phase_ns = there.t0_ns % TICK_NS
        here, ms, played = said_in_one_process(samples, rate_hz, phase_ns, tmp_path)
        here, sent = within(here), within(there.rows)
        missing = sorted(here.keys() ^ sent.keys())
        both = here.keys() & sent.keys()
        worst = max((np.abs(here[t_ns] - sent[t_ns]).max() for t_ns in both), default=np.inf)
        off = [
            (np.abs(played[np.abs(ms - at_ms) <= WITHIN_MS] - row) / RANGE).min(axis=0)
            for at_ms, row in there.played
            if 0 < at_ms < 1000 * (LENGTH_S - 0.1)
        ]
        return here, missing, worst, off

    def the_same(found):
        """A host that is behind leaves rows out, and thinks of what came too late without it."""
        _, missing, worst, off = found
        return not missing and worst < 1e-9 and np.max(off, initial=0.0) < 0.02

    found = here, missing, worst, off = at_best(said, the_same)
    assert max(np.ptp(rows) for rows in np.transpose([*here.values()])) > 0.1
    assert the_same(found), (missing, worst, np.max(off, initial=0.0), body.status("body"))
    assert len(off) > 20
    body.assert_within_limits()


def test_an_utterance_is_said_while_it_is_made_by_a_voice_elsewhere(body, piece):
    samples, rate_hz = load_speech(HELLO)
    client = body.client
    send = client.publisher("/speech_stream", "std_msgs/UInt8MultiArray", depth=1000).publish
    send(piece("stream", rate_hz=rate_hz, stream_ms=10_000))
    for begin in range(0, rate_hz, 1600):  # as fast as they go
        send(piece("stream", samples[begin : begin + 1600], first_sample=begin))
    send(piece("stream", last=0))
    started, finished = client.became("started", "stream"), client.became("finished", "stream")
    assert finished["t_ns"] - started["t_ns"] == pytest.approx(1e9, abs=3e7)
    send(piece("long", samples[:rate_hz], rate_hz=rate_hz, stream_ms=10_000))
    client.became("started", "long")
    send(piece("long", cancel=0))
    assert "cancelled by speech_stream-" in client.became("ended", "long")["reason"]
    send(piece("stream", samples[:160]))
    assert "no utterance" in client.became("refused", "stream")["reason"]
    body.until("speech", lambda told: told["messages"].get("speech_stream refused") == 1)
    body.assert_within_limits()


def test_phones_of_an_utterance_move_the_lips_of_a_voice_elsewhere(body, piece, at_best):
    client = body.client
    states = client.keep("/joint_states", "sensor_msgs/JointState", depth=2000)
    send = client.publisher("/speech_stream", "std_msgs/UInt8MultiArray", depth=1000).publish
    numbers = itertools.count()

    def jaw():
        """How far it went while a second of silence was said."""
        states.clear()
        ident = f"silence-{next(numbers)}"
        phones = json.dumps([[0.0, 0.5, "m"], [0.5, 1.0, "AA1"]])
        send(piece(ident, rate_hz=16_000, stream_ms=10_000, **{f"phones:{phones}": 0}))
        send(piece(ident, np.zeros(16_000), last=0))
        client.became("finished", ident)
        return np.ptp([one.position[one.name.index("jaw")] for one in states])

    assert at_best(jaw, lambda went: went > 0.05) > 0.05
    body.until("speech", lambda told: told["phones"] == {"late": 0, "unknown": 0})
    body.assert_within_limits()


def test_a_mouth_whose_voice_elsewhere_is_starved_is_at_rest_within_300_ms(body, piece, at_best):
    samples, rate_hz = load_speech(HELLO)
    client = body.client
    states = client.keep("/joint_states", "sensor_msgs/JointState", depth=2000)
    send = client.publisher("/speech_stream", "std_msgs/UInt8MultiArray", depth=1000).publish
    numbers = itertools.count()

    def starve():
        """How far the jaw went, and how far it was from its rest afterwards."""
        states.clear()
        client.pause(1.0)
        ident = f"starved-{next(numbers)}"
        send(piece(ident, samples[: round(0.6 * rate_hz)], rate_hz=rate_hz, stream_ms=1500))
        started_s = client.became("started", ident)["stamp"]
        assert client.became("ended", ident)["reason"] == "no sound came, nor its end"
        stamps_s = [one.header.stamp.sec + one.header.stamp.nanosec * 1e-9 for one in states]
        t_s = np.array(stamps_s) - started_s
        jaw = np.array([one.position[one.name.index("jaw")] for one in states])
        said, rest = (t_s > 0.0) & (t_s < 0.6), (t_s > 0.9) & (t_s < 1.9)
        assert said.any()
        assert rest.any()
        return np.ptp(jaw[said]), np.abs(jaw[rest] - np.median(jaw[t_s < -0.3])).max()

    def rests(found):
        went, left = found
        return went > 0.02 and left < 0.15 * went

    found = at_best(starve, rests)  # a host that is behind opens the mouth less, and closes it late
    assert rests(found), found


def test_tracks_of_a_stranger_are_counted_and_harmless(body):
    from std_msgs.msg import Float64MultiArray, MultiArrayDimension

    def message(origin, values, *, source="gaze", channels=("gaze_yaw",), ahead_s=0.3):
        now_ns = time.monotonic_ns()
        head = {"origin": origin, "sequence": next(numbers), "clock": ""}
        head |= {"t_ns": now_ns, "stamp_ns": time.time_ns()}
        track = {"source": source, "t_ns": now_ns + round(ahead_s * 1e9), "rate_hz": 100.0}
        one = Float64MultiArray(data=array("d", values))
        one.layout.dim = [
            MultiArrayDimension(label=json.dumps(head)),
            MultiArrayDimension(
                label=json.dumps({**track, "channels": channels}),
                size=len(values) // len(channels),
                stride=len(channels),
            ),
        ]
        return one

    numbers = iter(range(1000))
    tracks = body.client.publisher("/tracks", "std_msgs/Float64MultiArray")
    before = body.status("body")["tracks"]
    bad = [
        message("gaze:stranger", [0.5]),
        message("gaze:stranger", [float("nan")]),
        message("gaze:stranger", [0.5], channels=("tail",)),
        message("dance:stranger", [0.5]),
        message("gaze:stranger", [0.5], source="speech"),
        message("gaze:stranger", [0.5], ahead_s=3600.0),
        message("gaze:stranger", [0.5], ahead_s=-3600.0),
        Float64MultiArray(),
    ]
    for one in bad:
        tracks.publish(one)
    after = body.until(
        "body", lambda told: told["tracks"]["refused"] - before["refused"] >= len(bad)
    )
    assert after["tracks"]["refused"] - before["refused"] == len(bad)
    assert after["tracks"]["taken"] > before["taken"]
    assert after["state"] in ("ACTIVE", "STARVED")
    assert after["died"] == {}
    assert after["tracks"]["last_refusal"]
    assert after["refusal"] == ""  # of a transition of the node
    body.assert_within_limits()


def test_minds_that_are_killed_are_missed_and_come_back_without_a_jump(body):
    samples, rate_hz = load_speech(HELLO)
    say(body.client, samples, rate_hz, "killed in the midst")
    body.client.became("started", "killed in the midst")
    moments_s = [random.uniform(0.0, 0.6) for _ in MINDS]
    for name, after_s in zip(MINDS, moments_s, strict=True):
        body.client.pause(after_s)
        body.kill(name)
    theirs = {source for one in DEPARTMENTS.values() for source in one.sources}
    missed = body.until("body", lambda told: set(told["died"]) == theirs)
    assert missed["state"] in ("ACTIVE", "STARVED"), (moments_s, missed["trouble"])
    assert "not heard for" in missed["died"]["gaze"]
    body.assert_within_limits()
    body.begin(*MINDS)
    body.until("body", lambda told: told["died"] == {})
    body.client.pause(1.0)
    body.assert_within_limits()


@pytest.mark.skipif(not FAR_MINDS, reason="only root can give a process another clock")
def test_dates_of_another_clock_are_mapped(body):
    """Gaze and expression have lived by a clock that is an hour ahead, in all of these tests."""
    tracks = body.client.keep("/tracks", "std_msgs/Float64MultiArray", depth=200)

    def dated():
        dates = {}
        for one in tracks:
            head = json.loads(one.layout.dim[0].label)
            dates[head["origin"].split(":")[0]] = (head["t_ns"] - time.monotonic_ns()) * 1e-9
        return dates

    body.client.wait(lambda: {"gaze", "gesture"} <= dated().keys())
    dates = dated()
    assert dates["gaze"] == pytest.approx(3600.0, abs=10.0)
    assert dates["gesture"] == pytest.approx(0.0, abs=10.0)
    told = body.status("body")
    assert told["died"] == {}
    taken = told["tracks"]["taken"]
    after = body.until("body", lambda told: told["tracks"]["taken"] > taken)
    assert after["tracks"]["refused"] == told["tracks"]["refused"]


def test_a_program_may_stand_in_for_a_department_that_is_gone(body):
    interfaces = pytest.importorskip(
        "kinesics_interfaces.msg", reason="kinesics_interfaces is not built"
    )
    body.kill("gaze")
    body.until("body", lambda told: {"gaze", "blink"} <= set(told["died"]))
    tracks = body.client.publisher("/track", "kinesics_interfaces/Track")
    joints = body.client.keep("/joint_states", "sensor_msgs/JointState", depth=200)
    told = body.told("body")
    told.clear()

    def stands_in():
        died = json.loads(told[-1].data)["died"] if told else ["gaze"]
        eyes = [one.position[one.name.index("left_eye_yaw")] for one in joints]
        return not {"gaze", "blink"} & set(died) and max(eyes, default=0.0) > 0.15

    for sequence in range(1200):
        if stands_in():
            break
        message = interfaces.Track(origin="gaze:tracker", sequence=sequence, source="gaze")
        due_ns = time.time_ns() + 600_000_000
        message.header.stamp.sec, message.header.stamp.nanosec = divmod(due_ns, 10**9)
        message.rate_hz, message.channels = 50.0, ["gaze_yaw"]
        message.values = array("d", [0.3] * 5)
        tracks.publish(message)
        body.client.pause(0.05)
    assert stands_in()
    body.until("body", lambda told: {"gaze", "blink"} <= set(told["died"]))
    body.begin("gaze")
    body.until("body", lambda told: told["died"] == {})
    body.assert_within_limits()


def test_a_mixer_that_is_killed_leaves_the_robot_parked_and_arms_it_anew(body):
    body.client.pause(random.uniform(0.0, 1.0))
    body.kill("body")
    assert body.until("sim", lambda told: told["state"] == "DISARMED")["abandoned"] == 1
    body.assert_within_limits()
    body.begin("body")
    body.until("body", lambda told: told["state"] == "ACTIVE" and told["died"] == {})
    body.client.pause(1.0)
    used = body.assert_within_limits()
    assert used["velocity"] > 0.0


def test_a_twin_that_is_killed_is_a_link_that_is_down_until_it_is_armed_again(body):
    body.client.pause(random.uniform(0.0, 1.0))
    body.kill("sim")
    down = body.until("body", lambda told: told["state"] == "not connected")
    assert "whoever holds the robot is not heard" in down["trouble"]
    body.begin("sim")
    body.until("body", lambda told: told["state"] == "DISARMED")
    assert body.client.trigger("arm")[0]
    body.until("body", lambda told: told["state"] == "ACTIVE" and told["died"] == {})
    body.client.pause(1.0)
    body.assert_within_limits()
