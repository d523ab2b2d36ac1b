"""The executables: each begins one node, and says what is wrong where rclpy or kinesics is not."""

import sys
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from kinesics_ros.process.absent import absent

__all__ = [
    "NODES",
    "TOGETHER",
    "begin",
    "body_node",
    "bridge_node",
    "expression_node",
    "gaze_node",
    "gesture_node",
    "mixer_node",
    "parts_node",
    "perception_node",
    "recorder_node",
    "sim_node",
    "speech_node",
]

NODES = {
    "body_node": "BodyNode",
    "recorder_node": "RecorderNode",
    "mixer_node": "MixerNode",
    "speech_node": "SpeechNode",
    "expression_node": "expression_node",
    "gaze_node": "gaze_node",
    "gesture_node": "gesture_node",
    "perception_node": "PerceptionNode",
    "bridge_node": "bridge_node",
    "sim_node": "sim_node",
}
"""What makes a node, by module and executable."""

TOGETHER = {
    "parts_node": ("mixer_node", "speech_node", "expression_node", "gaze_node", "gesture_node")
}
"""Executables that are several nodes in one process."""

_NO_ROS = """\
kinesics: rclpy is not there ({}).
On x86-64, for development: pip install -e '.[ros]' in a virtual environment of its own.
On a robot: source /opt/ros/DISTRIBUTION/setup.sh, make a virtual environment with
--system-site-packages, and install kinesics there without [ros]. See ros_nodes/README.md."""

_NO_KINESICS = """\
kinesics is not there for {}, which whoever built this program has written into it.
Build it by the Python that kinesics is installed in, as a colcon of the system does not by itself:
  . VENV/bin/activate && python "$(command -v colcon)" build --base-paths ros_nodes
See ros_nodes/README.md."""


def begin(*names: str) -> None:
    """Run nodes, by one executor in this process, until it is ended; arguments are those of ROS."""
    if find_spec("kinesics") is None:
        sys.exit(_NO_KINESICS.format(sys.executable))
    try:
        spin: Any = import_module("kinesics_ros.process.spin")
        each = [one for name in names for one in TOGETHER.get(name, (name,))]
        makes = [getattr(import_module(f"kinesics_ros.nodes.{one}"), NODES[one]) for one in each]
    except ImportError as error:
        if (error.name or "").startswith("kinesics"):
            raise
        sys.exit(_NO_ROS.format(error))
    sys.exit(spin.spin(makes, absent(each)))


def body_node() -> None:
    """`ros2 run kinesics_ros body_node`."""
    begin("body_node")


def mixer_node() -> None:
    """`ros2 run kinesics_ros mixer_node`."""
    begin("mixer_node")


def speech_node() -> None:
    """`ros2 run kinesics_ros speech_node`."""
    begin("speech_node")


def expression_node() -> None:
    """`ros2 run kinesics_ros expression_node`."""
    begin("expression_node")


def gaze_node() -> None:
    """`ros2 run kinesics_ros gaze_node`."""
    begin("gaze_node")


def gesture_node() -> None:
    """`ros2 run kinesics_ros gesture_node`."""
    begin("gesture_node")


def perception_node() -> None:
    """`ros2 run kinesics_ros perception_node`."""
    begin("perception_node")


def bridge_node() -> None:
    """`ros2 run kinesics_ros bridge_node`."""
    begin("bridge_node")


def sim_node() -> None:
    """`ros2 run kinesics_ros sim_node`."""
    begin("sim_node")


def parts_node() -> None:
    """`ros2 run kinesics_ros parts_node`: the mixer and all that think, in one process."""
    begin("parts_node")


def recorder_node() -> None:
    """`ros2 run kinesics_ros recorder_node`."""
    begin("recorder_node")
