"""What a firmware tells of its servos, and what a host makes of it."""

import numpy as np
import pytest

from kinesics.motion.frame import Frame
from kinesics_bridge.bridges.firmware_bridge import FirmwareBridge
from kinesics_bridge.bridges.serial_bridge import SerialBridge
from kinesics_bridge.joints.rule import Rule
from kinesics_bridge.joints.servo import ServoParameters
from kinesics_bridge.joints.servo_health import joined_health, servo_health
from kinesics_bridge.twin import Twin, TwinPort
from kinesics_bridge.wire.message_types import Health
from kinesics_bridge.wire.protocol import MAX_JOINTS
from kinesics_bridge.wire.soundness import is_sound

MS = 1_000_000
NAMES = ("jaw", "neck", "lid")


def told(**changes):
    """A health message of three joints, of which the last cannot tell."""
    message = Health(
        t_us=5,
        supply_mv=6012,
        over_current=0b010,
        over_temperature=0,
        limited=0b101,
        currents=np.array([100, 2500, 0xFFFF], "<u2").tobytes(),
        temperatures=bytes([31, 64, 255]),
    )
    return message._replace(**changes)


def test_numbers_have_units_and_bits_have_names():
    health = servo_health(told(), NAMES)
    assert health.supply_v == pytest.approx(6.012)
    assert health.currents_a == pytest.approx([0.1, 2.5, np.nan], nan_ok=True)
    assert health.temperatures_c == pytest.approx([31, 64, np.nan], nan_ok=True)
    assert health.over_current == ("neck",)
    assert health.over_temperature == ()
    assert health.limited == ("jaw", "lid")
    assert health.hottest == ("neck", 64.0)
    assert health.heat == (False, "hottest is neck: 64 °C")
    assert health.figures() == pytest.approx(
        {"supply_v": 6.012, "current_a": 2.6, "hottest_c": 64.0}
    )


def test_what_is_not_known_is_not_made_up():
    nothing = told(supply_mv=0, currents=b"\xff" * 6, temperatures=b"\xff" * 3)
    health = servo_health(nothing, NAMES)
    assert np.isnan([health.supply_v, health.current_a, *health.currents_a]).all()
    assert health.hottest is health.heat is None
    assert health.figures() == {}
    assert servo_health(told(), NAMES[:2]) is None  # another robot's


@pytest.mark.parametrize(
    "bad",
    [
        {"currents": bytes(5)},
        {"currents": bytes(4)},
        {"temperatures": bytes(4)},
        {"limited": 0b1000},
        {"over_current": 1 << 63},
        {"over_temperature": 8},
        {"currents": bytes(2 * MAX_JOINTS + 2), "temperatures": bytes(MAX_JOINTS + 1)},
    ],
)
def test_lists_and_bits_that_fit_no_table_are_unsound(bad):
    assert not is_sound(told(**bad))


def test_every_joint_may_be_told_of():
    whole = (1 << MAX_JOINTS) - 1
    full = Health(0, 0, whole, whole, whole, bytes(2 * MAX_JOINTS), bytes(MAX_JOINTS))
    assert is_sound(full)
    assert is_sound(told())
    assert is_sound(Health(0, 0, 0, 0, 0, b"", b""))  # no table yet


def test_parts_are_joined_in_the_order_of_the_robot():
    parts = [
        servo_health(told(), ("c", "a", "d")),
        servo_health(told(supply_mv=5000, limited=0b001), ("b", "f", "e")),
    ]
    health = joined_health(parts, tuple("abcdef"))
    assert health.names == tuple("abcdef")
    assert health.supply_v == 5.0
    expected_a = [2.5, 0.1, 0.1, np.nan, np.nan, 2.5]
    assert health.currents_a == pytest.approx(expected_a, nan_ok=True)
    assert health.temperatures_c[:3].tolist() == [64, 31, 31]
    assert health.over_current == ("a", "f")
    assert health.limited == ("c", "d", "b")
    assert np.isnan(joined_health([servo_health(told(supply_mv=0), NAMES)], NAMES).supply_v)


def pushed(bridge, port, table):
    """Joint 1 is asked away from where it is, for 3 s."""
    while bridge.poll() is None:
        port.wait(MS)
    for k in range(300):
        away = 0.3 * min(1.0, max(0, k - 60) / 60) * (np.arange(table.count) == 1)
        bridge.send(Frame(port.now_ns() + 100 * MS, np.asarray(table.neutral) + away))
        port.wait(10 * MS)
        while bridge.poll() is not None:
            pass
    return bridge.servo_health


@pytest.fixture
def blocked(make_table):
    """A table whose joint 1 may push for 0.2 s, and a robot on which it is stuck."""
    table = make_table(rules=(Rule("CURRENT", "joint_1", high=0.5, time_ms=200),))
    servos = ServoParameters(
        velocity_max=[10.0, 0.0, 10.0], stall_current_a=2.0, heating_k_per_a2s=50.0
    )
    return table, Twin(3, servos)


def test_a_joint_that_gives_way_is_named(blocked):
    table, twin = blocked
    port = TwinPort(twin)
    bridge = FirmwareBridge(port, table)
    assert bridge.servo_health is None
    bridge.connect(provision=True)
    health = pushed(bridge, port, table)
    assert health.names == tuple(table.names)
    assert health.over_current == ("joint_1",)
    assert health.supply_v == 6.0
    assert health.hottest[0] == "joint_1"
    assert health.currents_a == pytest.approx(twin.currents(), abs=0.002)
    assert bridge.counters["host_malformed"] == 0


def test_a_bridge_that_outlives_its_wire_forgets_what_it_was_told(make_socket, table):
    socket = make_socket(table)
    bridge = SerialBridge(socket, table)
    assert bridge.servo_health is None
    bridge.connect()
    for _ in range(30):
        socket.twin.advance(socket.twin.now_ns + 10 * MS)
        bridge.poll()
    assert bridge.servo_health.supply_v == 6.0
    socket.unplug()
    bridge.poll()
    assert bridge.servo_health is None
