"""A microphone on the network: the robot hears who speaks, and counts what is no sound."""

import json
import time
from array import array

import numpy as np
import pytest

from kinesics_app.demo import HELLO

pytest.importorskip("rclpy", reason="rclpy is not installed here; scripts/test --ros has it")

PIECE_S = 0.02
WORDS_S = 3.0


class Driver:
    """Of a microphone: 50 pieces a second, each 16-bit mono, by the clock."""

    def __init__(self, client, topic="/microphone", kind="std_msgs/UInt8MultiArray"):
        from rclpy.qos import QoSProfile, ReliabilityPolicy
        from ros_client import message_type

        self._client, self._kind = client, message_type(kind)
        best_effort = QoSProfile(depth=50, reliability=ReliabilityPolicy.BEST_EFFORT)
        self._publisher = client.node.create_publisher(self._kind, topic, best_effort)
        client.wait(self._publisher.get_subscription_count)

    def says(self, sound, until, rate_hz=16_000, timeout_s=60.0):
        """Over and over until something is so; whether that came in time."""
        count = round(PIECE_S * rate_hz)
        pieces = [sound[n : n + count] for n in range(0, len(sound) - count + 1, count)]
        begin_s, n = time.monotonic(), 0
        while time.monotonic() < begin_s + timeout_s:
            if until():
                return True
            self._publisher.publish(self.message(pieces[n % len(pieces)], rate_hz))
            n += 1
            self._client.pause(max(begin_s + n * PIECE_S - time.monotonic(), 0.001))
        return False

    def message(self, samples, rate_hz):
        from std_msgs.msg import MultiArrayDimension

        made = self._kind(data=array("B", (samples * 32767).astype("<i2").tobytes()))
        if hasattr(made, "layout"):
            told = {"samples": len(samples), "rate_hz": rate_hz}
            made.layout.dim = [MultiArrayDimension(label=key, size=told[key]) for key in told]
        return made

    def tells(self, message, until, timeout_s=60.0):
        """A message, or bytes that are none, ten times a second until something is so."""
        for _ in range(round(timeout_s * 10)):
            self._publisher.publish(message)
            self._client.pause(0.1)
            if until():
                return True
        return False

    def close(self):
        self._client.node.destroy_publisher(self._publisher)


@pytest.fixture(scope="module")
def words():
    """Three seconds of the shipped sentence in a quiet room."""
    from kinesics.audio.speech_file import load_speech, resample

    samples, rate_hz = load_speech(HELLO)
    sound = resample(samples, rate_hz, 16_000)[8_000 : 8_000 + round(WORDS_S * 16_000)]
    return 0.3 * sound + silence(WORDS_S)


def silence(seconds):
    return 3e-4 * np.random.default_rng(6).standard_normal(round(seconds * 16_000))


@pytest.fixture
def told(body):
    """As `newest_of`."""
    return newest_of(body)


def newest_of(client):
    """Tells the newest diagnosis of a name: its message and values."""
    arrays = client.keep("/diagnostics", "diagnostic_msgs/DiagnosticArray")

    def newest(name):
        found = [one for array in arrays for one in array.status if one.name == f"body: {name}"]
        if not found:
            return "", {}
        return found[-1].message, {one.key: one.value for one in found[-1].values}

    return newest


def says(told, who):
    return lambda: told("microphone")[0] == who


def test_it_hears_who_speaks_and_who_does_not_any_more(body, told, words):
    body.bring("active")
    driver = Driver(body)
    assert driver.says(words, says(told, "somebody speaks"))
    assert told("microphone")[1]["by"] == "ears"
    assert driver.says(silence(2.0), says(told, "nobody speaks"))
    driver.close()
    body.wait(lambda: told("motion")[1]["died"] == "{}")
    body.trigger("disarm")


def test_what_is_no_sound_is_counted_and_ends_nothing(body, told, words):
    body.bring("active")

    def refused():
        return int(told("messages")[1].get("microphone refused", 0))

    driver = Driver(body)
    assert driver.says(silence(1.0), says(told, "nobody speaks"))
    for wrong in (
        b"\x00\x01\x00\x00" + b"\xff" * 8,  # no message
        driver.message(np.zeros(400), 3_000),
        driver.message(np.zeros(40_000), 16_000),
        driver.message(np.zeros(0), 16_000),
    ):
        count = refused()
        assert driver.tells(wrong, lambda count=count: refused() > count + 2)
    assert driver.says(words, says(told, "somebody speaks"))
    driver.close()
    body.wait(lambda: told("motion")[1]["died"] == "{}")
    body.trigger("disarm")


def test_the_word_of_a_program_goes_before(body, told, words):
    body.bring("active")
    driver = Driver(body)
    assert driver.says(words, says(told, "somebody speaks"))
    knows = {"partner": {"speaks": 0.0}}
    body.say("intent", json.dumps(knows))
    assert driver.says(words, lambda: told("microphone")[1]["by"] == "a program")
    driver.close()
    body.trigger("disarm")


def speaks_and_hears_nobody(client, told, words):
    """Somebody speaks, and the robot too: it hears them before and after, not meanwhile."""
    driver = Driver(client)
    assert driver.says(words, says(told, "somebody speaks"))
    spoken = driver.message(words, 16_000)
    client.publisher("/speech", "std_msgs/UInt8MultiArray").publish(spoken)
    assert driver.says(words, lambda: told("microphone")[1].get("held") == "True")
    assert told("microphone")[0] == "nobody speaks"
    assert driver.says(words, says(told, "somebody speaks"))
    assert told("microphone")[1]["held"] == "False"
    driver.close()


def test_while_it_speaks_itself_it_hears_nobody(body, told, words):
    body.bring("active")
    speaks_and_hears_nobody(body, told, words)
    body.trigger("disarm")


def test_nor_does_a_body_in_parts(domain, start, connect, monkeypatch, words):
    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
    slack = ("-p", "lead_ms:=300.0", "-p", "transport_ms:=1000.0")  # a test machine is not idle
    with start(domain, *slack, node="parts_node"):
        client = connect(domain)
        for name in ("speech", "expression", "gaze", "gesture", "body"):
            client.name = f"/{name}"
            assert client.change("configure")
            assert client.change("activate")
        speaks_and_hears_nobody(client, newest_of(client), words)
        client.close()


def test_an_audio_driver_is_heard_by_the_rate_that_it_tells(body, told, words):
    pytest.importorskip("audio_common_msgs", reason="the stand-in of audio_common_msgs: ros-test")
    from audio_common_msgs.msg import AudioInfo
    from rclpy.qos import DurabilityPolicy, QoSProfile

    body.bring("active")
    latched = QoSProfile(depth=1, durability=DurabilityPolicy.TRANSIENT_LOCAL)
    info = body.node.create_publisher(AudioInfo, "/microphone_audio_info", latched)
    described = {"channels": 1, "sample_format": "S16LE", "coding_format": "wave"}
    info.publish(AudioInfo(sample_rate=32_000, **described))
    driver = Driver(body, "/microphone_audio", "audio_common_msgs/AudioData")
    assert driver.says(np.repeat(words, 2), says(told, "somebody speaks"), rate_hz=32_000)
    assert int(told("microphone")[1]["rates"]) <= 1
    info.publish(AudioInfo(sample_rate=32_000, **{**described, "channels": 2}))
    assert driver.says(
        np.repeat(words, 2),
        lambda: int(told("messages")[1].get("microphone_audio_info refused", 0)) > 0,
        rate_hz=32_000,
    )
    driver.close()
    body.node.destroy_publisher(info)
    body.trigger("disarm")
