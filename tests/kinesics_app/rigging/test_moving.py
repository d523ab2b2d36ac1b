"""A joint gets to its place also by a host that stalls, but not by one that does little else."""

from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

from kinesics.errors import BridgeError
from kinesics.motion.frame import Frame
from kinesics_app.cli.main import main
from kinesics_app.device.opening import open_device
from kinesics_app.device.servos import servos_of
from kinesics_app.rigging.moving import move_joint, reach

MS = 1_000_000


def moved(humanoid, stalls_ms):
    """Where neck_yaw went, and in how many ticks; before some of them the host stalls."""
    waits = 0
    with open_device("twin", humanoid, live=False) as device:
        wait_until = device.clock.wait_until

        def stalling(t_ns):
            nonlocal waits
            waits += 1
            wait_until(t_ns + stalls_ms(waits) * MS)

        device.clock.wait_until = stalling
        return move_joint(device, humanoid, "neck_yaw", 0.3), waits


@pytest.mark.parametrize("stall_ms", [150, 400])
def test_a_stall_at_any_time_is_made_up_for(humanoid, stall_ms):
    whole, ticks = moved(humanoid, lambda wait: 0)
    for late in (60, ticks - 40, ticks - 23):
        one, waits = moved(humanoid, lambda wait, late=late: stall_ms if wait == late else 0)
        assert one.played == pytest.approx(whole.played, abs=1e-4), late
        assert one.measured == pytest.approx(0.3, abs=0.01)
        assert waits < 2 * ticks


def test_a_host_that_stalls_all_the_time_is_told(humanoid):
    with pytest.raises(BridgeError, match="the robot does not follow: its firmware is in "):
        moved(humanoid, lambda wait: 300 if wait > 100 and wait % 20 == 0 else 0)


def test_a_joint_that_does_not_go_there_is_told(humanoid):
    stuck = replace(servos_of(humanoid), natural_frequency_hz=0.0)  # moves only when placed
    with open_device("twin", humanoid, live=False, servos=stuck) as device:
        one = move_joint(device, humanoid, "neck_yaw", 0.3)
    assert one.played == pytest.approx(0.3, abs=1e-4)
    assert one.measured == pytest.approx(0.0, abs=0.01)
    (trouble,) = one.troubles
    assert trouble.startswith("neck_yaw is not where it was asked to be: 0.2")


def test_a_slow_joint_is_given_the_time_to_get_there(humanoid):
    slow = replace(servos_of(humanoid), velocity_max=0.12)
    with open_device("twin", humanoid, live=False, servos=slow) as device:
        one = move_joint(device, humanoid, "neck_yaw", 0.3)
    assert one.troubles == ()
    assert one.measured == pytest.approx(
        0.3, abs=reach(humanoid.joints[humanoid.index("neck_yaw")])
    )


def test_a_link_that_was_lost_on_the_way_is_not_forgotten(humanoid):
    with open_device("twin", humanoid, live=False) as device:
        send, rows = device.bridge.send, 0

        def losing(frame):
            nonlocal rows
            rows += 1
            if 60 <= rows < 70:
                return Frame(frame.t_ns, np.full(len(frame.values), np.nan))
            return send(frame)

        device.bridge.send = losing
        one = move_joint(device, humanoid, "neck_yaw", 0.3)
    assert one.measured == pytest.approx(0.3, abs=0.01)
    assert one.troubles == (
        "the robot was out of reach on the way: 10 rows never left; see `kinesics doctor`",
    )


def test_the_command_ends_by_what_was_measured(monkeypatch):
    def stuck(rig):
        return replace(servos_of(rig), natural_frequency_hz=0.0)

    words = ["joint", "neck_yaw", "--to", "0.3"]
    there = CliRunner().invoke(main, words)
    assert there.exit_code == 0, there.output
    assert there.output.startswith("on the twin, no --port: neck_yaw [rad]: asked 0.3000")
    monkeypatch.setattr("kinesics_app.device.opening.servos_of", stuck)
    away = CliRunner().invoke(main, words)
    assert away.exit_code == 1
    assert "kinesics: neck_yaw is not where it was asked to be" in away.output
