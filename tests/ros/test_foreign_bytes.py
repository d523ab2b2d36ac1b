"""Bytes of strangers, over DDS, to all that nodes listen to: none ends one, none moves it.

What is no message of its type is dropped by the middleware, or counted by the node; what is one by
chance is refused as any other that means nothing. So it is with requests of services and actions.
"""

import json
import random
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from foreign_bytes import bytes_for, heard

pytest.importorskip("rclpy", reason="rclpy is not installed here; scripts/test --ros has it")

from kinesics_ros.bench.cut.network import lonely, missing

EACH = 30
"""Of each kind of bytes, on each topic."""
MINDS = ("speech", "expression", "gaze", "gesture")
SEED = 20


def throw(client, node, sparing=()):
    """All of them at a node, on each of its topics but some; the topics."""
    from rclpy.impl.implementation_singleton import rclpy_implementation
    from rclpy.qos import DurabilityPolicy, QoSProfile
    from ros_client import message_type

    error = rclpy_implementation.RCLError

    rng, topics = random.Random(SEED), []
    heard_by_all = QoSProfile(depth=10, durability=DurabilityPolicy.TRANSIENT_LOCAL)
    client.wait(lambda: client.node.get_subscriber_names_and_types_by_node(node, "/"))
    for topic, (type_name,) in client.node.get_subscriber_names_and_types_by_node(node, "/"):
        if topic in sparing:
            continue
        kind = message_type(type_name.replace("/msg/", "/"))
        stranger = client.node.create_publisher(kind, topic, heard_by_all)
        client.wait(stranger.get_subscription_count)
        sent = 0
        for data in bytes_for(kind, rng, EACH):
            with suppress(error):  # more than a type of a bounded size can have
                stranger.publish(data)
                sent += 1
            time.sleep(0.002)
        assert sent > EACH
        client.node.destroy_publisher(stranger)
        topics.append(topic)
    return topics


@pytest.fixture
def client(domain, connect, monkeypatch):
    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
    one = connect(domain)
    yield one
    one.close()


def lead(client, *names):
    for name in names:
        client.name = f"/{name}"
        assert client.change("configure")
        assert client.change("activate")


def lives(client, process, said):
    """It goes on as if nothing had come."""
    assert process.poll() is None, "".join(said)
    assert not any("Traceback" in line for line in said), "".join(said)
    assert client.status["state"] in ("ACTIVE", "STARVED")
    assert client.status["died"] == {}
    asked = {"kind": "express", "id": "afterwards", "parameters": {"text": "happy"}}
    client.say("intent", json.dumps(asked))
    client.became("started", "afterwards")


def test_of_bytes_on_any_topic_none_ends_a_body(domain, start, client, kept_twin):
    with start(domain, "-p", f"device:={kept_twin.port}") as process, heard(process) as said:
        lead(client, "body")
        topics = throw(client, "body", sparing=("/stop",))
        assert {"/express", "/joint_trajectory", "/speech_stream", "/clock_probe"} <= {*topics}
        client.forget()
        lives(client, process, said)
        counts = client.counts("messages")
        assert counts["joint_trajectory refused"] > 0
        throw(client, "body", sparing=topics)  # a message without fields is any bytes: it stops
        client.wait(lambda: client.status["state"] == "STOPPED")
        assert client.trigger("disarm")[0]
    assert max(kept_twin.told("end")["use"].values()) <= 1.0


def test_of_bytes_between_the_parts_of_a_body_none_ends_one(domain, start, client, kept_twin):
    slack = ("-p", "lead_ms:=300.0", "-p", "transport_ms:=1000.0")  # a test machine is not idle
    port = ("-p", f"device:={kept_twin.port}")
    with (
        start(domain, "-p", "device:=topics", *slack, node="parts_node perception_node") as parts,
        start(domain, *port, node="bridge_node") as bridge,
        heard(parts) as said,
        heard(bridge) as told,
    ):
        lead(client, "bridge", *MINDS, "perception", "body")
        known = set()
        for node in ("bridge", *MINDS, "perception", "body"):
            known |= {*throw(client, node, sparing=(*known, "/stop"))}
        assert {"/rows", "/orders", "/link", "/tracks", "/packets", "/utterances"} <= known
        client.forget()
        assert bridge.poll() is None, "".join(told)
        lives(client, parts, said)
        counted = client.status
        assert counted["tracks"]["refused"] > 0
        assert counted["packets"]["refused"] > 0
    assert max(kept_twin.told("end")["use"].values()) <= 1.0


@pytest.mark.skipif(missing() != "", reason=missing())
def test_of_bytes_as_requests_of_services_and_actions_none_ends_a_body():
    """A client of another vendor sends them: rclpy sends no request that is none."""
    pytest.importorskip(
        "cyclonedds", reason="cyclonedds is not installed; scripts/test --ros has it"
    )
    program = Path(__file__).with_name("foreign_requests.py")
    command = ["timeout", "-s", "KILL", "260", *lonely(sys.executable, str(program))]
    ran = subprocess.run(command, check=False, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout.splitlines()[-1])
    assert {"/body/get_state", "/body/set_parameters"} <= {*told["sent"]}
    assert min(told["sent"].values()) > 20
    assert told["ended"] is None, told["said"]
    assert "Traceback" not in told["said"], told["said"]
    assert told["lives"] in ("ACTIVE", "STARVED")
    assert told["afterwards"] == "started"
