"""`expression_node`: what is felt and shown on face and head, and brows on accents."""

from kinesics_ros.nodes.thinker_node import ThinkerNode

__all__ = ["expression_node"]


def expression_node() -> ThinkerNode:
    """The node `expression`: its department of a body."""
    return ThinkerNode("expression")
