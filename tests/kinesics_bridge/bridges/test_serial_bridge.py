"""A bridge that outlives its wire, in virtual time: every state, every way into and out of it."""

from types import SimpleNamespace

import numpy as np
import pytest

from kinesics.errors import BridgeError
from kinesics.motion.frame import Frame
from kinesics_bridge.bridges.firmware_bridge import FirmwareBridge
from kinesics_bridge.bridges.serial_bridge import SerialBridge
from kinesics_bridge.twin import Twin, TwinPort
from kinesics_bridge.twin.limit_use import limit_use

MS = 1_000_000
TICK_NS = 10 * MS


class Host:
    """A tick every 10 ms."""

    def __init__(self, make_socket, table, **options):
        self.table = table
        self.socket = make_socket(table)
        self.bridge = SerialBridge(self.socket, table, **options)
        self.seen, self.went = [], []

    def run(self, duration_ms, wanted=None):
        twin = self.socket.twin
        pose = self.table.neutral if wanted is None else None
        for _ in range(round(duration_ms / 10)):
            twin.advance(twin.now_ns + TICK_NS)
            while (telemetry := self.bridge.poll()) is not None:
                self.seen.append(telemetry)
            t_ns = twin.now_ns + 100 * MS
            values = pose if wanted is None else wanted(t_ns * 1e-9)
            self.went.append(self.bridge.send(Frame(t_ns, np.asarray(values, float))))
        return self.bridge.link_state


def wave(t_s):
    return 0.1 + 0.25 * np.sin(3.0 * t_s) * np.ones(3)


@pytest.fixture
def host(make_socket, table):
    host = Host(make_socket, table)  # a twin arms itself
    host.bridge.connect()
    return host


def test_a_pulled_wire_is_a_state_and_no_error_and_motion_returns_inside_the_limits(host):
    assert host.run(1500, wave) == "ARMED"
    for away_ms in (200, 700, 1500):
        host.socket.unplug()
        assert host.run(20, wave) == "DISCONNECTED"
        assert "plug it in" in host.bridge.trouble
        host.run(away_ms, wave)
        assert np.isnan(host.went[-1].values).all()
        host.socket.plugged = True
        back_ns = host.socket.twin.now_ns
        host.run(1000, wave)
        assert host.bridge.link_state == "ARMED"
        changes = [one for one in host.bridge.state_log.changes if one[0] >= back_ns]
        assert changes[-1][2] == "ARMED"
        assert changes[-1][0] - back_ns < 500 * MS
        host.run(2500, wave)
        assert host.went[-1].values == pytest.approx(wave(host.went[-1].t_ns * 1e-9), abs=1e-4)
    assert host.bridge.reconnects == 3
    assert host.bridge.rows_unsent == sum(np.isnan(one.values).any() for one in host.went)
    assert limit_use(host.table, host.socket.twin.trace()).kept
    assert len(host.socket.disposed) == 3


def test_a_cut_wire_is_noticed_within_half_a_second(host):
    host.run(800, wave)
    cut_ns = host.socket.twin.now_ns
    host.socket.wires[-1].cut = True
    host.socket.plugged = False
    host.run(600, wave)
    assert host.bridge.state_log.changes[-1][1:] == ("LOST", "DISCONNECTED")
    assert host.bridge.state_log.changes[-1][0] - cut_ns <= 500 * MS


def test_a_host_that_stalled_does_not_take_that_for_silence(host):
    host.run(800, wave)
    host.socket.twin.advance(host.socket.twin.now_ns + 700 * MS)
    host.run(800, wave)
    assert host.bridge.reconnects == 0
    assert host.bridge.link_state == "ARMED"


def test_a_robot_away_for_long_is_safe_and_armed_again_by_a_twin_alone(make_socket, table):
    for auto, after in ((None, "ARMED"), (False, "SAFE")):
        host = Host(make_socket, table, auto_arm=auto)
        host.bridge.connect()
        host.bridge.arm()
        assert host.run(1000, wave) == "ARMED"
        host.socket.unplug()
        host.run(4000, wave)
        host.socket.plugged = True
        assert host.run(4000, wave) == after
        host.bridge.arm()
        assert host.run(2000, wave) == "ARMED"
        host.run(2000, wave)
        assert limit_use(table, host.socket.twin.trace()).kept


def test_without_arm_the_robot_stays_ready_and_rows_go_out_as_its_pose(make_socket, table):
    host = Host(make_socket, table, auto_arm=False)
    host.bridge.connect()
    assert host.run(500, wave) == "READY"
    assert "`kinesics joint` and `perform` arm it" in host.bridge.trouble
    measured = host.seen[-1].measured
    assert host.went[-1].values == pytest.approx(measured, abs=0.02)
    assert not np.allclose(host.went[-1].values, wave(host.went[-1].t_ns * 1e-9), atol=0.01)


def test_stop_stays_through_a_reconnect_and_needs_a_person(host):
    host.run(1000, wave)
    host.bridge.stop()
    assert host.run(300, wave) == "STOPPED"
    host.socket.unplug()
    host.run(300, wave)
    host.socket.plugged = True
    assert host.run(3000, wave) == "STOPPED"
    host.bridge.arm()
    assert host.run(500, wave) == "STOPPED"
    host.bridge.clear_stop()
    host.run(100, wave)
    host.bridge.arm()
    assert host.run(2000, wave) == "ARMED"


def test_stop_without_a_link_goes_first_when_it_is_back(host):
    host.run(1000, wave)
    host.socket.unplug()
    host.run(100, wave)
    host.bridge.stop()
    host.run(100, wave)
    host.socket.plugged = True
    host.run(400, wave)
    assert host.bridge.link_state == "STOPPED"
    assert [event for _, event, *_ in host.bridge.events].count("STOPPED") == 1


def test_a_disarmed_robot_is_not_armed_by_a_reconnect(host):
    host.run(1000, wave)
    host.bridge.disarm()
    host.run(200, wave)
    host.socket.unplug()
    host.run(100, wave)
    host.bridge.arm()
    assert "DISCONNECTED" in host.bridge.arm_refusal
    host.bridge.disarm()
    host.socket.plugged = True
    assert host.run(1500, wave) == "READY"
    host.bridge.arm()
    assert host.run(1500, wave) == "ARMED"


def test_a_robot_that_restarted_is_counted_and_its_counts_go_on(host):
    host.run(1500, wave)
    rows = host.bridge.counters["rows"]
    host.socket.unplug()
    host.run(100, wave)
    other = Twin(host.table.count, boot_ns=host.socket.twin.now_ns, seed=5)
    FirmwareBridge(TwinPort(other), host.table).connect(provision=True)
    host.socket.twin = other
    host.socket.plugged = True
    host.run(3000, wave)
    assert (host.bridge.reconnects, host.bridge.reboots) == (1, 1)
    assert host.bridge.counters["rows"] >= rows + 200
    assert host.bridge.link_state == "ARMED"
    assert limit_use(host.table, other.trace()).kept


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"robot_id": "other"}, "of robot 'other'"),
        ({"velocity": 3.0}, "holds the joint table"),
    ],
)
def test_another_robot_is_refused_and_left_alone(make_socket, table, make_table, changes, told):
    host = Host(make_socket, table)
    host.bridge.connect()
    host.run(1000, wave)
    host.socket.unplug()
    host.run(50, wave)
    stranger = make_socket(make_table(**changes)).twin
    stranger.advance(host.socket.twin.now_ns)
    host.socket.twin, host.socket.plugged = stranger, True
    assert host.run(1500, wave) == "INCOMPATIBLE"
    assert told in host.bridge.trouble
    assert "plug in the right robot" in host.bridge.trouble
    assert np.isnan(host.went[-1].values).all()
    host.bridge.stop()
    host.run(500, wave)
    assert not limit_moved(stranger)
    host.socket.unplug()
    assert host.run(20, wave) == "DISCONNECTED"


def test_what_another_robot_has_counted_is_not_counted_here(make_socket, table, make_table):
    busy = Host(make_socket, make_table(robot_id="other"))
    busy.bridge.connect()
    busy.run(3000, wave)
    assert busy.bridge.counters["rows_played"] > 100
    host = Host(make_socket, table)
    host.bridge.connect()
    host.run(1000, wave)
    host.socket.unplug()
    host.run(50, wave)
    counted, clamps, events = host.bridge.counters, host.bridge.clamps, host.bridge.events
    busy.socket.twin.advance(host.socket.twin.now_ns)
    mine, host.socket.twin, host.socket.plugged = host.socket.twin, busy.socket.twin, True
    for seen in ("INCOMPATIBLE", "DISCONNECTED"):
        assert host.run(1000, wave) == seen
        firmwares = {name: n for name, n in host.bridge.counters.items() if name != "rows_unsent"}
        assert firmwares == {name: counted[name] for name in firmwares}
        assert (host.bridge.clamps == clamps).all()
        assert host.bridge.events == events
        host.socket.unplug()
    mine.advance(busy.socket.twin.now_ns)
    host.socket.twin, host.socket.plugged = mine, True
    assert host.run(3000, wave) == "ARMED"
    assert host.bridge.counters["rows_played"] < counted["rows_played"] + 400


def limit_moved(twin):
    return np.ptp(twin.trace().played, axis=0).max() > 1e-9


def test_connect_says_what_is_wrong_at_the_start(make_socket, table, make_table, caplog):
    host = Host(make_socket, table)
    host.socket.plugged = False
    with pytest.raises(BridgeError, match="no such port"):
        host.bridge.connect()
    stranger = Host(make_socket, make_table(robot_id="other"))
    bridge = SerialBridge(stranger.socket, table)
    with pytest.raises(BridgeError, match="of robot 'other'"):
        bridge.connect()
    host.socket.plugged = True
    host.socket.take = lambda: SimpleNamespace(
        now_ns=host.socket.now_ns,
        write=lambda data: None,
        read=list,
        wait=lambda ns: host.socket.twin.advance(host.socket.twin.now_ns + ns),
        close=lambda: None,
    )
    with pytest.raises(BridgeError, match="no firmware answers"):
        SerialBridge(host.socket, table).connect()
    assert not caplog.records  # it was raised, and is not to be read twice


def test_a_row_that_is_not_a_number_is_the_callers_error(host):
    with pytest.raises(BridgeError, match="NaN"):
        host.bridge.send(Frame(host.socket.twin.now_ns, np.full(3, np.nan)))
    assert host.bridge.link_state != "DISCONNECTED"


def test_a_stop_by_somebody_else_is_told_at_once(host, caplog):
    host.run(1000, wave)
    host.bridge._session.stop()  # as from beside it: this bridge was not asked
    host.run(200, wave)
    assert [one.message for one in caplog.records if "STOPPED" in one.message]


def test_a_port_on_which_nobody_answers_is_told_once_until_the_robot_is_back(host, caplog):
    def told():
        messages = [one.message for one in caplog.records if "DISCONNECTED" in one.message]
        caplog.clear()
        return messages

    host.run(500, wave)
    take = host.socket.take

    def mute():
        wire = take()
        wire.cut = True
        return wire

    host.socket.take = mute
    host.socket.wires[-1].cut = True
    host.run(20_000, wave)
    assert len(host.socket.wires) > 5  # attempts
    assert host.bridge.health.round_trip_p50_us == pytest.approx(400, abs=50)  # of the last session
    assert all(map(np.isfinite, host.bridge.health))
    silent, unanswered = told()
    assert "silent" in silent
    assert "no firmware answers" in unanswered
    host.socket.take = take
    assert host.run(6000, wave) == "ARMED"
    host.socket.unplug()
    host.run(100, wave)
    assert len(told()) == 1


def test_counts_that_are_read_while_it_restarts_lose_nothing(host):
    host.run(1000, wave)
    before = host.bridge.counters["rows_played"]
    assert before > 50
    host.socket.unplug()
    host.run(100, wave)
    other = Twin(host.table.count, boot_ns=host.socket.twin.now_ns, seed=5)
    FirmwareBridge(TwinPort(other), host.table).connect(provision=True)
    host.socket.twin = other
    host.socket.plugged = True
    for _ in range(300):  # a tick at a time, as a performance reads them
        host.run(10, wave)
        assert host.bridge.counters["rows_played"] >= before
    assert host.bridge.reboots == 1
    assert host.bridge.counters["rows_played"] > before


def test_everything_is_counted_across_sessions(host):
    host.run(800, wave)
    host.socket.unplug()
    host.run(100, wave)
    host.socket.plugged = True
    host.run(800, wave)
    counters = host.bridge.counters
    assert counters["rows_sent"] + counters["rows_unsent"] == len(host.went)
    assert counters["reconnects"] == 1
    assert counters["rows_unsent"] > 0
    assert host.bridge.health.round_trip_p50_us == pytest.approx(400, abs=50)
    assert host.bridge.clamps.shape == (3, 6)


def test_closing_ends_it_and_keeps_what_was_counted(host):
    host.run(300, wave)
    host.bridge.close()
    host.bridge.close()
    assert host.socket.wires[-1].closed
    assert host.bridge.counters["rows_sent"] == 30
    assert host.bridge.health.clock_error_us < 1000
