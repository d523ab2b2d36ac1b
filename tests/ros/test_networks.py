"""Networks of their own: a client of another DDS vendor, and two hosts whose cable is cut."""

import json
import statistics
import subprocess
import sys
from pathlib import Path

import numpy as np
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


def told_by(program, *arguments):
    """The last line that a program of this folder prints in a network of its own, as JSON."""
    path = Path(__file__).with_name(program)
    python = [sys.executable, str(path), *arguments]
    command = ["timeout", "-s", "KILL", "200", "unshare", "-rn", *python]
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


@pytest.mark.parametrize("cut_s", [3, pytest.param(30, marks=pytest.mark.slow)])
def test_a_cable_that_is_cut_while_it_speaks_and_moves_leads_to_idle_life_and_back(cut_s, at_best):
    """Two hosts whose clocks differ: one speaks and moves an arm, by its own clock."""

    def known_ms(found):
        """To how much, what the clocks differ by; what else the machine does adds to it."""
        _, said = found["before"]["clocks"]
        assert said.startswith("planner: its clock is ")
        return float(said.rpartition("known to ")[2].removesuffix(" ms"))

    def back_s(found):
        """From when the cable was whole until each heard of the other again."""
        heard_s = [one for one in found["heard_s"] if one > 0.0]
        return max(min(heard_s, default=np.inf), found["lips_after_s"] or np.inf)

    found = at_best(
        lambda: told_by("two_hosts.py", str(cut_s), "whole"),
        lambda found: known_ms(found) < 50.0 and back_s(found) < 2.0,
        attempts=3,
    )
    assert known_ms(found) < 50.0
    assert back_s(found) < 2.0
    assert found["elbow_before"] < -1.1  # its trajectories are stamped by the other clock
    assert found["jaw_before"] > 0.01
    assert found["underway_during"] == []  # idle life: the arm is given back, the mouth at rest
    assert found["elbow_silent"] > -0.8
    assert found["jaw_silent"] < 0.3 * found["jaw_before"]
    assert not any(-cut_s + 0.5 < heard_s < 0.0 for heard_s in found["heard_s"])
    assert -0.1 < found["met_s"] < 0.4  # in the time of what is heard: it begins with a vowel
    assert found["fastest"] < 1.1  # of the velocity that a joint may have; sensors' noise is in it
    assert found["status"]["lifecycle"] == "active"
    assert found["status"]["state"] in ("ACTIVE", "STARVED")
    assert found["status"]["died"] == {}


def test_parts_on_two_hosts_miss_each_other_and_meet_again():
    """Voice and gaze there, the mixer here; the cable is cut for three seconds while it speaks."""
    found = told_by("two_hosts.py", "3", "parts")
    misses_and_meets(found)
    after_s = [found["lips_after_s"]]
    if after_s[0] >= 2.0:  # one of a dozen: a datagram is lost, and with it a heartbeat or two
        assert after_s[0] < 4.0
        after_s += [told_by("two_hosts.py", "3", "parts")["lips_after_s"] for _ in range(2)]
    assert statistics.median(after_s) < 2.0


def misses_and_meets(found):
    """All but how long lips take to come back."""
    assert found["jaw_before"] > 0.01
    assert {"speech", "gaze", "blink"} <= set(found["died_during"])
    assert "not heard for" in found["died_during"]["speech"]
    assert found["underway_during"] == []
    assert found["jaw_silent"] < 0.3 * found["jaw_before"]
    assert not {"speech", "gaze", "blink"} & set(found["status"]["died"])
    assert -0.2 < found["met_s"] < 0.4
    assert found["fastest"] < 1.1
    assert found["status"]["state"] in ("ACTIVE", "STARVED")
