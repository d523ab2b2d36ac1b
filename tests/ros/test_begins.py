"""A node that is told to end as soon as it says that it is there."""

import signal

import pytest

pytest.importorskip("rclpy", reason="rclpy is not installed here; scripts/test --ros has it")


def test_a_node_that_is_ended_while_it_begins_closes_and_ends_well(domain, start):
    with start(domain) as node:
        while "unconfigured" not in (line := node.stderr.readline()):
            assert line, "it ended, and said nothing"
        node.send_signal(signal.SIGTERM)
        assert node.wait(60) == 0
