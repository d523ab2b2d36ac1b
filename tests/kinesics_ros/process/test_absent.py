"""What a node does without is told of those alone that would have it."""

import pytest

from kinesics_ros.process.absent import RICHER, absent
from kinesics_ros.process.executables import NODES, TOGETHER


def nothing(name):
    """As where no package of interfaces is installed."""


@pytest.mark.parametrize("node", ["recorder_node", "sim_node", "bridge_node", "gaze_node"])
def test_a_node_that_has_nothing_besides_misses_nothing(node):
    assert node in NODES
    assert absent([node], nothing) == ""


def test_what_is_told_is_what_the_nodes_of_a_process_would_have():
    heard = absent(["perception_node"], nothing)
    assert heard == "not installed, so not there: audio_common_msgs (microphone_audio)"
    for nodes in (["body_node"], ["recorder_node", *TOGETHER["parts_node"]]):
        told = absent(nodes, nothing)
        assert all(f"{name} ({what})" in told for name, what in RICHER.items())
    assert absent(["body_node"], str) == ""
