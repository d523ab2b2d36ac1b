"""Nodes on standard messages alone: no package of interfaces is installed, and the log says so."""

import json
import os
import signal

import pytest

from kinesics_ros.process.absent import RICHER

pytest.importorskip("rclpy", reason="rclpy is not installed here; scripts/test --ros has it")

NODES = "mixer_node speech_node expression_node gaze_node gesture_node recorder_node"
SLACK = ("-p", "lead_ms:=300.0", "-p", "transport_ms:=1000.0")


@pytest.fixture
def bare(monkeypatch):
    """An environment in which only the wheels' own packages are found."""
    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
    own = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    kept = [one for one in own if not any(os.path.isdir(f"{one}/{name}") for name in RICHER)]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(kept))


def kind_of(event):
    """The topic that it came by, and what became of it."""
    return event["intent"].rpartition("-")[0], event["event"]


def served(client):
    """Names of services that somebody serves, and of topics."""
    services = {name for name, _ in client.node.get_service_names_and_types()}
    return services, {name for name, _ in client.node.get_topic_names_and_types()}


def test_a_whole_body_works_on_standard_messages_and_tells_what_is_not_there(
    domain, start, connect, bare, tmp_path
):
    path = ("-p", f"path:={tmp_path / 'motion.mcap'}")
    with start(domain, *SLACK, *path, node=NODES) as process:
        client = connect(domain)
        for name in ("speech", "expression", "gaze", "gesture", "body", "recorder"):
            client.name = f"/{name}"
            assert client.change("configure")
            assert client.change("activate")
        client.name = "/body"
        client.wait(lambda: client.status["died"] == {})
        asked = {"kind": "nod", "id": "yes", "parameters": {"times": 1}}
        client.say("intent", json.dumps(asked))
        client.finished("yes")
        client.say("express", "happy")
        client.wait(lambda: ("express", "started") in {kind_of(one) for one in client.events})
        assert client.trigger("stop")[0]
        client.wait(lambda: client.status["state"] == "STOPPED")
        services, topics = served(client)
        assert "/disarm" in services
        assert "/set_persona" not in services
        assert not any("_action" in name for name in services)
        richer = ("/track", "/expression", "/facs", "/intents", "/speech_audio", "/tf")
        assert not topics & {*richer}
        client.close()
        process.send_signal(signal.SIGTERM)
        process.wait(60)
        log = process.stderr.read()
    for name, what in RICHER.items():
        assert f"{name} ({what})" in log
    assert log.count("not installed, so not there") == 1
