"""A robot's own test. On the twin: `pytest examples/hil`; on a robot: `--kinesics-device PORT`."""

import pytest

from kinesics_app.hil import (
    assert_lip_sync,
    assert_no_jump,
    assert_nothing_late,
    assert_within_limits,
)


@pytest.mark.parametrize("emotion", ["neutral", "happy"])
def test_it_speaks_in_time_and_inside_its_limits(robot, emotion):
    run = robot.perform(emotion=emotion, gestures=("greet@0.5",))
    assert_nothing_late(run)
    assert_within_limits(run)
    assert_lip_sync(run, within_ms=30)


@pytest.mark.kinesics_device("twin", "native", "port")
def test_a_cable_that_is_pulled_makes_no_jump(robot, bad_wire):
    run = robot.perform(port=bad_wire.port, at={2.0: bad_wire.unplug, 2.6: bad_wire.plug})
    assert run.counters["reconnects"] == bad_wire.unplugs == 1
    assert_no_jump(run)
