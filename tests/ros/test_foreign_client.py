"""A client of another DDS vendor, which knows nothing of rclpy, speaks with the node."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kinesics.rig.load import load_rig

pytest.importorskip("rclpy", reason="rclpy is not installed here; scripts/test --ros has it")
pytest.importorskip("cyclonedds", reason="cyclonedds is not installed; scripts/test --ros has it")


def namespaces():
    """Whether this user may have network namespaces."""
    try:
        return subprocess.run(["unshare", "-rn", "true"], check=False).returncode == 0
    except OSError:
        return False


@pytest.mark.skipif(not namespaces(), reason="needs unshare -rn: a network of its own")
def test_cyclonedds_commands_a_look_and_reads_joint_states():
    program = Path(__file__).with_name("foreign_client.py")
    command = ["timeout", "-s", "KILL", "90", "unshare", "-rn", sys.executable, str(program)]
    told = subprocess.run(command, check=False, capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
    names, before_rad, after_rad = json.loads(told.stdout.splitlines()[-1])
    assert tuple(names) == load_rig("humanoid").names
    assert after_rad > before_rad + 0.1
    assert after_rad > 0.2
