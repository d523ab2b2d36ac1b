"""`python -m kinesics_ros.demo FILE`: body_node speaks and greets; its recording is judged."""

import json
import subprocess
import sys
import time
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import rclpy
from lifecycle_msgs.msg import Transition
from lifecycle_msgs.srv import ChangeState
from mcap.reader import make_reader
from rclpy.action import ActionClient
from rclpy.serialization import deserialize_message
from rclpy.time import Time
from sensor_msgs.msg import JointState
from std_msgs.msg import MultiArrayDimension, String, UInt8MultiArray

from kinesics.audio.speech_file import load_speech
from kinesics_app.demo import HELLO
from kinesics_ros.messages.audio import spell_out

__all__ = ["main"]

_PATIENCE_S = 30.0
_AFTERWARDS_S = 1.0
_TOPICS = (
    *("/body/events", "/body/status", "/diagnostics", "/joint_states", "/robot_description"),
    "/sent_rows",
)
_MOVING = ("jaw", "right_elbow")  # by the sentence, by the greeting
_MOVED_RAD = 0.05


@contextmanager
def _running(name: str, *arguments: str) -> Iterator[None]:
    """A node as a process, which ends with its robot parked."""
    command = [sys.executable, "-m", "kinesics_ros", name, "--ros-args", *arguments]
    process = subprocess.Popen(command)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(_PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class _Planner:
    """The other program."""

    def __init__(self) -> None:
        rclpy.init()
        self.node = rclpy.create_node("demo_planner")
        self.events: list[str] = []
        self.node.create_subscription(
            String, "/body/events", lambda one: self.events.append(one.data), 50
        )

    def wait(self, condition: Callable[[], Any], what: str) -> None:
        end_s = time.monotonic() + _PATIENCE_S
        while not condition():
            if time.monotonic() > end_s:
                sys.exit(f"ros-demo: {what} did not come within {_PATIENCE_S:g} s")
            rclpy.spin_once(self.node, timeout_sec=0.05)

    def change(self, node: str, transition: int) -> None:
        client = self.node.create_client(ChangeState, f"/{node}/change_state")
        self.wait(client.service_is_ready, f"/{node}")
        future = client.call_async(ChangeState.Request(transition=Transition(id=transition)))
        self.wait(future.done, f"an answer of /{node}")
        if not future.result().success:
            sys.exit(f"ros-demo: /{node} refused transition {transition}; see its output above")

    def say(self, samples: Any, rate_hz: int) -> None:
        message = UInt8MultiArray()
        message.layout.dim = [
            MultiArrayDimension(label=label, size=size, stride=stride)
            for label, size, stride in spell_out(len(samples), rate_hz, id="hello")
        ]
        message.data = array("B", (samples * 32767).astype("<i2").tobytes())
        publisher = self.node.create_publisher(UInt8MultiArray, "/speech", 10)
        self.wait(publisher.get_subscription_count, "a subscriber of /speech")
        publisher.publish(message)

    def greet(self) -> str:
        """By an action, if the interfaces are built: what became of it."""
        try:
            from kinesics_interfaces.action import PerformGesture
        except ImportError:
            return "left out: kinesics_interfaces is not built"
        client = ActionClient(self.node, PerformGesture, "/perform_gesture")
        self.wait(client.server_is_ready, "the action perform_gesture")
        asked = client.send_goal_async(PerformGesture.Goal(concept="greet"))
        self.wait(asked.done, "an answer of perform_gesture")
        told = asked.result().get_result_async()
        self.wait(told.done, "the end of the gesture")
        result = told.result().result
        if result.state != "finished":
            sys.exit(f"ros-demo: the gesture was {result.state}: {result.reason}")
        return str(result.state)


def main() -> None:
    """Say the shipped sentence, greet, and tell what was recorded; exit code 1: not as it was."""
    path = Path(sys.argv[1])
    if path.exists():  # the recorder would keep it, and write another
        sys.exit(f"ros-demo: {path} is there; wanted a name that is free")
    planner = _Planner()
    with ExitStack() as nodes:
        nodes.enter_context(_running("recorder_node", "-p", f"path:={path}"))
        nodes.enter_context(_running("body_node", "-p", "tell_rows:=true"))
        for node in ("recorder", "body"):
            planner.change(node, Transition.TRANSITION_CONFIGURE)
            planner.change(node, Transition.TRANSITION_ACTIVATE)
        samples, rate_hz = load_speech(HELLO)
        planner.say(samples, rate_hz)
        planner.wait(
            lambda: any('"hello"' in one and "finished" in one for one in planner.events),
            "the end of the sentence",
        )
        greeted = planner.greet()
        end_s = time.monotonic() + _AFTERWARDS_S
        planner.wait(lambda: time.monotonic() > end_s, "a second")
        planner.change("recorder", Transition.TRANSITION_DEACTIVATE)
    rclpy.try_shutdown()
    sys.stdout.writelines(f"{told}\n" for told in _said(planner.events))
    sys.stdout.write(f"greeting by perform_gesture: {greeted}\n")
    complaints = _judge(path, _MOVING[: 1 if "left out" in greeted else None])
    if complaints:
        sys.exit("ros-demo: " + "; ".join(complaints))
    sys.stdout.write(f"{path}: checked; `kinesics replay {path}` sends its rows again\n")


def _judge(path: Path, moving: Sequence[str]) -> list[str]:
    """What is wrong with a recording, whose topics with their rates are told."""
    counts: Counter[str] = Counter()
    times_ns: list[int] = []
    dates_ns: list[int] = []
    ways: dict[str, list[float]] = {name: [] for name in moving}
    events = ""
    with path.open("rb") as file:
        for _, channel, message in make_reader(file).iter_messages():
            counts[channel.topic] += 1
            times_ns.append(message.log_time)
            if channel.topic == "/joint_states":
                state = deserialize_message(message.data, JointState)
                dates_ns.append(Time.from_msg(state.header.stamp).nanoseconds)
                for name, way in ways.items():
                    way.append(state.position[state.name.index(name)])
            elif channel.topic == "/body/events":
                events += deserialize_message(message.data, String).data
    lasted_s = (max(times_ns, default=0) - min(times_ns, default=0)) * 1e-9
    for topic, count in sorted(counts.items()):
        sys.stdout.write(f"{topic:24} {count:6} messages {count / lasted_s:7.1f} Hz\n")
    sys.stdout.write(f"{lasted_s:.1f} s\n")
    missing = [f"no {topic} in it" for topic in _TOPICS if not counts[topic]]
    for name, way in ways.items():
        sys.stdout.write(f"{name} moved {_spread(way):.2f} rad\n")
    still = [f"{name} did not move" for name, way in ways.items() if _spread(way) < _MOVED_RAD]
    backwards = any(after <= before for before, after in pairwise(dates_ns))
    untold = [] if '"hello"' in events and "finished" in events else ["no event of the sentence"]
    return [*missing, *still, *untold, *(["joint states out of order"] if backwards else [])]


def _said(events: Sequence[str]) -> list[str]:
    """What became of the sentence, each with when that was after the first."""
    told = [one for one in map(json.loads, events) if one["intent"] == "hello"]
    return [
        f"the sentence: {one['event']} at {one['stamp'] - told[0]['stamp']:.2f} s" for one in told
    ]


def _spread(way: Sequence[float]) -> float:
    return max(way, default=0.0) - min(way, default=0.0)


if __name__ == "__main__":
    main()
