"""Networks of their own: a client of another DDS vendor, and two hosts whose cable is cut."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kinesics.rig.load import load_rig

pytest.importorskip("rclpy", reason="rclpy is not installed here; scripts/test --ros has it")


def namespaces():
    """Whether this user may have network namespaces."""
    try:
        return subprocess.run(["unshare", "-rn", "true"], check=False).returncode == 0
    except OSError:
        return False


pytestmark = pytest.mark.skipif(not namespaces(), reason="needs unshare -rn and ip")


def told_by(program):
    """The last line that a program of this folder prints in a network of its own, as JSON."""
    path = Path(__file__).with_name(program)
    command = ["timeout", "-s", "KILL", "100", "unshare", "-rn", sys.executable, str(path)]
    told = subprocess.run(command, check=False, capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout.splitlines()[-1])


def test_cyclonedds_commands_a_look_and_reads_joint_states():
    pytest.importorskip(
        "cyclonedds", reason="cyclonedds is not installed; scripts/test --ros has it"
    )
    names, before_rad, after_rad = told_by("foreign_client.py")
    assert tuple(names) == load_rig("humanoid").names
    assert after_rad > before_rad + 0.1
    assert after_rad > 0.2


def test_a_cable_that_is_cut_for_three_seconds_costs_the_other_host_no_more():
    found = told_by("two_hosts.py")
    assert found["before"] > 3
    assert found["during"] == 0
    assert found["after_s"][0] < 2.0
    assert found["status"]["lifecycle"] == "active"
    assert found["status"]["state"] in ("ACTIVE", "STARVED")
    assert found["status"]["died"] == {}
