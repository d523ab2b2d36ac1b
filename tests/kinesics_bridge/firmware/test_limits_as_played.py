"""No input makes a joint as played leave its limits: any messages, order, clock or damage.

What each guard is worth: without the clamps in `move` (motion.c) the first property fails, and so
it does without the average behind the limiter (jerk), without `fits`/`reach` (position), or when a
replaced row, a STOP or a re-entry sets a position instead of a target.
"""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kinesics_bridge.joints.rule import Rule
from kinesics_bridge.twin import TwinClock
from kinesics_bridge.wire.message_types import Arm, Disarm, Setpoints, Stop, StopClear

JOINTS = 3
codes = st.integers(-32768, 32767)
row = st.one_of(
    st.lists(codes, min_size=JOINTS, max_size=JOINTS),
    st.sampled_from([-32768, -32000, 0, 32000, 32767]).map(lambda code: [code] * JOINTS),
)
rows = st.one_of(
    st.lists(row, min_size=1, max_size=12),
    row.flatmap(lambda one: st.integers(1, 12).map(lambda k: [one] * k)),
    st.tuples(row, row).map(lambda ends: np.linspace(*ends, 12).round().tolist()),
    st.tuples(row, row).map(lambda ends: [ends[k % 2] for k in range(12)]),
)
action = st.one_of(
    st.tuples(st.just("rows"), st.integers(-60_000, 400_000), rows),
    st.tuples(st.just("rows"), st.integers(14_000, 60_000), rows),
    st.tuples(st.just("wait"), st.integers(1, 200)),
    st.tuples(st.just("wait"), st.sampled_from([249, 251, 700, 1999, 2600, 11_000])),
    st.tuples(st.just("arm")),
    st.tuples(st.just("send"), st.sampled_from([Stop(), StopClear(), Disarm()])),
    st.tuples(st.just("bytes"), st.binary(max_size=60)),
    st.tuples(st.just("conditions"), st.sampled_from([0, 0, 0, 1, 2, 4])),
)
clocks = st.builds(
    TwinClock,
    start_us=st.integers(1_000_000, 9_000_000),
    ppm=st.sampled_from([0.0, 0.0, 80.0, -60_000.0]),
    tick_late_us=st.sampled_from([0, 0, 300, 900]),
    tick_lost_every=st.sampled_from([0, 0, 0, 7, 500]),
)


def perform(bench, actions):
    for kind, *arguments in actions:
        if kind == "rows":
            ahead_us, values = arguments
            packed = np.clip(np.array(values), -32768, 32767).astype("<i2").tobytes()
            bench.send(Setpoints(max(0, bench.now_us + ahead_us), packed))
        elif kind == "wait":
            bench.run(*arguments)
        elif kind == "arm":
            bench.send(StopClear())
            bench.arm()
            bench.send(Arm(bench.table.hash))
        elif kind == "send":
            bench.send(*arguments)
        elif kind == "bytes":
            bench.send_bytes(*arguments)
        else:
            bench.twin.set_conditions(*arguments)
        bench.run(3)
    bench.run(400)


def check_any_messages(make_bench, assert_within_limits, actions, clock, table=None):
    bench = make_bench(table, clock=clock)
    bench.arm()
    assert bench.state == "ACTIVE"
    perform(bench, actions)
    assert_within_limits(bench.table, bench.trace())


@settings(max_examples=100)
@example(  # once exceeded the jerk by what rounding towards zero added
    actions=[("rows", 478, np.linspace([32767] * 3, [0, 359, 0], 12).round().tolist())],
    clock=TwinClock(start_us=1_000_000, tick_late_us=900),
)
@given(actions=st.lists(action, max_size=25), clock=clocks)
def test_no_messages_break_a_limit(make_bench, assert_within_limits, actions, clock):
    check_any_messages(make_bench, assert_within_limits, actions, clock)


RULES = (
    Rule("WHILE", "joint_0", -0.1, 0.1, other="joint_2", other_low=-0.2, other_high=0.2),
    Rule("EXTREME", "joint_1", -0.1, 0.3, time_ms=50),
    Rule("CURRENT", "joint_1", high=0.1, time_ms=30),
)


@settings(max_examples=40)
@given(actions=st.lists(action, max_size=25), clock=clocks)
def test_no_messages_break_a_limit_under_rules(
    make_bench, make_table, assert_within_limits, actions, clock
):
    table = make_table(rules=RULES)
    check_any_messages(make_bench, assert_within_limits, actions, clock, table)


@pytest.mark.slow
@settings(max_examples=3000)
@given(actions=st.lists(action, max_size=60), clock=clocks)
def test_no_messages_break_a_limit_deep(make_bench, assert_within_limits, actions, clock):
    check_any_messages(make_bench, assert_within_limits, actions, clock)


def test_the_limits_are_used_up(make_bench, excess):
    """The property above is not kept by timidity: extreme rows reach every limit."""
    bench = make_bench()
    bench.arm()
    ends = bench.table.decode(np.array([[-32000] * JOINTS, [32000] * JOINTS]))
    bench.stream(lambda t_s: ends[int(t_s * 1.5) % 2], 3000)
    bench.stream(lambda t_s: ends[int(t_s * 20) % 2], 500)
    used = excess(bench.table, bench.trace())
    assert min(used) > 0.95
    assert max(used) <= 1.0


def smooth_motion(bench, seed, duration_s, share=0.95):
    """(K, J) rows, velocity and acceleration up to `share` of the table, inside the positions."""
    generator = np.random.default_rng(seed)
    table, dt_s = bench.table, 0.01
    low, high = np.array([table.position_min, table.position_max]) + 0.002 * np.array([[1], [-1]])
    speed, change = share * np.array([table.velocity, table.acceleration])
    change = change - 4 * table.scale / dt_s**2  # what int16 may add to a second difference
    position, velocity, out = bench.pose(), np.zeros(table.count), []
    for k in range(round(duration_s / dt_s)):
        if k % 15 == 0:
            goal = generator.uniform(-1, 1, table.count) * speed * 1.5
        wanted = np.clip(goal, velocity - change * dt_s, velocity + change * dt_s)
        wanted = np.clip(wanted, -speed, speed)
        # braking from here must fit: v dt + v2 / 2a
        up = np.sqrt(2 * change * np.maximum(high - position - change * dt_s**2, 0)) - change * dt_s
        down = (
            np.sqrt(2 * change * np.maximum(position - low - change * dt_s**2, 0)) - change * dt_s
        )
        wanted = np.minimum(np.maximum(wanted, -np.maximum(down, 0)), np.maximum(up, 0))
        velocity = np.clip(wanted, velocity - change * dt_s, velocity + change * dt_s)
        position = position + velocity * dt_s
        out.append(position)
    return np.array(out)


def averaged(bench, row_dates_us, rows, ticks_us):
    """(T, J) what the firmware plays of rows, by numpy: a line through them, then both averages."""
    codes = bench.table.encode(rows)
    positions = bench.table.decode(codes)
    ages = np.arange(10)[:, None] + np.arange(20)[None, :]
    reads_us = ticks_us[:, None] + 14_000 - 1000 * ages.ravel()
    return np.stack(
        [np.interp(reads_us, row_dates_us, column).mean(axis=1) for column in positions.T], axis=1
    )


@settings(max_examples=15)
@given(seed=st.integers(0, 10_000), phase_us=st.integers(0, 999), cut=st.integers(1, 9))
def test_feasible_motion_passes_untouched(make_bench, seed, phase_us, cut):
    """Rows may fall anywhere between ticks, and come in any number at once."""
    bench = make_bench(clock=TwinClock(start_us=5_000_000 + phase_us))
    bench.arm()
    pose = bench.pose()
    rows = np.vstack([np.tile(pose, (8, 1)), smooth_motion(bench, seed, 1.5)])
    start_us = bench.now_us + 60_000
    for k in range(0, len(rows), cut):
        packed = bench.table.encode(rows[k : k + cut]).tobytes()
        bench.send(Setpoints(start_us + k * 10_000, packed))
        bench.run(10 * cut)
    bench.run(10)
    assert bench.status().state == 2
    trace = bench.trace()
    ticks_us = bench.clock.start_us + trace.t_ns // 1000
    during = (ticks_us > start_us + 100_000) & (ticks_us < start_us + 10_000 * (len(rows) - 3))
    expected = averaged(bench, start_us + 10_000 * np.arange(len(rows)), rows, ticks_us[during])
    assert np.abs(trace.played[during] - expected).max() < 1e-11
    bench.run(100)
    assert bench.counter("clamped_ticks") == 0


def test_late_tick_interrupts_do_not_shake_the_motion(make_bench):
    """Read at the interrupt's own time, motion at 95 % would be shaken far beyond the limits."""
    bench = make_bench(clock=TwinClock(tick_late_us=400))
    bench.arm()
    bench.send_rows(smooth_motion(bench, 1, 1.5), ahead_us=30_000)
    bench.run_alive(1400)
    assert bench.counter("tick_slips") == 0
    assert bench.counter("clamped_ticks") == 0


def test_lost_ticks_are_counted_and_cost_no_limit(make_bench, assert_within_limits):
    """One tick is one step of motion, never two: behind a lost tick the joint catches up."""
    bench = make_bench(clock=TwinClock(tick_lost_every=100))
    bench.arm()
    rows = smooth_motion(bench, 1, 1.5)
    bench.send_rows(rows, ahead_us=30_000)
    bench.run_alive(1470)
    assert bench.counter("tick_slips") >= 14
    assert_within_limits(bench.table, bench.trace())
    assert np.abs(bench.pose() - rows[-6]).max() < 0.1


@settings(max_examples=30)
@given(seed=st.integers(0, 10_000), when_ms=st.integers(0, 800), ahead_ms=st.integers(15, 90))
def test_replaced_rows_are_joined_inside_the_limits(
    make_bench, assert_within_limits, seed, when_ms, ahead_ms
):
    bench = make_bench()
    bench.arm()
    bench.send_rows(smooth_motion(bench, seed, 1.5), ahead_us=20_000)
    bench.run_alive(when_ms)
    bench.send_rows(smooth_motion(bench, seed + 1, 0.8), ahead_us=ahead_ms * 1000)
    bench.run_alive(700)
    assert bench.state in {"ACTIVE", "STARVED"}
    assert_within_limits(bench.table, bench.trace())
