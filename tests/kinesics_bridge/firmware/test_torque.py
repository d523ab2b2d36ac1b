"""Torque comes and goes without a jerk: seen at the servos, not at what they are told."""

import numpy as np
import pytest

from kinesics_bridge.joints.servo import ServoParameters
from kinesics_bridge.wire.message_types import Arm, Disarm, Stop, StopClear
from kinesics_bridge.wire.protocol import CONDITIONS, SETTLE_MS, STATES

QUICK = {"natural_frequency_hz": 30.0, "dead_time_s": 0.003}
LAGGING = ServoParameters(natural_frequency_hz=8.0, dead_time_s=0.04)
STILL = 1e-3  # rad/s
FED_BACK = 1  # the bench's joint with feedback


def has_torque(trace, joint):
    return trace.torque >> joint & 1 == 1


def servo_speed(trace, joint, over_ms=5):
    """Of the servo's output, over the ms before each tick but the first ones [rad/s]."""
    measured = trace.measured[:, joint]
    return np.abs(measured[over_ms:] - measured[:-over_ms]) / over_ms * 1000


def arm_moved_by_hand(bench, share, elsewhere):
    """The fed-back joint is off by this share of its range; what streams knows nothing of it."""
    table = bench.table
    reach = table.position_max[FED_BACK] - table.position_min[FED_BACK]
    bench.twin.place(FED_BACK, table.neutral[FED_BACK] + share * reach)
    bench.run(50)
    bench.arm(np.array(table.neutral) + elsewhere)
    bench.stream(lambda t_s: table.neutral + elsewhere, 1000, lead_ms=30)
    trace = bench.trace()
    return trace, int(np.flatnonzero(has_torque(trace, FED_BACK))[0])


@pytest.mark.parametrize("noise", [0.0, 0.001])
@pytest.mark.parametrize("share", [-0.045, -0.02, 0.0, 0.004, 0.045, 0.06])
def test_torque_finds_a_joint_where_it_is(make_bench, share, noise):
    bench = make_bench(servos=ServoParameters(noise=noise, **QUICK), seed=7)
    seen_at_once = abs(share) > 0.05  # then the host must stream that pose
    elsewhere = np.array([0, share * 1.65 * seen_at_once, 0])
    trace, on = arm_moved_by_hand(bench, share, elsewhere)
    assert STATES[trace.state[-1]] == "ACTIVE"
    step = trace.played[on, FED_BACK] - trace.measured[on - 50 : on, FED_BACK].mean()
    assert abs(step) <= 3.5 * noise + 1e-6
    speed = servo_speed(trace, FED_BACK, over_ms=20)[on - 20 :]
    unsure = 7 * noise / 0.02
    active = np.flatnonzero(trace.state == STATES.index("ACTIVE"))[0] - on
    assert speed[:active].max() <= STILL + unsure
    assert speed.max() <= 0.27 * bench.table.velocity[FED_BACK] + unsure  # 25 %, servo overshoot
    end = bench.table.neutral[FED_BACK] + elsewhere[FED_BACK]
    assert abs(trace.measured[-100:, FED_BACK].mean() - end) < 1e-3


def test_motion_goes_on_from_there_at_the_pace_of_a_return(make_bench):
    bench = make_bench(servos=ServoParameters(**QUICK))
    trace, on = arm_moved_by_hand(bench, 0.045, np.array([0, -0.07, 0]))
    played = trace.played[on:, FED_BACK]
    active = np.flatnonzero(trace.state == STATES.index("ACTIVE"))[0] - on
    assert np.ptp(played[:active]) == 0
    share = np.abs(np.diff(played)) * 1000 / bench.table.velocity[FED_BACK]
    since = np.maximum(np.arange(len(share)) - active + 1, 0)
    assert (share <= 0.25 + 0.75 * since / 1000 + 0.001).all()
    assert share.max() > 0.2
    change = np.abs(np.diff(played, 2)) * 1e6
    assert change.max() <= bench.table.acceleration[FED_BACK] + 1e-5


@pytest.mark.parametrize("side", [-1, 1])
def test_a_joint_at_its_end_stop_is_not_beyond_it_for_the_noise_of_its_sensor(make_bench, side):
    bench = make_bench(servos=ServoParameters(**QUICK))
    table = bench.table
    limit = (table.position_max if side > 0 else table.position_min)[FED_BACK]
    bench.twin.place(FED_BACK, limit + side * 0.003)
    bench.run(50)
    pose = np.array(table.neutral)
    pose[FED_BACK] = limit
    bench.arm(pose)
    trace = bench.trace()
    assert bench.state == "ACTIVE"
    played = trace.played[has_torque(trace, FED_BACK), FED_BACK]
    assert np.abs(played - limit).max() < 1e-5  # a row has a resolution


@pytest.mark.parametrize("side", [-1, 1])
def test_a_joint_beyond_its_limit_is_brought_in_without_a_step(make_bench, side):
    bench = make_bench(servos=ServoParameters(**QUICK))
    table = bench.table
    limit = (table.position_max if side > 0 else table.position_min)[FED_BACK]
    bench.twin.place(FED_BACK, limit + side * 0.01)
    bench.run(50)
    pose = np.array(table.neutral)
    pose[FED_BACK] = limit
    bench.arm(pose)
    assert bench.state == "ACTIVE"
    trace = bench.trace()
    played = trace.played[has_torque(trace, FED_BACK), FED_BACK]
    assert played[0] == pytest.approx(limit + side * 0.01, abs=1e-9)
    speed = np.abs(np.diff(played)) * 1000
    assert 0.01 < speed.max() <= 0.27 * table.velocity[FED_BACK]
    assert np.abs(np.diff(played, 2)).max() * 1e6 <= table.acceleration[FED_BACK] + 1e-5
    assert (side * np.diff(played) <= 1e-11).all()
    assert abs(played[-1]) <= abs(limit)


def test_joints_with_torque_are_not_touched_by_arming(make_bench, excess):
    """Noise and lag of a servo that holds its pose must not reach what it is told."""
    bench = make_bench(servos=ServoParameters(noise=0.003, dead_time_s=0.05), seed=3)
    bench.arm()
    middle = np.array(bench.table.neutral)
    bench.stream(lambda t_s: middle + 0.2 * np.sin(4 * t_s) * min(1, t_s), 700)
    armed_ns = bench.now_ns
    bench.send(Stop())
    bench.run(150)
    bench.send(StopClear())
    bench.run(1)
    pose = bench.pose()
    bench.stream(lambda t_s: pose, 60, lead_ms=30)
    bench.send(Arm(bench.table.hash))
    bench.stream(lambda t_s: pose, 300, lead_ms=30)
    assert bench.state == "ACTIVE"
    trace = bench.trace()
    assert has_torque(trace, FED_BACK)[trace.t_ns > armed_ns].all()
    since = trace.t_ns >= armed_ns
    kept = type(trace)(*(getattr(trace, name)[since] for name in trace.__dataclass_fields__))
    used = excess(bench.table, kept)
    assert max(used) <= 1.0, used


@pytest.mark.parametrize("cause", ["disarm", "fault", "silence"])
def test_torque_goes_when_the_servo_has_come_to_rest(make_bench, cause):
    bench = make_bench(servos=LAGGING)
    bench.arm()
    pose = bench.pose()
    bench.stream(lambda t_s: pose + 0.25 * np.sin(5 * t_s) * min(1, 3 * t_s), 600)
    assert max(servo_speed(bench.trace(), joint)[-1] for joint in range(3)) > 0.5
    if cause == "disarm":
        bench.send(Disarm())
    elif cause == "fault":
        bench.twin.set_conditions(CONDITIONS["OVER_TEMPERATURE"])
    bench.run(11_000 if cause == "silence" else 1000)
    trace = bench.trace()
    for joint in (0, 2):  # joint 1 keeps its torque
        on = has_torque(trace, joint)
        off = int(np.flatnonzero(on)[-1]) + 1
        assert off < len(on)
        assert servo_speed(trace, joint)[off - 5 : off - 4].max() < STILL
        assert abs(trace.measured[off - 1, joint] - trace.played[off - 1, joint]) < 1e-4
        rested = trace.played_pico[off - SETTLE_MS : off, joint]
        assert np.ptp(rested) == 0
    assert has_torque(trace, FED_BACK)[-1]


def test_a_joint_long_at_rest_is_let_go_at_once(make_bench):
    bench = make_bench(servos=LAGGING)
    bench.arm()
    pose = bench.pose()
    bench.stream(lambda t_s: pose, 400)
    bench.send(Disarm())
    bench.run(3)
    assert bench.trace().torque[-1] == 1 << FED_BACK


def test_torque_just_given_is_not_taken_before_the_servo_has_settled(make_bench):
    bench = make_bench(servos=LAGGING)
    bench.run(1000)
    bench.arm()
    bench.send(Disarm())
    bench.run(400)
    trace = bench.trace()
    for joint in (0, 2):
        assert SETTLE_MS <= has_torque(trace, joint).sum() <= SETTLE_MS + 60
