"""A joint gets to its place also by a host that stalls, but not by one that does little else."""

import pytest

from kinesics.errors import BridgeError
from kinesics_app.device import open_device
from kinesics_app.moving import move_joint

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
