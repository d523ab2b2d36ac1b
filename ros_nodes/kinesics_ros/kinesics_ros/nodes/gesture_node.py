"""`gesture_node`: arms, head and torso in time with speech; breath and stance."""

from kinesics_ros.nodes.thinker_node import ThinkerNode

__all__ = ["gesture_node"]


def gesture_node() -> ThinkerNode:
    """The node `gesture`: its department of a body."""
    return ThinkerNode("gesture")
