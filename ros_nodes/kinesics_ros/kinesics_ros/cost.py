"""`python -m kinesics_ros.cost`: what ROS adds to a living robot, against a bare rclpy publisher.

Three processes at the same time on one machine, so that its load tells alike on all: body_node,
`kinesics run` with the same twin, and rclpy alone that publishes the same JointState as often.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from kinesics.rig.load import load_rig

__all__ = ["main"]

_DOMAIN = "59"
_RATE_HZ = 50
_WARM_S = 20.0
_ROUND_S = 15.0
_ROUNDS = 4

_BARE = """
import time
from array import array
import rclpy
from sensor_msgs.msg import JointState
rclpy.init()
publisher = rclpy.create_node("bare").create_publisher(JointState, "bare_joint_states", 10)
names, zeros = ["a_joint_name"] * {joints}, array("d", [0.0] * {joints})
next_s = time.monotonic()
while True:
    next_s += 1.0 / {rate_hz}
    time.sleep(max(next_s - time.monotonic(), 0.0))
    publisher.publish(JointState(name=names, position=zeros))
"""

_BRING = """
import sys, time
import rclpy
from lifecycle_msgs.msg import Transition
from lifecycle_msgs.srv import ChangeState
rclpy.init()
node = rclpy.create_node("bring")
client = node.create_client(ChangeState, "/body/change_state")
client.wait_for_service(60.0)
for transition in (Transition.TRANSITION_CONFIGURE, Transition.TRANSITION_ACTIVATE):
    asked = client.call_async(ChangeState.Request(transition=Transition(id=transition)))
    rclpy.spin_until_future_complete(node, asked, timeout_sec=90.0)
    if asked.result() is None or not asked.result().success:
        sys.exit(1)
"""


def main() -> None:
    """Print each round, in percent of a core, and the medians."""
    joints = len(load_rig("humanoid").joints)
    bare = _BARE.format(joints=joints, rate_hz=_RATE_HZ)
    environment = {
        **os.environ,
        "ROS_DOMAIN_ID": _DOMAIN,
        "ROS_AUTOMATIC_DISCOVERY_RANGE": "LOCALHOST",
    }
    with ExitStack() as ended, tempfile.TemporaryDirectory() as folder:

        def start(*arguments: str) -> int:
            command = [sys.executable, *arguments]
            process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
            ended.callback(process.wait)
            ended.callback(process.kill)  # callbacks run last first
            return process.pid

        pids = (
            start("-m", "kinesics_ros", "body_node"),
            start("-m", "kinesics_app", "run", "--socket", str(Path(folder) / "k.sock")),
            start("-c", bare),
        )
        subprocess.run([sys.executable, "-c", _BRING], env=environment, check=True, timeout=240)
        time.sleep(_WARM_S)
        rounds = [_round(pids) for _ in range(_ROUNDS)]
        _tell(joints, rounds)


def _round(pids: Sequence[int]) -> list[float]:
    before, begin_s = [_cpu_s(pid) for pid in pids], time.monotonic()
    time.sleep(_ROUND_S)
    took_s = time.monotonic() - begin_s
    shares = [(_cpu_s(pid) - had) / took_s * 100.0 for pid, had in zip(pids, before, strict=True)]
    body, run, bare = shares
    load = os.getloadavg()[0]
    sys.stdout.write(f"body_node {body:5.1f}  run {run:5.1f}  bare {bare:5.1f}  load {load:.1f}\n")
    sys.stdout.flush()
    return shares


def _tell(joints: int, rounds: Sequence[Sequence[float]]) -> None:
    body, run, bare = (median(column) for column in zip(*rounds, strict=True))
    added = median(one[0] - one[1] for one in rounds)
    sys.stdout.write(
        f"median, % of a core, {joints} joints at {_RATE_HZ} Hz: body_node {body:.1f}; ROS "
        f"adds {added:.1f} to `kinesics run` ({run:.1f}); bare publisher {bare:.1f}, ratio "
        f"{added / bare:.2f}\n"
    )


def _cpu_s(pid: int) -> float:
    """Processor time of a process so far, all threads [s]."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
