"""What a device told becomes what was played, and nothing that was not."""

import numpy as np
import pytest

from kinesics.signals import Telemetry
from kinesics_app.device.playback import of_telemetry

HELD = ("ACTIVE", "STARVED", "HOLD", "SAFE", "STANDBY")


def told(rig, *states):
    """Telemetry of these states, 20 ms apart, the joints ever further."""
    count = len(rig.joints)
    return [
        Telemetry(20_000_000 * n, state, np.full(count, 0.1 * n), np.full(count, 0.2 * n), {})
        for n, state in enumerate(states)
    ]


@pytest.mark.parametrize(
    ("states", "played"),
    [
        (HELD, [0.0, 0.1, 0.2, 0.3, 0.4]),
        (("DISARMED", "ARMING", "ACTIVE", "LIMP"), [np.nan, np.nan, 0.2, np.nan]),
        (("ACTIVE", "STOPPED", "DISARMED", "STOPPED"), [0.0, 0.1, np.nan, np.nan]),
    ],
)
def test_without_torque_nothing_is_played_and_the_joints_are_still_measured(
    humanoid, states, played
):
    playback = of_telemetry(told(humanoid, *states), humanoid)
    assert playback.played[:, 0] == pytest.approx(played, nan_ok=True)
    assert playback.measured[:, 0] == pytest.approx(0.2 * np.arange(len(states)))
    assert playback.rate_hz == 50.0
