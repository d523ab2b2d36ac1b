"""The provisioned table, read back, compared, given and erased."""

import numpy as np
import pytest

from kinesics.errors import BridgeError
from kinesics_bridge.bridges.firmware_bridge import FirmwareBridge
from kinesics_bridge.firmware.build import most_joints
from kinesics_bridge.link.dialogue import Dialogue
from kinesics_bridge.link.provisioner import Provisioner, differences
from kinesics_bridge.twin import Twin, TwinPort
from kinesics_bridge.wire.message_types import JointSet, TableRead, TableRow
from kinesics_bridge.wire.protocol import JOINT_FIELDS, REPLIES

MS = 1_000_000


@pytest.fixture
def port():
    return TwinPort(Twin(8))


def desk_for(port, table):
    desk = Provisioner(port, table)
    desk.greet()
    return desk


def test_a_blank_firmware_has_nothing_stored(port, make_table):
    assert desk_for(port, make_table()).stored() is None


def test_what_was_given_is_read_back_bit_for_bit(port, make_table):
    table = make_table(5)
    caps = desk_for(port, table).give()
    stored = desk_for(port, table).stored()
    assert caps.table_hash == stored.hash == table.hash
    assert list(stored.rows) == table.rows
    assert list(differences(table, stored)) == []


def test_room_is_known_of_boards_that_are_built_here():
    assert most_joints("lm3s6965 1.2 (QEMU)") == 32
    assert most_joints("stm32f405 1.2 (never run on hardware)") == most_joints("mine 7") == 64


def test_a_joint_that_is_refused_is_named(port, make_table, monkeypatch):
    ask = Dialogue.ask

    def small(dialogue, message):
        request = yield from ask(dialogue, message)
        if isinstance(message, JointSet) and message.joint >= 3:
            request.outcome = "BAD_ROW"
        return request

    monkeypatch.setattr(Dialogue, "ask", small)
    table = make_table(5)
    with pytest.raises(BridgeError, match=f"refuses '{table.names[3]}', joint 4 of 5: it has room"):
        desk_for(port, table).give()


def test_the_largest_table_is_read_back_too(make_table):
    port, table = TwinPort(Twin(64)), make_table(64)
    desk_for(port, table).give()
    assert list(desk_for(port, table).stored().rows) == table.rows


def test_a_row_comes_before_the_reply_with_the_hash(bench):
    bench.replies()
    bench.send(TableRead(2))
    bench.run(1)
    row = next(message for message in bench.heard if isinstance(message, TableRow))
    assert row[1:] == bench.table.rows[2]
    (reply,) = bench.replies()
    assert (list(REPLIES)[reply.code], reply.detail) == ("OK", bench.table.hash)
    bench.send(TableRead(3))
    bench.run(1)
    assert [list(REPLIES)[reply.code] for reply in bench.replies()] == ["BAD_ROW"]


def test_reading_ends_no_torque_and_forgets_no_table(bench):
    bench.arm()
    for joint in range(4):
        bench.send(TableRead(joint))
    bench.run(5)
    assert bench.trace().torque[-1] == 0b111
    assert bench.status().state is not None


def test_a_tighter_table_leaves_the_stored_one(port, make_table):
    first, tighter = make_table(), make_table(velocity=1.0)
    desk_for(port, first).give()
    desk = desk_for(port, tighter)
    assert desk.give().table_hash == tighter.hash
    assert desk.stored().hash == first.hash


@pytest.mark.parametrize(
    ("field", "change", "looser"),
    [
        ("position_min", -0.01, True),
        ("position_min", 0.01, False),
        ("position_max", 0.01, True),
        ("velocity", 0.5, True),
        ("velocity", -0.5, False),
        ("jerk", 10.0, True),
        ("safe", 0.01, False),
        ("neutral", 0.01, False),
    ],
)
def test_a_difference_names_joint_and_field_and_is_looser_as_the_firmware_has_it(
    port, make_table, field, change, looser
):
    first = make_table()
    values = np.array(getattr(first, field), float)
    values[1] += change
    other = make_table(**{field: values})
    desk_for(port, first).give()
    desk = desk_for(port, other)
    (found,) = differences(other, desk.stored())
    assert (found.joint, found.field, found.looser) == ("joint_1", field, looser)
    if looser:
        with pytest.raises(BridgeError, match=f"joint_1: {field} is looser"):
            desk.give()
    else:
        assert desk.give().table_hash == other.hash


def test_every_field_is_compared(port, make_table):
    first = make_table()
    desk_for(port, first).give()
    stored = desk_for(port, first).stored()
    seen = set()
    for other in (
        make_table(names=["a", "b", "c"]),
        make_table(4),
        make_table(feedback=2, releases=[True, True, False], neutral=0.3, safe=0.0),
        make_table(position_min=-0.3, position_max=0.5, velocity=1.0, acceleration=9.0, jerk=1e4),
    ):
        seen |= {one.field for one in differences(other, stored)}
    assert seen == set(JOINT_FIELDS) - {"offset", "scale"}


def test_joints_more_and_fewer_are_told(port, make_table):
    desk_for(port, make_table(3)).give()
    stored = desk_for(port, make_table(3)).stored()
    more = list(differences(make_table(4), stored))
    assert [(one.joint, one.stored, one.looser) for one in more] == [("joint_3", None, True)]
    fewer = list(differences(make_table(2), stored))
    assert [(one.joint, one.wanted, one.looser) for one in fewer] == [("joint 2", None, False)]


def test_erasing_makes_room_for_a_looser_table(port, make_table):
    first, looser = make_table(), make_table(velocity=50.0)
    desk_for(port, first).give()
    desk = desk_for(port, looser)
    with pytest.raises(BridgeError, match="hash"):
        desk.erase(first.hash ^ 1)
    desk.erase(first.hash)
    assert desk.stored() is None
    assert desk.give().table_hash == looser.hash


def test_nothing_is_given_or_erased_while_armed(port, make_table):
    table = make_table()
    bridge = FirmwareBridge(port, table, auto_arm=True)
    bridge.connect(provision=True)
    pose = bridge.poll().measured
    for _ in range(40):
        bridge.send_rows(port.now_ns() + 50 * MS, np.tile(pose, (20, 1)))
        port.wait(10 * MS)
        while bridge.poll() is not None:
            pass
    assert bridge.state == "ACTIVE"
    desk = desk_for(port, table)
    assert desk.state == "ACTIVE"
    for act in (desk.give, lambda: desk.erase(table.hash)):
        with pytest.raises(BridgeError, match="only while disarmed"):
            act()
