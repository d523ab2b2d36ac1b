"""body_node on a serial port: the twin behind a wire that is bad, as hil.launch.py makes it."""

import ast
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

pytest.importorskip("rclpy", reason="rclpy is not installed here; scripts/test --ros has it")

LAUNCH = Path(__file__).parents[2] / "ros_nodes/kinesics_ros/launch/hil.launch.py"


def constant(name):
    for node in ast.parse(LAUNCH.read_text()).body:
        if isinstance(node, ast.Assign) and node.targets[0].id == name:
            return ast.literal_eval(node.value)
    raise AssertionError(name)


@contextmanager
def wire(link, **words):
    """The shell's line of the launch file, with these words."""
    given = {"robot": "humanoid", "link": str(link), **words}
    arguments = [given[name] for name in constant("WORDS")]
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    process = subprocess.Popen(
        ["sh", "-c", constant("WIRE"), *arguments],
        env={**os.environ, "PATH": path},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def test_a_robot_behind_a_bad_wire_lives_and_the_loss_of_it_is_told(
    tmp_path, domain, start, connect, monkeypatch
):
    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
    link = tmp_path / "robot"
    bad = {"drop": "0.01", "corrupt": "0.01", "unplug_every_s": "0"}
    with start(domain, "-p", f"device:={link}") as node:
        client = connect(domain)
        assert not client.change("configure")  # nothing is plugged in yet
        assert str(link) in client.status["refusal"]
        with wire(link, **bad):
            client.wait(link.is_symlink)
            client.bring("active")
            client.say("express", "happy")
            client.became("started")
            assert client.diagnostics["link"][0] < 2
        client.wait(lambda: client.diagnostics["robot"][0] == 2)
        assert "has no effect" in client.diagnostics["robot"][1]
        assert node.poll() is None
        assert client.trigger("stop")[0]
        assert not client.change("deactivate")  # nothing is there that could be led anywhere
        client.wait(lambda: client.state == "unconfigured")
        assert "led nowhere" in client.status["refusal"]
        client.close()
