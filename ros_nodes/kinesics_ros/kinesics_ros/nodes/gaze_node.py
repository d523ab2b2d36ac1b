"""`gaze_node`: where the robot looks, and when it blinks."""

from kinesics_ros.nodes.thinker_node import ThinkerNode

__all__ = ["gaze_node"]


def gaze_node() -> ThinkerNode:
    """The node `gaze`: its department of a body."""
    return ThinkerNode("gaze")
