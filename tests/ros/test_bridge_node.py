"""bridge_node on a serial port, told by a mixer that is this test: it follows and outlives it."""

import json
import subprocess
import sys
import time
from contextlib import contextmanager

import numpy as np
import pytest

from kinesics.motion.frame import Frame
from kinesics.rig.load import load_rig
from kinesics_app.afar.orders import Orders
from kinesics_app.afar.row_desk import Rows
from kinesics_ros.clock.clock_map import ClockMap

pytest.importorskip("rclpy", reason="rclpy is not installed here; scripts/test --ros has it")

RIG = load_rig("humanoid")
LEAD_NS = 200_000_000


@contextmanager
def twin():
    """The twin as a process; its port."""
    command = [sys.executable, "-m", "kinesics_app", "twin", "--pty", "--robot", "humanoid"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield process.stdout.readline().strip()
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


class Mixer:
    """Rows of one pose, and orders."""

    def __init__(self, client, mark):
        self._client = client
        self._origin = f"mixer:{mark}"
        self._clocks = ClockMap(time.time_ns)
        self._orders = Orders()
        self._number = 0
        self._rows = client.publisher("/rows", "trajectory_msgs/JointTrajectory")
        self._told = client.publisher("/orders", "std_msgs/String")
        self._words = client.keep("/link", "std_msgs/String", depth=50)
        self._pose = None
        self.word = {}

    def give(self, *kinds):
        for kind in kinds:
            self._orders.give(kind, time.monotonic_ns())

    def until(self, state, *, rows=True, timeout_s=60.0):
        """Stream the pose that was measured, until the robot is so."""
        self._stream(lambda: self.word.get("state") == state, rows=rows, timeout_s=timeout_s)

    def until_said(self, finding, beginning):
        """Stream until a diagnosis of the bridge begins so."""
        told = self._client.keep("/diagnostics", "diagnostic_msgs/DiagnosticArray")

        def is_said():
            said = {one.name: one.message for array in told for one in array.status}
            return said.get(f"bridge: {finding}", "").startswith(beginning)

        self._stream(is_said, rows=True, timeout_s=60.0)

    def _stream(self, condition, *, rows, timeout_s):
        end_s = time.monotonic() + timeout_s
        while not condition():
            assert time.monotonic() < end_s, self.word.get("state")
            self._client.pause(0.02)
            self._listen()
            if rows:
                self._send()

    def _listen(self):
        for one in self._words:
            self.word = json.loads(one.data)["word"]
            if self.word["telemetry"] is not None:
                self._pose = np.array(self.word["telemetry"]["measured"])
        self._words.clear()

    def _send(self):
        from std_msgs.msg import String
        from trajectory_msgs.msg import JointTrajectory, JointTrajectoryPoint

        from kinesics_ros.messages.row import spell_orders, spell_rows, stamp_into

        self._number += 1
        orders = Rows(self._origin, self._number, (), self._orders.told)
        self._told.publish(String(data=spell_orders(orders, self._clocks)))
        if self._pose is None:
            return
        first_ns = time.monotonic_ns() + LEAD_NS
        frames = [Frame(first_ns + k * 10_000_000, self._pose) for k in range(8)]
        head, stamp_ns, points = spell_rows(Rows(self._origin, self._number, frames), self._clocks)
        message = JointTrajectory(joint_names=RIG.names)
        message.header.frame_id = head
        stamp_into(message.header.stamp, stamp_ns)
        for after_ns, positions in points:
            point = JointTrajectoryPoint(positions=positions)
            stamp_into(point.time_from_start, after_ns)
            message.points.append(point)
        self._rows.publish(message)


@pytest.fixture
def client(domain, connect, monkeypatch):
    """Another program; it asks bridge_node for transitions."""
    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
    one = connect(domain)
    one.name = "/bridge"
    yield one
    one.close()


def test_a_robot_on_a_port_follows_a_mixer_elsewhere_and_outlives_it(domain, start, client):
    with twin() as port, start(domain, "-p", f"device:={port}", node="bridge_node"):
        joints = client.keep("/joint_states", "sensor_msgs/JointState")
        assert client.change("configure")
        mixer = Mixer(client, "first")
        mixer.until("DISARMED")
        client.wait(lambda: joints)
        assert tuple(joints[-1].name) == RIG.names
        mixer.give("arm")
        mixer.until("ACTIVE")
        mixer.until_said("robot", "torque is on, it follows rows; the firmware is in state ACTIVE")
        mixer.until_said("motion", "as rows come from its mixer")
        mixer.until("STARVED", rows=False)  # it holds
        mixer.until("DISARMED", rows=False)  # and was led home
        found = client.diagnostics
        level, said = found.get("rows", (None, found))
        assert level == 2, said
        assert said.startswith("the mixer is lost: not heard for ")
        assert said.endswith("the robot is parked")
        other = Mixer(client, "second")
        other.until("DISARMED")
        other.give("arm")
        other.until("ACTIVE")
        other.until_said("rows", "none refused")
        told = client.keep("/diagnostics", "diagnostic_msgs/DiagnosticArray")
        client.wait(lambda: told)
        (rows,) = [one for one in told[-1].status if one.name == "bridge: rows"]
        assert rows.level == b"\0"
        assert {one.key: one.value for one in rows.values}["mixer lost"] == "1"


def test_it_heeds_stop_by_itself_and_lets_go_of_a_robot_that_it_finds(domain, start, client):
    from std_msgs.msg import Empty

    with twin() as port:
        with start(domain, "-p", f"device:={port}", node="bridge_node") as node:
            assert client.change("configure")
            mixer = Mixer(client, "first")
            mixer.until("DISARMED")
            mixer.give("arm")
            mixer.until("ACTIVE")
            client.publisher("/stop", "std_msgs/Empty").publish(Empty())
            mixer.until("STOPPED")
            mixer.until_said("robot", "torque is on, STOP is latched")
            mixer.give("clear_stop", "disarm")
            mixer.until("DISARMED")
            mixer.give("arm")
            mixer.until("ACTIVE")
            told = client.keep("/bridge/status", "std_msgs/String")
            node.kill()
            node.wait()
        with start(domain, "-p", f"device:={port}", node="bridge_node"):
            client.wait(lambda: told and "unconfigured" in told[-1].data)
            client.pause(1.0)  # what was killed still answers for 20 s, so DDS thinks
            assert client.change("configure")
            mixer.word = {}
            mixer.until("DISARMED")
