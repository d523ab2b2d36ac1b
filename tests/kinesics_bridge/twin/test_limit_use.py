"""Use of limits, in exact integers; nothing counts where a joint has no torque."""

import numpy as np
import pytest

from kinesics_bridge.twin import Trace
from kinesics_bridge.twin.limit_use import limit_use


def played(values, torque):
    """A trace of joint 0 moving through `values` [1e-12], the others still."""
    pico = np.zeros((len(values), 3), np.int64)
    pico[:, 0] = values
    nothing = np.zeros(len(values), np.int64)
    return Trace(nothing, pico, pico, nothing, np.array(torque, np.int64))


def test_a_steady_motion_uses_velocity_alone(table):
    step = int(table.fields["velocity"][0])  # nano-units per s are pico-units per ms
    moving = np.arange(10) * step
    use = limit_use(table, played(moving, [1] * 10))
    assert use.velocity == pytest.approx(1.0, abs=1e-9)
    assert use.acceleration == use.jerk == 0.0
    assert use.kept
    assert limit_use(table, played(2 * moving, [1] * 10)).velocity > 1.9


def test_one_step_beyond_a_limit_is_beyond(table):
    step = int(table.fields["velocity"][0])
    rounding = 1
    assert limit_use(table, played([0, step + rounding], [1, 1])).velocity == 1.0
    assert limit_use(table, played([0, step + rounding + 1], [1, 1])).velocity > 1.0


def test_a_jump_counts_only_where_there_is_torque_on_both_sides(table):
    jump = np.repeat([0, 300_000_000_000], 5)
    assert limit_use(table, played(jump, [0] * 5 + [1] * 5)).kept
    assert not limit_use(table, played(jump, [1] * 10)).kept
    assert limit_use(table, played(jump, [2] * 10)).kept  # joint 1 has torque, joint 0 has not


def test_it_agrees_with_the_measure_of_the_other_tests(bench, excess):
    bench.arm()
    bench.stream(lambda t_s: 0.3 * np.sin(6 * t_s + np.arange(3)), 1500)
    trace = bench.trace()
    assert limit_use(bench.table, trace) == pytest.approx(excess(bench.table, trace))
