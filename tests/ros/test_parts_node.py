"""parts_node: the mixer and all that think in one process, by one executor."""

import json
from array import array

import pytest

from kinesics.audio.speech_file import load_speech
from kinesics_app.demo import HELLO
from kinesics_ros.messages.audio import spell_out

pytest.importorskip("rclpy", reason="rclpy is not installed here; scripts/test --ros has it")

MINDS = ("speech", "expression", "gaze", "gesture")


def test_five_nodes_in_one_process_are_a_body_that_speaks(domain, start, connect, monkeypatch):
    from std_msgs.msg import MultiArrayDimension, UInt8MultiArray

    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
    slack = ("-p", "lead_ms:=300.0", "-p", "transport_ms:=1000.0")  # a test machine is not idle
    with start(domain, *slack, node="parts_node"):
        client = connect(domain)
        for name in (*MINDS, "body"):
            client.name = f"/{name}"
            assert client.change("configure")
            assert client.change("activate")
        client.wait(lambda: client.status["died"] == {})
        samples, rate_hz = load_speech(HELLO)
        message = UInt8MultiArray()
        message.layout.dim = [
            MultiArrayDimension(label=label, size=size, stride=stride)
            for label, size, stride in spell_out(rate_hz, rate_hz, id="hello")
        ]
        message.data = array("B", (samples[:rate_hz] * 32767).astype("<i2").tobytes())
        packets = client.keep("/packets", "std_msgs/String", depth=500)
        client.publisher("/speech", "std_msgs/UInt8MultiArray").publish(message)
        assert client.became("started", "hello")
        assert client.became("finished", "hello")

        def told():
            return {one["is"] for many in packets for one in json.loads(many.data)["packets"]}

        client.wait(lambda: told() >= {"Say", "Speech", "Prosody", "SpeechEnd"})
        tracks = client.status["tracks"]
        assert tracks["taken"] > 100
        assert tracks["refused"] == 0
        client.close()
