"""Nodes that are begun with `autostart`, as launch files have it: nobody asks them for anything."""

import json
from contextlib import ExitStack

import pytest

pytest.importorskip("rclpy", reason="rclpy is not installed here; scripts/test --ros has it")

BY_ITSELF = ("-p", "autostart:=true")
MIXED = "mixer_node speech_node expression_node gesture_node"


def set_parameter(client, name, value):
    from rcl_interfaces.srv import SetParameters
    from rclpy.parameter import Parameter

    asked = [Parameter(name, value=value).to_parameter_msg()]
    return client.call(SetParameters, f"{client.name}/set_parameters", parameters=asked).results[0]


def test_what_thinks_comes_back_after_a_hard_kill_and_nobody_asks(
    domain, start, connect, monkeypatch
):
    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
    client = connect(domain)
    told = {
        name: client.keep(f"/{name}/status", "std_msgs/String", latched=True)
        for name in ("sim", "body", "gaze")
    }

    def last(name, key):
        return json.loads(told[name][-1].data).get(key) if told[name] else None

    with ExitStack() as running:
        slack = ("-p", "lead_ms:=300.0", "-p", "transport_ms:=1000.0")  # a test machine is not idle

        def begin(*arguments, node):
            return running.enter_context(start(domain, *BY_ITSELF, *arguments, node=node))

        begin(node="sim_node")
        begin("-p", "body:device:=topics", *slack, node=MIXED)
        gaze = begin(*slack, node="gaze_node")
        for name in told:
            client.wait(lambda name=name: last(name, "lifecycle") == "active")
        client.wait(lambda: last("body", "state") == "ACTIVE" and last("body", "died") == {})
        gaze.kill()
        gaze.wait()
        client.wait(lambda: "gaze" in last("body", "died"))
        told["gaze"].clear()
        begin(*slack, node="gaze_node")  # as launch does, while the one before is still known
        client.wait(lambda: last("gaze", "lifecycle") == "active")
        client.wait(lambda: last("body", "died") == {})
        assert last("gaze", "refusal") == ""
    client.close()


def test_what_cannot_be_is_told_and_not_tried_again(domain, start, connect, tmp_path, monkeypatch):
    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
    with start(domain, *BY_ITSELF, "-p", f"device:={tmp_path / 'port'}") as node:
        client = connect(domain)
        told = client.keep("/body/status", "std_msgs/String", latched=True)
        client.wait(lambda: told and json.loads(told[-1].data)["refusal"])
        assert json.loads(told[-1].data)["refusal"].startswith("configure: ")
        assert client.state == "unconfigured"
        assert set_parameter(client, "device", "twin").successful
        client.pause(3.0)
        assert client.state == "unconfigured"
        assert not set_parameter(client, "autostart", False).successful
        assert client.change("configure")
        assert node.poll() is None
        client.close()
