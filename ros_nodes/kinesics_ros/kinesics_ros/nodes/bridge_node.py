"""`bridge_node`: the robot's serial port, or its buses, for a mixer that is another node.

ros2 run kinesics_ros bridge_node --ros-args -p robot:=my_robot.toml -p device:=/dev/ttyACM0
"""

from kinesics_ros.nodes.relay_node import RelayNode
from kinesics_ros.parameters.known import HOLDING

__all__ = ["bridge_node"]


def bridge_node() -> RelayNode:
    """The node `bridge`."""
    return RelayNode("bridge", HOLDING)
