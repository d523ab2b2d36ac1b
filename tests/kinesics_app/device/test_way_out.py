"""What leads out of STOP is told in the words of whoever holds the robot."""

from types import SimpleNamespace

import numpy as np
import pytest

from kinesics.rig.load import load_rig
from kinesics_app.clock import MonotonicClock
from kinesics_app.device.device import Device


@pytest.fixture
def device():
    """On a port, stopped, with a link that names what a shell does about that."""
    trouble = "state STOPPED: look why, then `kinesics disarm`"
    bridge = SimpleNamespace(state="STOPPED", trouble=trouble, clamps=np.zeros(1))
    return Device(bridge, MonotonicClock(), load_rig("humanoid"), None)


def test_a_shell_is_told_its_command_and_others_are_told_theirs_alone(device):
    assert "kinesics disarm" in device.trouble
    assert "kinesics disarm" in device.way_out
    device.way_out_of_stop = "`disarm`, then `arm`"
    told = f"{device.trouble}; {device.way_out}"
    assert told == "its firmware is in state STOPPED; `disarm`, then `arm`"
    device.bridge.state, device.bridge.trouble = "LIMP", "a servo is hot"
    assert device.trouble == "a servo is hot"
    assert "doctor" in device.way_out
