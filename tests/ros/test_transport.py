"""How nodes carry messages: where a process that is killed can hold nobody up."""

from pathlib import Path

import pytest

pytest.importorskip("rclpy", reason="rclpy is not installed here; scripts/test --ros has it")


@pytest.mark.parametrize("discovery", ["LOCALHOST", "SUBNET"])
def test_a_node_shares_no_memory_with_others_who_may_be_killed(
    domain, start, connect, monkeypatch, discovery
):
    """A lock that is left behind there holds up all who publish for a second (ros_nodes/README)."""
    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
    shared = "/dev/shm/fastrtps_"
    client = connect(domain)
    with start(domain, discovery=discovery) as process:
        assert client.state == "unconfigured"
        assert shared not in Path(f"/proc/{process.pid}/maps").read_text()
        assert shared in Path("/proc/self/maps").read_text()  # so it is by default
    client.close()
