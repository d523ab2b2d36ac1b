"""Run in a network namespace of its own: body here, planner in another; the cable between is cut.

As `two_hosts.py SECONDS KIND`: prints one line of JSON. As `two_hosts.py planner KIND`: the other
host, whose CLOCK_MONOTONIC is another; it speaks without end, moves an arm, and stamps by that
clock. KIND is `whole` (body_node here), or `parts`: mixer_node here, voice and gaze there.
"""

import json
import os
import signal
import subprocess
import sys
import time
from array import array
from contextlib import ExitStack
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
os.environ["ROS_AUTOMATIC_DISCOVERY_RANGE"] = "SUBNET"

from conftest import Client, running  # after its environment

from kinesics.rig.load import load_rig
from kinesics_ros.middleware import apply_profile

apply_profile()  # as the README tells whoever speaks from another host
DOMAIN = 62
OTHER_S = "1000"  # how far the other clock is off
BEFORE_S = 3.0
AFTERWARDS_S = 8.0
EVERY_S = 0.1
PARTS = ("-p", "lead_ms:=200.0", "-p", "transport_ms:=300.0")  # a test machine is not idle
RATE_HZ = 16_000
_SILENT_S = 0.7  # at the end of a cut
_LAST, _PAUSE = 14, 5  # the last piece of an utterance; then half a second of silence


def ip(*words):
    subprocess.run(["ip", *words], check=True)


def body(cut_s, kind):
    ip("link", "set", "lo", "up")
    ip("link", "add", "here", "type", "veth", "peer", "name", "there")
    namespaces = ["unshare", "-n", "-T", "--monotonic", OTHER_S, "--fork", "--kill-child"]
    planner = subprocess.Popen(
        [*namespaces, sys.executable, __file__, "planner", kind], stdout=subprocess.PIPE, text=True
    )
    lead_the_cable_to(planner.pid)
    node, told = ("mixer_node", PARTS) if kind == "parts" else ("body_node", ())
    with running(DOMAIN, "-p", "stamps_of:=planner", *told, node=node, discovery="SUBNET"):
        assert planner.stdout.readline() == "asking\n"
        client = Client(DOMAIN)
        states = client.keep("/joint_states", "sensor_msgs/JointState", depth=1000)
        client.wait(lambda: states and any(one["event"] == "started" for one in client.events))
        states.clear()
        came_s = []
        seen = watch(client, states, came_s, BEFORE_S)
        before = {"clocks": client.diagnostics.get("clocks"), "last": seen}
        ip("link", "set", "here", "down")
        down_s = time.monotonic()
        watch(client, states, came_s, cut_s)
        watched_s = time.monotonic()
        during = client.status  # up to a second
        ip("link", "set", "here", "up")
        up_s = time.monotonic()
        watch(client, states, came_s, AFTERWARDS_S)
        found = {
            "before": before,
            "underway_during": during["underway"],
            "died_during": during["died"],
            "status": client.status,
            "events": client.events,
            "heard_s": [float(line) - up_s for line in ended(planner)],
            "met_s": met(states, np.array(came_s), client.events, (watched_s, up_s)),
            **moved(states, np.array(came_s), (down_s, watched_s, up_s)),
        }
        client.close()
    sys.stdout.write(json.dumps(found) + "\n")


def lead_the_cable_to(other):
    """To a process that is about to be in a network of its own."""
    own = Path("/proc/self/ns/net").readlink()
    while Path(f"/proc/{other}/ns/net").readlink() == own:
        time.sleep(0.01)
    ip("link", "set", "there", "netns", str(other))
    ip("addr", "add", "10.9.0.1/24", "dev", "here")
    ip("link", "set", "here", "up")


def watch(client, states, came_s, seconds):
    """Keep what comes, and when; the number of states."""
    end_s = time.monotonic() + seconds
    while time.monotonic() < end_s:
        client.pause(0.02)
        came_s += [time.monotonic()] * (len(states) - len(came_s))
    return len(states)


def ended(planner):
    """When the other host heard of its utterances, by this host's clock."""
    children = Path(f"/proc/{planner.pid}/task/{planner.pid}/children").read_text()
    for child in children.split():  # unshare --fork hands no signal on
        os.kill(int(child), signal.SIGTERM)
    return json.loads(planner.stdout.readline())


def moved(states, came_s, cut):
    """What joints did: before, at the end of the cut, and when the jaw moved again after it."""
    states = states[: len(came_s)]
    names = [*states[0].name]
    rows = np.array([one.position for one in states])
    jaw, elbow = rows[:, names.index("jaw")], rows[:, names.index("left_elbow")]
    down_s, watched_s, up_s = cut
    before, silent = came_s < down_s, (came_s > watched_s - _SILENT_S) & (came_s < watched_s)
    after = came_s > up_s
    rest = np.median(jaw[silent])
    opened = np.flatnonzero(after & (np.abs(jaw - rest) > 0.3 * np.ptp(jaw[before])))
    return {
        "jaw_before": float(np.ptp(jaw[before])),
        "jaw_silent": float(np.ptp(jaw[silent])),
        "elbow_before": float(elbow[before].min()),
        "elbow_silent": float(np.median(elbow[silent])),
        "lips_after_s": float(came_s[opened[0]] - up_s) if len(opened) else None,
        "fastest": float(fastest(states, rows)),
    }


def met(states, came_s, events, cut):
    """When the jaw opened, in the time of the first utterance that began after the cut."""
    watched_s, up_s = cut
    states = states[: len(came_s)]
    jaw = np.array([one.position[one.name.index("jaw")] for one in states])
    dates_s = np.array([one.header.stamp.sec + one.header.stamp.nanosec * 1e-9 for one in states])
    silent = (came_s > watched_s - _SILENT_S) & (came_s < watched_s)
    first_s = dates_s[came_s > up_s][0]
    begun = [one for one in events if one["event"] == "started" and one["intent"].isdigit()]
    began_s = min((one["stamp"] for one in begun if one["stamp"] > first_s), default=None)
    if began_s is None:
        return None
    during = (dates_s > began_s - 0.3) & (dates_s < began_s + 1.5)
    moved = np.abs(jaw - np.median(jaw[silent])) > 0.3 * np.ptp(jaw[during])
    return float(dates_s[during & moved][0] - began_s)


def fastest(states, rows):
    """Largest velocity as measured, as a share of what the joint may do."""
    stamps_s = [one.header.stamp.sec + one.header.stamp.nanosec * 1e-9 for one in states]
    took_s = np.maximum(np.diff(stamps_s), 0.01)[:, None]
    speeds = np.abs(np.diff(rows, axis=0)) / took_s
    return (speeds / load_rig("humanoid").limits.velocity).max()


def planner(kind):
    """Speaks, and moves an arm, ten times a second; keeps when it is told of it."""
    own_s = float(OTHER_S)
    over = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.append(True))
    while subprocess.run(
        ["ip", "addr", "add", "10.9.0.2/24", "dev", "there"], check=False
    ).returncode:
        time.sleep(0.05)
    ip("link", "set", "lo", "up")
    ip("link", "set", "there", "up")
    client = Client(DOMAIN)
    client.bring("active")
    parts = ExitStack()
    if kind == "parts":
        both = running(DOMAIN, *PARTS, node="speech_node gaze_node", discovery="SUBNET")
        parts.enter_context(both)
        for client.name in ("/speech", "/gaze"):
            assert client.change("configure")
            assert client.change("activate")
    host = Planner(client)
    sys.stdout.write("asking\n")
    sys.stdout.flush()
    heard_s, known = [], 0
    while not over:
        host.ask()
        client.pause(EVERY_S)
        began = [one for one in client.events if one["event"] == "started"]
        heard_s += [time.monotonic() - own_s] * (len(began) > known)
        known = len(began)
    sys.stdout.write(json.dumps(heard_s) + "\n")
    sys.stdout.flush()
    parts.close()
    os._exit(0)


class Planner:
    """Utterances of a second and a half, and a trajectory that leads an elbow away."""

    def __init__(self, client):
        self.speak = client.publisher("/speech_stream", "std_msgs/UInt8MultiArray", depth=1000)
        self.move = client.publisher("/joint_trajectory", "trajectory_msgs/JointTrajectory")
        self.probe = client.publisher("/clock_probe", "std_msgs/String")
        self.answers = client.keep("/body/clock", "std_msgs/String")
        self.came = {}
        client.node.create_subscription(
            type(message("std_msgs/String")), "/body/clock", self.answered, 10
        )
        self.number = self.turn = self.said = 0
        self.client = client
        t_s = np.arange(RATE_HZ // 10) / RATE_HZ
        sound = 0.3 * np.sin(2 * np.pi * 150 * t_s) * (0.5 + 0.5 * np.sin(2 * np.pi * 10 * t_s))
        self.pcm = (32767 * sound).astype("<i2").tobytes()

    def answered(self, told):
        self.came[json.loads(told.data)["number"]] = time.monotonic_ns()

    def ask(self):
        self.number += 1
        self.say()
        if self.number % 5 == 0:
            self.move.publish(trajectory(-1.2))
        got = max(self.came, default=None)
        probe = {"id": "planner", "number": self.number, "sent_ns": time.monotonic_ns()}
        if got is not None:
            probe["got"] = {"number": got, "ns": self.came[got]}
        self.probe.publish(message("std_msgs/String", data=json.dumps(probe)))

    def say(self):
        """A piece; another utterance where this one was said, or is known to be over."""
        over = any(
            one["intent"] == f"{self.turn}" and one["event"] in ("ended", "refused")
            for one in self.client.events[-20:]
        )
        if over or self.said > _LAST + _PAUSE:
            self.turn, self.said = self.turn + 1, 0
        if self.said <= _LAST:
            begins, ends = self.said == 0, self.said == _LAST
            self.speak.publish(self.piece(f"{self.turn}", begins=begins, ends=ends))
        self.said += 1

    def piece(self, ident, *, begins, ends):
        labels = {f"id:{ident}": 0, "samples": len(self.pcm) // 2}
        labels |= {"rate_hz": RATE_HZ, "stream_ms": 500} if begins else {}
        labels |= {"last": 0} if ends else {}
        told = message("std_msgs/UInt8MultiArray", data=array("B", self.pcm))
        told.layout.dim = [
            message("std_msgs/MultiArrayDimension", label=key, size=size)
            for key, size in labels.items()
        ]
        return told


def trajectory(elbow_rad):
    """Half a second from now, by the clock of this host."""
    told = message("trajectory_msgs/JointTrajectory", joint_names=["left_elbow"])
    now_ns = time.monotonic_ns()
    told.header.stamp.sec, told.header.stamp.nanosec = divmod(now_ns, 10**9)
    point = message("trajectory_msgs/JointTrajectoryPoint", positions=[elbow_rad])
    point.time_from_start.nanosec = 500_000_000
    told.points = [point]
    return told


def message(type_name, **fields):
    from conftest import message_type

    return message_type(type_name)(**fields)


planner(sys.argv[2]) if sys.argv[1] == "planner" else body(float(sys.argv[1]), sys.argv[2])
