"""What outlives a reset: the provisioned table, which hosts may only tighten, and the last pose."""

import numpy as np
import pytest

from kinesics.errors import BridgeError
from kinesics_bridge.bridges.firmware_bridge import FirmwareBridge
from kinesics_bridge.twin import Twin, TwinPort
from kinesics_bridge.wire.message_types import Caps, Hello, JointSet, TableCommit, TableErase
from kinesics_bridge.wire.protocol import JOINT_FIELDS, REPLIES, STATES

REASONS = list(REPLIES)
FIELDS = list(JOINT_FIELDS)


def reply(bench, message):
    """(reason, detail) of the firmware's answer."""
    bench.replies()
    bench.send(message)
    bench.run(1)
    answer = bench.replies()[-1]
    return REASONS[answer.code], answer.detail


def reset(bench):
    """The microcontroller starts anew, in the middle of anything."""
    bench.twin.reset(start_us=1_000_000)
    bench.clock = type(bench.clock)(start_us=1_000_000 - bench.now_ns // 1000)
    bench.run(1)


def caps(bench):
    bench.send(Hello(1, 0))
    bench.run(1)
    return [message for message in bench.heard if isinstance(message, Caps)][-1]


def offer(bench, table):
    """The first answer to a table that is not OK, or OK."""
    for joint, row in enumerate(table.rows):
        answer = reply(bench, JointSet(joint, *row))
        if answer[0] != "OK":
            return answer
    return reply(bench, TableCommit(table.robot_id, table.count, table.hash))


def test_the_table_is_there_after_a_reset(bench):
    before = caps(bench)
    reset(bench)
    after = caps(bench)
    assert after.boot_id != before.boot_id
    assert after._replace(boot_id=0) == before._replace(boot_id=0)
    assert after.robot_id == "bench"


def test_a_tighter_table_is_taken_until_the_reset(bench, make_table):
    tighter = make_table(position_max=0.5, velocity=2.0)
    assert offer(bench, tighter)[0] == "OK"
    assert caps(bench).table_hash == tighter.hash
    reset(bench)
    assert caps(bench).table_hash == bench.table.hash


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("position_min", -0.001),
        ("position_max", 0.001),
        ("velocity", 0.001),
        ("acceleration", 0.01),
        ("jerk", 1.0),
    ],
)
def test_a_looser_table_is_refused_naming_joint_and_field(bench, make_table, field, change):
    values = np.array(getattr(bench.table, field), float)
    values[2] += change
    jerk = 100 * values if field == "acceleration" else bench.table.jerk
    looser = make_table(**{"jerk": jerk, field: values})
    assert offer(bench, looser) == ("LOOSER", 2 + 256 * FIELDS.index(field))
    assert offer(bench, bench.table)[0] == "OK"


def test_a_host_is_told_in_words(make_table):
    port = TwinPort(Twin(3))
    FirmwareBridge(port, make_table()).connect(provision=True)
    velocity = np.array([4.0, 5.5, 6.0])
    with pytest.raises(
        BridgeError, match="joint_1: velocity is looser than what was provisioned; ti"
    ):
        FirmwareBridge(port, make_table(velocity=velocity)).connect(provision=True)
    FirmwareBridge(port, make_table(velocity=3.0)).connect(provision=True)


def test_another_robots_joints_are_looser(bench, make_table):
    other = make_table(names=["joint_0", "nose", "joint_2"])
    assert offer(bench, other) == ("LOOSER", 1 + 256 * FIELDS.index("name_hash"))
    assert offer(bench, make_table(4))[0] == "LOOSER"


def test_erasing_takes_the_right_hash_and_makes_room(bench, make_table):
    looser = make_table(velocity=50.0)
    assert reply(bench, TableErase(bench.table.hash ^ 1)) == ("BAD_HASH", bench.table.hash)
    assert reply(bench, TableErase(bench.table.hash))[0] == "OK"
    assert caps(bench).joints == 0
    assert reply(bench, TableErase(bench.table.hash))[0] == "NO_TABLE"
    assert offer(bench, looser)[0] == "OK"
    reset(bench)
    assert caps(bench).table_hash == looser.hash


def test_nothing_is_erased_while_joints_may_move(bench):
    bench.arm()
    assert reply(bench, TableErase(bench.table.hash))[0] == "BUSY"


def waving(bench, hz):
    pose = bench.pose()
    return lambda t_s: pose + 0.2 * np.sin(2 * np.pi * hz * t_s) * min(1, 3 * t_s)


def test_a_hundred_resets_in_motion_begin_with_the_stored_pose(make_bench, make_table):
    """No pulse before ARM, joints one by one, and the first pulse is where the last one was."""
    bench = make_bench(make_table(feedback=0))
    generator = np.random.default_rng(5)
    for _ in range(100):
        bench.run(2)
        bench.arm()
        bench.stream(waving(bench, 0.4 + generator.random()), 10 * int(generator.integers(20, 60)))
        bench.run(int(generator.integers(0, 10)))
        last = bench.twin.trace()
        bench.pieces.clear()
        reset(bench)
        bench.run(int(generator.integers(1, 30)))
        silent = bench.twin.trace()
        assert not silent.torque.any()
        assert STATES[silent.state[-1]] == "DISARMED"
        stored = silent.played_pico[0]
        assert (silent.played_pico == stored).all()
        recent = last.played_pico[-11:]  # it is stored every 10 ms
        assert (recent == stored).all(axis=1).any()
        bench.arm(silent.played[0])
        trace = bench.trace()
        firsts = [np.flatnonzero(trace.torque >> joint & 1)[0] for joint in range(3)]
        assert np.diff(firsts).tolist() == [2, 2]
        assert [trace.played_pico[first, j] for j, first in enumerate(firsts)] == stored.tolist()
        bench.pieces.clear()


def test_a_joint_with_feedback_is_where_it_is_measured(bench):
    bench.arm()
    bench.stream(waving(bench, 0.5), 600)
    reset(bench)
    bench.twin.place(1, 0.6)
    bench.run(5)
    assert bench.twin.trace().played[-1, 1] == pytest.approx(0.6)
