"""The executables: each begins one node, and says where rclpy comes from if it is not there."""

import sys
from importlib import import_module
from typing import Any

__all__ = ["NODES", "begin", "body_node", "recorder_node"]

NODES = {"body_node": "BodyNode", "recorder_node": "RecorderNode"}
"""Class by module and executable."""

_NO_ROS = """\
kinesics: rclpy is not there ({}).
On x86-64, for development: pip install -e '.[ros]' in a virtual environment of its own.
On a robot: source /opt/ros/DISTRIBUTION/setup.sh, make a virtual environment with
--system-site-packages, and install kinesics there without [ros]. See ros_nodes/README.md."""


def begin(name: str) -> None:
    """Run the node of an executable until it is ended; its arguments are those of ROS."""
    try:
        spin: Any = import_module("kinesics_ros.spin")
        node: Any = import_module(f"kinesics_ros.{name}")
    except ImportError as error:
        if (error.name or "").startswith("kinesics"):
            raise
        sys.exit(_NO_ROS.format(error))
    sys.exit(spin.spin(getattr(node, NODES[name])))


def body_node() -> None:
    """`ros2 run kinesics_ros body_node`."""
    begin("body_node")


def recorder_node() -> None:
    """`ros2 run kinesics_ros recorder_node`."""
    begin("recorder_node")
