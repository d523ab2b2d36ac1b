"""`Beside`: nodes, `kinesics run` and a bare rclpy publisher at the same time, on one machine."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any

import rclpy
from lifecycle_msgs.msg import Transition
from lifecycle_msgs.srv import ChangeState
from std_msgs.msg import String

from kinesics.errors import BridgeError
from kinesics_ros.topics.qos import LATCHED

__all__ = ["RATE_HZ", "Beside", "bring_up", "small_rig"]

RATE_HZ = 100
"""Rows a second: one a tick."""
_STATES_TICKS = 4
"""Ticks from one joint state to the next: the firmware measures 25 times a second."""

_DOMAIN = "59"
_PATIENCE_S = 90.0
_WAY_BACK_S = 0.3  # a service that is ready is there to be asked; nothing tells of the way back
_JOINTS = "[[joints]]"

_BARE = """
import time
from array import array
import rclpy
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus, KeyValue
from sensor_msgs.msg import JointState
from std_msgs.msg import String
rclpy.init()
node = rclpy.create_node("bare")
rows = node.create_publisher(JointState, "bare/sent_rows", 1000)
joints = node.create_publisher(JointState, "bare/joint_states", 10)
status = node.create_publisher(String, "bare/status", 10)
diagnostics = node.create_publisher(DiagnosticArray, "bare/diagnostics", 10)
names = ["a_joint_name"] * {joints}
values = [KeyValue(key="a_counter", value="123")] * 12
statuses = [DiagnosticStatus(name="bare: robot", message="alive", values=values)] * 5
next_s, tick = time.monotonic(), 0
while True:
    next_s += 1.0 / {rate_hz}
    time.sleep(max(next_s - time.monotonic(), 0.0))
    rows.publish(JointState(name=names, position=array("d", bytes(8 * {joints}))))
    tick += 1
    if tick % {states_ticks} == 0:
        joints.publish(JointState(name=names, position=array("d", bytes(8 * {joints}))))
    if tick % {rate_hz} == 0:
        status.publish(String(data="x" * 600))
        diagnostics.publish(DiagnosticArray(status=statuses))
"""


class Beside:
    """Started within `with`; a robot that lives, and the two references."""

    def __init__(
        self, processes: Sequence[Sequence[str]], robot: str, joints: int, *, realtime: bool
    ) -> None:
        """`processes`: the executables of each; the robot's is the first of the first.

        `joints`: of the references; 0: none are started. `realtime`: robots go before all else.
        """
        self._processes, self._robot, self._joints = processes, robot, joints
        self._realtime = realtime
        self._ended = ExitStack()
        self._pids: dict[str, int] = {}
        self._told: dict[str, Any] = {}

    def __enter__(self) -> "Beside":
        with ExitStack() as ended:
            folder = Path(ended.enter_context(tempfile.TemporaryDirectory()))
            told = {
                "robot": self._robot,
                "tell_rows": "true",
                "black_box": "false",
                "realtime": str(self._realtime).lower(),
                "path": str(folder / "motion.mcap"),
            }
            parameters = [word for key, of in told.items() for word in ("-p", f"{key}:={of}")]
            for nodes in self._processes:
                quiet = ("--log-level", "warn")  # the report is read beside what they say
                words = ["-m", "kinesics_ros", *nodes, "--ros-args", *quiet, *parameters]
                self._start(ended, " ".join(nodes), words)
            if self._joints:
                run = ["run", "--robot", self._robot, "--socket", str(folder / "k.sock")]
                run += ["--no-sound", "--no-black-box", *(["--realtime"] if self._realtime else [])]
                self._start(ended, "run", ["-m", "kinesics_app", *run])
                bare = _BARE.format(
                    joints=self._joints, rate_hz=RATE_HZ, states_ticks=_STATES_TICKS
                )
                self._start(ended, "bare", ["-c", bare])
            self._meet(ended)
            nodes = [node for process in self._processes for node in process]
            for node in (*nodes[1:], nodes[0]):  # the robot last: what thinks for it is there
                bring_up(self._client, node)
            self._ended = ended.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.close()

    def shares(self, seconds: float) -> Mapping[str, float]:
        """Percent of a core of `nodes` together, `run` and `bare`, over so long."""
        before, begin_s = self._cpu_s(), time.monotonic()
        self.wait(seconds)
        took_s = time.monotonic() - begin_s
        spent = {name: (now - before[name]) / took_s for name, now in self._cpu_s().items()}
        nodes = sum(spent[" ".join(process)] for process in self._processes)
        return {"nodes": 100 * nodes, "run": 100 * spent["run"], "bare": 100 * spent["bare"]}

    def wait(self, seconds: float) -> None:
        """Let it live on."""
        end_s = time.monotonic() + seconds
        while (left_s := end_s - time.monotonic()) > 0:
            rclpy.spin_once(self._client, timeout_sec=min(left_s, 1.0))

    @property
    def status(self) -> Mapping[str, Any]:
        """As the robot's node told last."""
        return self._told

    def _start(self, ended: ExitStack, name: str, arguments: Sequence[str]) -> None:
        process = subprocess.Popen(
            [sys.executable, *arguments], env=environment(), stdout=subprocess.DEVNULL
        )
        ended.callback(process.wait)
        ended.callback(process.kill)  # callbacks run last first
        self._pids[name] = process.pid

    def _meet(self, ended: ExitStack) -> None:
        """Listen to the robot's node."""
        os.environ.update(environment())
        rclpy.init()
        ended.callback(rclpy.try_shutdown)
        self._client = rclpy.create_node("bench")
        ended.callback(self._client.destroy_node)
        self._client.create_subscription(
            String, "/body/status", lambda one: self._told.update(json.loads(one.data)), LATCHED
        )

    def _cpu_s(self) -> dict[str, float]:
        return {name: _cpu_s(pid) for name, pid in self._pids.items()}


def bring_up(asker: Any, executable: str) -> None:
    """Have the node that an executable is configured and active; `asker` is the node that asks.

    Raises:
        BridgeError: it refuses, or does not answer.
    """
    name = "body" if executable == "mixer_node" else executable.removesuffix("_node")
    change = asker.create_client(ChangeState, f"/{name}/change_state")
    for ident in (Transition.TRANSITION_CONFIGURE, Transition.TRANSITION_ACTIVATE):
        change.wait_for_service(_PATIENCE_S)
        time.sleep(_WAY_BACK_S)
        asked = change.call_async(ChangeState.Request(transition=Transition(id=ident)))
        rclpy.spin_until_future_complete(asker, asked, timeout_sec=_PATIENCE_S)
        if asked.result() is None or not asked.result().success:
            raise BridgeError(f"{name} refused transition {ident}; see its own output")


def small_rig(whole: Path, joints: int, folder: Path) -> Path:
    """A rig file of the first so many joints of another, without what needs the rest."""
    head, *tables = whole.read_text(encoding="utf-8").split(_JOINTS)
    path = folder / f"first_{joints}.toml"
    path.write_text(_JOINTS.join([head, *tables[:joints]]), encoding="utf-8")
    return path


def environment() -> dict[str, str]:
    """On this host alone, in a domain of its own."""
    own = {"ROS_DOMAIN_ID": _DOMAIN, "ROS_AUTOMATIC_DISCOVERY_RANGE": "LOCALHOST"}
    return {**os.environ, **own}


def _cpu_s(pid: int) -> float:
    """Processor time of a process so far, all threads [s]."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
