"""A joint that is led slowly turns back as soon as its wire allows."""

import numpy as np
import pytest

from kinesics.errors import BridgeError
from kinesics_app.device.opening import open_device
from kinesics_app.rigging.walk import AHEAD_NS, TICK_NS, Walk
from kinesics_bridge.bridges.firmware_bridge import MIN_LEAD_NS

MS = 1_000_000


def walked(humanoid, turn):
    """The played positions of neck_yaw, by ms, and the row that was played when it was to turn."""
    column = humanoid.index("neck_yaw")
    with open_device("twin", humanoid, live=False) as device:
        walk = Walk(device, humanoid, "neck_yaw", 0.3, device.bring_up(AHEAD_NS, TICK_NS))
        begin_ns = device.clock.now_ns()
        for _ in range(100):
            walk.step(1.0)
        now_ns = device.clock.now_ns()
        turn(walk)
        walk.go(-0.2, 0.3)
        counters = device.counters
        played = device.playback(begin_ns, device.clock.now_ns())
    assert counters["rows_late"] == counters["underruns"] == 0
    return played, column, int(np.searchsorted(played.t_ns, now_ns))


@pytest.mark.parametrize("twice", [False, True])
def test_it_turns_within_the_least_lead_and_inside_the_limits(humanoid, assert_limits, twice):
    def turn(walk):
        walk.turn(0.0)
        if twice:
            walk.turn(-0.2)

    played, column, at = walked(humanoid, turn)
    assert_limits(played)
    way = played.played[:, column]
    assert way[at] > 0.1  # it was on its way
    assert int(np.argmax(way)) - at < MIN_LEAD_NS / MS + 50  # two rows, braking, and two averages
    assert way[-1] == pytest.approx(-0.2, abs=1e-3)


def test_without_turning_it_goes_on_for_all_that_was_sent(humanoid):
    played, column, at = walked(humanoid, lambda walk: None)
    assert int(np.argmax(played.played[:, column])) - at > AHEAD_NS / MS


def test_before_its_first_step_there_is_nothing_to_turn(humanoid):
    with open_device("twin", humanoid, live=False) as device:
        walk = Walk(device, humanoid, "neck_yaw", 0.3, device.bring_up(AHEAD_NS, TICK_NS))
        sent = device.bridge.rows_sent
        walk.turn(0.5)
        assert device.bridge.rows_sent == sent


class Pulled:
    """A bridge whose wire is gone."""

    state, trouble = None, "DISCONNECTED: nobody answers; plug it in"

    def __init__(self, bridge):
        self._bridge = bridge

    def __getattr__(self, name):
        return getattr(self._bridge, name)


def test_a_lost_link_is_told_in_its_own_words_and_no_state_is_none(humanoid):
    with open_device("twin", humanoid, live=False) as device:
        walk = Walk(device, humanoid, "neck_yaw", 0.3, device.bring_up(AHEAD_NS, TICK_NS))
        walk.step(0.1)
        device.bridge = Pulled(device.bridge)
        with pytest.raises(BridgeError) as caught:
            walk.step(0.1)
    told = str(caught.value)
    assert told == "neck_yaw no longer follows: DISCONNECTED: nobody answers; plug it in"
