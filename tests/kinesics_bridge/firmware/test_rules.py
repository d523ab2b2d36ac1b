"""Rules of the table: joints that give way to current and heat, and to where others are."""

import numpy as np
import pytest

from kinesics.errors import BridgeError
from kinesics_bridge.bridges.firmware_bridge import FirmwareBridge
from kinesics_bridge.joints.rule import Rule
from kinesics_bridge.joints.servo import ServoParameters
from kinesics_bridge.twin import Twin, TwinPort
from kinesics_bridge.wire.message_types import Arm, Health, Hello, JointSet, RuleSet, TableCommit
from kinesics_bridge.wire.protocol import REPLIES

REASONS = list(REPLIES)
BLOCKED = ServoParameters(velocity_max=[10.0, 0.0, 10.0])  # joint 1 does not move at all


@pytest.fixture
def ruled(make_bench, make_table):
    """A bench whose table has these rules."""

    def make(*rules, servos=None, **columns):
        bench = make_bench(make_table(rules=rules, **columns), servos=servos)
        bench.send(Hello(1, 1))
        return bench

    return make


def health(bench):
    bench.run(110)
    return [message for message in bench.heard if isinstance(message, Health)][-1]


def push(bench, joint, way, duration_ms):
    pose = bench.pose()
    wanted = pose + way * (np.arange(3) == joint)
    bench.stream(lambda t_s: pose + (wanted - pose) * min(1, 2 * t_s), duration_ms)


def test_a_blocked_joint_stops_pushing_and_the_others_go_on(ruled):
    rule = Rule("CURRENT", "joint_1", high=0.5, time_ms=200)
    bench = ruled(rule, servos=BLOCKED, releases=False)
    bench.arm()
    pose = bench.pose()
    bench.stream(lambda t_s: pose + 0.3 * min(1, 2 * t_s), 2500)
    trace = bench.trace()
    assert bench.state == "ACTIVE"
    assert trace.played[:, 1].max() > pose[1] + 0.1
    assert trace.played[-1, 1] == pytest.approx(trace.measured[-1, 1], abs=1e-9)
    assert np.allclose(trace.played[-1, [0, 2]], pose[[0, 2]] + 0.3, atol=1e-4)
    assert trace.torque[-1] == 0b111
    assert health(bench).over_current == 0b010


def test_by_its_policy_it_loses_its_torque_until_the_next_arm(ruled):
    rule = Rule("CURRENT", "joint_1", high=0.5, time_ms=100)
    bench = ruled(rule, servos=BLOCKED, releases=True)
    bench.arm()
    push(bench, 1, 0.3, 2500)
    assert bench.trace().torque[-1] == 0b101
    bench.run(2300)  # SAFE: it needs ARM again
    bench.run(2000)
    bench.arm()
    assert bench.trace().torque[-1] == 0b111
    assert health(bench).over_current == 0


def test_a_short_push_is_no_reason_to_yield(ruled):
    bench = ruled(Rule("CURRENT", "joint_1", high=0.5, time_ms=3000), servos=BLOCKED)
    bench.arm()
    push(bench, 1, 0.3, 1500)
    assert health(bench).over_current == 0
    assert np.frombuffer(health(bench).currents, "<u2")[1] > 500


def test_a_hot_joint_yields_alone(ruled):
    servos = ServoParameters(velocity_max=[10, 0, 10], heating_k_per_a2s=30.0)
    bench = ruled(Rule("TEMPERATURE", "joint_1", high=50.0), servos=servos, releases=True)
    bench.arm()
    push(bench, 1, 0.3, 3000)
    seen = health(bench)
    assert seen.over_temperature == 0b010
    assert seen.temperatures[1] >= 50 > seen.temperatures[0]
    assert bench.trace().torque[-1] == 0b101


def test_a_joint_is_limited_while_another_is_beyond_a_bound(ruled):
    rule = Rule("WHILE", "joint_0", -0.1, 0.2, other="joint_2", other_low=-1.0, other_high=0.4)
    bench = ruled(rule)
    table, start = bench.table, np.array([0.0, 0.1, 0.2])
    bench.arm()
    end = table.decode(table.encode(np.array([0.6, 0.1, 0.2])))
    bench.stream(lambda t_s: start + (end - start) * min(1, t_s), 1500)
    assert bench.pose()[0] == pytest.approx(0.6, abs=1e-3)
    other = np.array([0.6, 0.1, 0.6])
    bench.stream(lambda t_s: end + (other - end) * min(1, 2 * t_s), 2500)
    trace = bench.trace()
    assert trace.played[-1, 0] == pytest.approx(0.2, abs=1e-9)
    assert trace.played[-1, 2] == pytest.approx(0.6, abs=1e-3)
    assert health(bench).limited == 0b001
    bench.stream(lambda t_s: other + (end - other) * min(1, 2 * t_s), 2500)
    assert bench.pose()[0] == pytest.approx(0.6, abs=1e-3)
    trace = bench.trace()
    assert np.abs(np.diff(trace.played[:, 0])).max() * 1000 <= table.velocity[0] + 1e-9
    assert np.abs(np.diff(trace.played[:, 0], 2)).max() * 1e6 <= table.acceleration[0] + 1e-5


def test_an_extreme_is_left_after_its_time_and_as_long(ruled):
    bench = ruled(Rule("EXTREME", "joint_0", -0.3, 0.3, time_ms=1000))
    bench.arm()
    pose = bench.pose()
    away = pose + np.array([0.6, 0, 0])
    bench.stream(lambda t_s: pose + (away - pose) * min(1, 4 * t_s), 6000)
    beyond = bench.trace().played[:, 0] > 0.3
    edges = np.flatnonzero(np.diff(beyond.astype(int)))
    times_ms = np.diff(edges)
    assert len(times_ms) >= 3
    assert (times_ms >= 1000).all()
    assert times_ms.max() < 1600  # braking, and the way back at a quarter of the speed


def test_a_provisioned_rule_may_not_be_left_out(make_table):
    rules = (Rule("EXTREME", "joint_0", -0.3, 0.3, time_ms=1000),)
    twin = Twin(3)
    port = TwinPort(twin)
    FirmwareBridge(port, make_table(rules=rules)).connect(provision=True)
    with pytest.raises(BridgeError, match="without rule 0 it is looser than what was prov"):
        FirmwareBridge(port, make_table()).connect(provision=True)


@pytest.mark.parametrize(
    "rule",
    [
        (9, 0, 0, 0, 0, 0, 0, 0),
        (2, 3, 0, 0, 0, 0, 0, 0),
        (2, 0, 3, 0, 0, 0, 0, 0),
        (2, 0, 1, 5, 4, 0, 0, 0),
        (2, 0, 1, 2 * 10**9, 3 * 10**9, 0, 0, 0),
        (3, 0, 0, -1, 1, 0, 0, 0),
    ],
)
def test_impossible_rules_are_refused(bench, table, rule):
    for joint, row in enumerate(table.rows):
        bench.send(JointSet(joint, *row))
    bench.send(RuleSet(0, *rule))
    bench.send(TableCommit(table.robot_id, 3, table.hash))
    bench.run(1)
    assert "BAD_ROW" in [REASONS[answer.code] for answer in bench.replies()]


@pytest.mark.parametrize(
    ("rule", "complaint"),
    [
        (Rule("FORBID", "joint_0"), "no rule 'FORBID'"),
        (Rule("CURRENT", "nose"), "names joint 'nose'"),
        (Rule("WHILE", "joint_0", 1.0, 0.0), "low lies above high"),
        (Rule("EXTREME", "joint_0", 0.0, 0.1), "at least 1 ms"),
        (Rule("CURRENT", "joint_0", high=2000.0), "bounds to 1000"),
    ],
)
def test_rules_that_do_not_fit_are_refused_by_name(make_table, rule, complaint):
    with pytest.raises(BridgeError, match=complaint):
        make_table(rules=(rule,)).rule_rows  # noqa: B018


def test_arming_a_table_takes_its_rules_into_account(ruled, make_table):
    bench = ruled(Rule("CURRENT", "joint_1", high=0.5))
    bench.send_rows(np.tile(bench.table.neutral, (20, 1)), ahead_us=1000)
    bench.run(3)
    bench.send(Arm(make_table().hash))
    bench.run(1)
    assert REASONS[bench.replies()[-1].code] == "BAD_HASH"
