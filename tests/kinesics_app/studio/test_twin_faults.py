"""Bad days of a twin: what is said is done, and nothing else is let through."""

import pytest

from kinesics.errors import BridgeError
from kinesics.rig.load import load_rig
from kinesics_app.studio.open_robot import open_robot


@pytest.fixture(scope="module")
def robot():
    with open_robot("twin", load_rig("humanoid")) as opened:
        opened[0].watch(100_000_000, 10_000_000)
        yield opened


def wait(device, done, most=6000):
    for _ in range(most):
        device.clock.wait_until(device.clock.now_ns() + 10_000_000)
        device.poll()
        if done():
            return
    raise AssertionError(device.bridge.state)


def test_a_stop_input_stops_and_is_let_go_again(robot):
    device, faults = robot
    assert "STOP_INPUT" in faults.apply({"conditions": ["STOP_INPUT"]})
    wait(device, lambda: device.bridge.state == "STOPPED")
    assert faults.apply({"conditions": []}) == "it is sound again"
    wait(device, lambda: not device.conditions)  # the firmware has heard that it was released
    device.bridge.clear_stop()
    device.bridge.disarm()
    wait(device, lambda: device.bridge.state == "DISARMED")


def test_a_bad_wire_is_counted_until_it_is_good_again(robot):
    device, faults = robot
    faults.apply({"wire": {"drop": 0.02, "flip": 0.001}})
    before = device.counters["host_crc_errors"]
    wait(device, lambda: device.counters["host_crc_errors"] > before)
    assert "drops 0.00%" in faults.apply({"wire": {}})


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ({"fire": True}, "wanted wire, conditions, reset"),
        ({"wire": {"drop": 0.5}}, "wanted 0 to 0.2"),
        ({"wire": {"drop": float("nan")}}, "wanted 0 to 0.2"),
        ({"wire": {"drop": True}}, "wanted 0 to 0.2"),
        ({"wire": {"cut": 1}}, "a map of drop, flip, jitter_ms"),
        ({"wire": 3}, "a map of drop"),
        ({"conditions": ["SAD"]}, "a list of STOP_INPUT"),
        ({"conditions": "STOP_INPUT"}, "a list of STOP_INPUT"),
        ({"reset": False}, "wanted true"),
    ],
)
def test_what_makes_no_sense_is_refused(robot, fault, why):
    with pytest.raises(BridgeError, match=why):
        robot[1].apply(fault)
