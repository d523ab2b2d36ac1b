"""`FirmwareBridge` over a twin: what the app calls, from handshake to the last played byte."""

import numpy as np
import pytest
import wasmtime
from hypothesis import given, settings
from hypothesis import strategies as st

from kinesics.errors import BridgeError
from kinesics.motion.frame import Frame
from kinesics_bridge.bridges.firmware_bridge import MIN_LEAD_NS, FirmwareBridge
from kinesics_bridge.joints.servo import ServoParameters
from kinesics_bridge.twin import LinkFaults, Twin, TwinClock, TwinPort
from kinesics_bridge.wire.message_types import Caps
from kinesics_bridge.wire.protocol import CAPABILITIES, CONDITIONS

MS = 1_000_000
STEP = 10 * MS


class Robot:
    """A twin, its bridge, and a loop that may stall."""

    def __init__(
        self, table, *, lead_ms=100, auto_arm=None, servos=None, clock=None, boot_ns=0, **port
    ):
        self.table = table
        self.twin = Twin(table.count, servos, clock=clock, boot_ns=boot_ns)
        self.port = TwinPort(self.twin, **port)
        self.bridge = FirmwareBridge(self.port, table, auto_arm=auto_arm)
        self.lead_ns = lead_ms * MS
        self.polled = []
        self.went = []

    def connect(self):
        caps = self.bridge.connect(provision=True)
        self.start_ns = -(-self.twin.now_ns // STEP) * STEP
        self.tick = 0
        return caps

    def wanted(self, t_ns):
        t_s = (t_ns - self.start_ns) / 1e9
        swing = (
            0.25
            * min(1.0, t_s)
            * np.sin(2 * np.pi * (0.4 + 0.2 * np.arange(self.table.count)) * t_s)
        )
        return np.asarray(self.table.neutral) + swing

    def perform(self, ticks, stalls=None):
        """The loop: one row per 10 ms; a stall {tick: ns} suspends it, then it catches up."""
        for _ in range(ticks):
            due_ns = self.start_ns + self.tick * STEP
            late_ns = (stalls or {}).get(self.tick, 0)
            self.twin.advance(max(due_ns + late_ns, self.twin.now_ns))
            telemetry = self.bridge.poll()
            if telemetry is not None:
                self.polled.append(telemetry)
            t_ns = due_ns + self.lead_ns
            self.went.append(self.bridge.send(Frame(t_ns, self.wanted(t_ns))))
            self.tick += 1


@pytest.fixture
def robot(table):
    robot = Robot(table)
    robot.connect()
    return robot


def test_connect_provisions_compares_and_brings_the_pose(table):
    robot = Robot(table)
    caps = robot.connect()
    assert isinstance(caps, Caps)
    assert (caps.robot_id, caps.table_hash) == ("bench", table.hash)
    telemetry = robot.bridge.poll()
    assert telemetry.state == "DISARMED"
    assert np.allclose(telemetry.measured, table.neutral, atol=1e-4)
    assert FirmwareBridge(robot.port, table).connect().table_hash == table.hash


def test_another_table_is_refused_unless_provisioned(table, make_table):
    robot = Robot(table)
    robot.connect()
    other = make_table(3, robot_id="other", velocity=1.0)
    with pytest.raises(BridgeError) as caught:
        FirmwareBridge(robot.port, other).connect()
    for part in (f"{table.hash:08x} of robot 'bench'", f"{other.hash:08x} of robot 'other'"):
        assert part in str(caught.value)
    assert "same --robot" in str(caught.value)
    assert "kinesics firmware provision" in str(caught.value)
    assert FirmwareBridge(robot.port, other).connect(provision=True).robot_id == "other"


def test_a_firmware_without_a_table_says_so(table):
    robot = Robot(table)
    robot.bridge._provision = lambda: None
    with pytest.raises(BridgeError, match=r"holds no joint table, wanted is .* of robot 'bench'"):
        robot.bridge.connect()


def test_a_twin_arms_itself_and_plays_what_was_sent(robot, assert_within_limits):
    robot.perform(400)
    trace = robot.twin.trace()
    assert robot.bridge.state == "ACTIVE"
    assert [state for _, _, _, state in robot.bridge.events] == ["ARMING", "ACTIVE"]
    late = trace.t_ns > robot.start_ns + 2_000 * MS
    asked = np.stack([robot.wanted(t_ns) for t_ns in trace.t_ns[late]])
    assert np.abs(trace.played[late] - asked).max() < 4e-4  # the averages round the peaks off
    counters = robot.bridge.counters
    for name in ("rows_late", "underruns", "crc_errors", "clamped_ticks", "sequence_gaps"):
        assert counters[name] == 0, name
    assert not robot.bridge.clamps.any()
    assert_within_limits(robot.table, trace)


def test_a_row_that_leaves_when_it_cannot_be_in_time_is_counted(robot):
    neutral = robot.table.neutral
    robot.bridge.send(Frame(robot.twin.now_ns + MIN_LEAD_NS, neutral))
    assert robot.bridge.counters["rows_left_late"] == 0
    robot.bridge.send(Frame(robot.twin.now_ns + MIN_LEAD_NS - 1, neutral))
    assert robot.bridge.counters["rows_left_late"] == 1


def test_send_tells_what_went_out(robot):
    table = robot.table
    wanted = np.array([0.12345678, 9.0, -9.0])
    went = robot.bridge.send(Frame(robot.twin.now_ns + 100 * MS, wanted))
    assert np.abs(went.values[0] - wanted[0]) <= table.scale[0] / 2
    assert np.allclose(went.values[1:], [table.position_max[1], table.position_min[2]], atol=1e-4)
    assert (went.values <= table.position_max).all()
    assert (went.values >= table.position_min).all()
    with pytest.raises(BridgeError, match="NaN"):
        robot.bridge.send(Frame(0, np.array([0, np.nan, 0])))


def test_known_motion_is_sent_far_ahead_in_few_frames(robot):
    robot.perform(60)
    t_ns = robot.start_ns + robot.tick * STEP + robot.lead_ns
    rows = np.stack([robot.wanted(t_ns + k * STEP) for k in range(200)])
    sent = robot.bridge.counters["frames"]
    went = robot.bridge.send_rows(t_ns, rows)
    assert [frame.t_ns for frame in went] == [t_ns + k * STEP for k in range(200)]
    for _ in range(200):
        robot.twin.advance(robot.twin.now_ns + STEP)
        robot.bridge.poll()
    trace = robot.twin.trace()
    during = (trace.t_ns > t_ns + 500 * MS) & (trace.t_ns < t_ns + 1900 * MS)
    asked = np.stack([robot.wanted(t) for t in trace.t_ns[during]])
    assert np.abs(trace.played[during] - asked).max() < 4e-4
    assert robot.bridge.counters["frames"] - sent < 40
    assert robot.bridge.counters["rows_dropped"] == 0


def test_robot_time_may_be_negative(table):
    robot = Robot(table, boot_ns=-5_000_000_000)
    robot.connect()
    robot.perform(100)
    assert robot.bridge.state == "ACTIVE"
    assert robot.polled[-1].t_ns < 0


def test_telemetry_comes_at_25_hz_dated_in_robot_time(robot):
    robot.perform(200)
    trace = robot.twin.trace()
    assert len(robot.polled) == pytest.approx(50, abs=2)
    for telemetry in robot.polled[20:]:
        at = np.searchsorted(trace.t_ns, telemetry.t_ns - MS // 2)
        assert abs(trace.t_ns[at] - telemetry.t_ns) <= 3000
        assert np.abs(trace.played[at] - telemetry.played).max() <= robot.table.scale.max()
    assert robot.polled[-1].counters["frames"] > 100


def test_joints_without_feedback_report_what_was_played(table):
    robot = Robot(table, servos=ServoParameters(dead_time_s=0.08))
    robot.connect()
    robot.perform(300)
    gaps = np.max([np.abs(t.measured - t.played) for t in robot.polled], axis=0)
    assert gaps[0] == gaps[2] == 0
    assert gaps[1] > 0.01


def play(table, stalls=None, **changes):
    robot = Robot(table, **changes)
    robot.connect()
    robot.perform(300, stalls)
    robot.twin.advance(robot.start_ns + 3000 * MS)
    return robot


def test_the_same_run_twice_gives_the_same_bytes(table):
    noisy = ServoParameters(noise=0.001, resolution=0.0015)
    first, second = (play(table, servos=noisy).twin.trace() for _ in range(2))
    assert first.played_pico.tobytes() == second.played_pico.tobytes()
    assert first.measured_pico.tobytes() == second.measured_pico.tobytes()


@pytest.fixture(scope="module")
def calm(make_table):
    return play(make_table()).twin.trace()


@settings(max_examples=25)
@given(
    first_tick=st.integers(60, 110),
    gaps=st.lists(st.integers(9, 60), max_size=4),
    phases_ns=st.lists(st.integers(0, 5_500_000), min_size=5, max_size=5),
)
def test_stalls_of_80_ms_change_no_played_byte(calm, make_table, first_tick, gaps, phases_ns):
    """The loop is suspended for 80 ms some time after a tick, then sends all it has missed.

    With 100 ms of lead a row must be there 24 ms before it is played, so a suspension of 80 ms that
    begins up to 5.5 ms after a tick is invisible; see `MIN_LEAD_NS`.
    """
    stalls = {}
    tick = first_tick
    for gap, phase_ns in zip([0, *gaps], phases_ns, strict=False):
        tick += gap
        # suspended from `phase_ns` after the tick before: the missed ticks run when it ends
        for missed in range(8):
            stalls[tick + missed] = max(0, 70 * MS + phase_ns - missed * STEP)
    robot = play(make_table(), stalls)
    trace = robot.twin.trace()
    assert trace.played_pico.tobytes() == calm.played_pico.tobytes()
    assert trace.measured_pico.tobytes() == calm.measured_pico.tobytes()
    assert robot.bridge.counters["rows_late"] == 0


def test_a_longer_lead_hides_longer_stalls(make_table):
    table = make_table()
    stall_ns = 200 * MS - MIN_LEAD_NS - MS
    calm, stalled = (
        play(table, stalls, lead_ms=200).twin.trace()
        for stalls in (None, {120 + k: max(0, stall_ns - k * STEP) for k in range(20)})
    )
    assert calm.played_pico.tobytes() == stalled.played_pico.tobytes()


def test_a_stall_beyond_the_lead_is_braked_not_jumped(table, assert_within_limits):
    robot = play(table, {150 + k: max(0, 140 * MS - k * STEP) for k in range(14)})
    trace = robot.twin.trace()
    assert_within_limits(table, trace)
    assert robot.bridge.counters["underruns"] == 1
    assert robot.bridge.state == "ACTIVE"


def test_jitter_of_the_wire_changes_no_played_byte(calm, make_table):
    jitter = LinkFaults(seed=3, jitter_ns=2 * MS)
    shaken = play(make_table(), faults=jitter)
    late = calm.t_ns > shaken.start_ns + 1500 * MS
    trace = shaken.twin.trace()
    # the first row's date is measured, so the whole motion may be shifted by the jitter's half
    late = trace.t_ns > shaken.start_ns + 1500 * MS
    asked = np.stack([shaken.wanted(t_ns) for t_ns in trace.t_ns[late]])
    assert np.abs(trace.played[late] - asked).max() < 3e-3
    assert shaken.bridge.counters["rows_late"] == 0
    assert shaken.bridge.counters["clamped_ticks"] == 0


@pytest.mark.parametrize("ppm", [80.0, -80.0, -3000.0])
def test_a_firmware_clock_that_runs_wrong_is_followed(table, ppm, assert_within_limits):
    robot = Robot(table, clock=TwinClock(ppm=ppm))
    robot.connect()
    robot.perform(1500)
    trace = robot.twin.trace()
    late = trace.t_ns > robot.start_ns + 2_000 * MS
    asked = np.stack([robot.wanted(t_ns) for t_ns in trace.t_ns[late]])
    assert np.abs(trace.played[late] - asked).max() < 1.5e-3
    assert robot.bridge.counters["date_jumps"] == 0
    assert robot.bridge.counters["clamped_ticks"] == 0
    assert robot.bridge.counters["underruns"] == 0


def test_a_bad_wire_costs_rows_but_no_limit_and_no_error(table, assert_within_limits):
    robot = Robot(table)
    robot.connect()
    robot.perform(100)
    robot.port.faults = LinkFaults(seed=1, drop=0.002, flip=0.002)
    robot.perform(1000)
    counters = robot.bridge.counters
    assert counters["crc_errors"] + counters["framing_errors"] > 20
    assert counters["host_crc_errors"] + counters["host_framing_errors"] > 10
    assert counters["sequence_gaps"] > 20
    assert robot.bridge.state in {"ACTIVE", "STARVED"}
    assert_within_limits(table, robot.twin.trace())


def test_stop_holds_against_the_stream_until_cleared_and_armed(robot, assert_within_limits):
    robot.perform(200)
    robot.bridge.stop()
    stopped_ns = robot.twin.now_ns
    robot.perform(100)
    assert robot.bridge.state == "STOPPED"
    trace = robot.twin.trace()
    speed = np.abs(np.diff(trace.played, axis=0))
    after = trace.t_ns[1:] - stopped_ns
    assert (speed[(after > 40 * MS) & (after < 41 * MS)] < speed[after <= 0][-1]).all()
    assert speed[after > 400 * MS].max() == 0
    robot.bridge.clear_stop()
    robot.perform(50)
    assert robot.bridge.state == "STANDBY"
    robot.bridge.arm()
    robot.start_ns = robot.twin.now_ns  # a stream that begins where the joints are
    pose = robot.polled[-1].played
    robot.wanted = lambda t_ns: pose
    robot.tick = 0
    robot.perform(100)
    assert robot.bridge.state == "ACTIVE"


def test_without_auto_arm_nothing_moves_until_arm(table):
    robot = Robot(table, auto_arm=False)
    robot.connect()
    robot.wanted = lambda t_ns: robot.bridge.table.neutral
    robot.perform(100)
    assert robot.bridge.state == "DISARMED"
    robot.bridge.arm()
    robot.perform(100)
    assert robot.bridge.state == "ACTIVE"
    robot.bridge.disarm()
    robot.perform(100)
    assert robot.bridge.state == "DISARMED"


def test_a_refused_arm_says_why(table):
    robot = Robot(table, auto_arm=False)
    robot.connect()
    robot.twin.set_conditions(CONDITIONS["OVER_TEMPERATURE"])
    robot.bridge.arm()
    robot.perform(50)
    assert "over-temperature" in robot.bridge.arm_refusal
    assert robot.bridge.state == "LIMP"


def test_clamps_are_told_by_joint_kind_and_side(table):
    robot = Robot(table)
    robot.connect()
    robot.perform(100)
    swing = robot.wanted
    robot.wanted = lambda t_ns: np.where([True, False, False], 5.0, swing(t_ns))
    robot.perform(50)
    clamps = robot.bridge.clamps
    assert clamps[0].sum() > 0
    assert clamps[0, 0] == 0  # nothing below
    assert not clamps[2].any()


def test_a_firmware_that_restarts_is_an_error(robot):
    robot.perform(50)
    robot.twin._call("twin_boot", 3, robot.twin.now_ns, 5_000_000, 0, 77, 0)
    with pytest.raises(BridgeError, match=r"restarted|no longer answers"):
        robot.perform(400)


class DeadPort:
    """A wire with nobody at its end."""

    def __init__(self):
        self.t_ns = 0
        self.closed = 0

    def now_ns(self):
        return self.t_ns

    def write(self, data):
        pass

    def read(self):
        return []

    def wait(self, duration_ns):
        self.t_ns += duration_ns

    def close(self):
        self.closed += 1


def test_another_protocol_is_refused(table):
    robot = Robot(table)
    robot.connect()
    taken = robot.bridge._link._take_rare

    def older(message):
        taken(message._replace(major=0) if isinstance(message, Caps) else message)

    robot.bridge._link._take_rare = older
    with pytest.raises(BridgeError, match="speaks protocol 0, this host 1"):
        robot.bridge.connect()


def test_nobody_there_is_one_clear_error(table):
    port = DeadPort()
    with pytest.raises(BridgeError, match="no firmware answers"):
        FirmwareBridge(port, table).connect(timeout_s=1.0)
    assert port.now_ns() < 1.3e9


def test_close_may_be_called_twice(table):
    port = DeadPort()
    with FirmwareBridge(port, table) as bridge:
        bridge.close()
    assert port.closed == 2


def test_a_firmware_that_falls_silent_is_an_error(robot):
    robot.perform(50)
    robot.bridge._port.read = list
    with pytest.raises(BridgeError, match="no longer answers"):
        robot.perform(400)


def test_a_twin_that_cannot_start_says_why(monkeypatch):
    def refused(*_):
        raise wasmtime.WasmtimeError("memory\n  File too large (os error 27)")

    monkeypatch.setattr(wasmtime, "Instance", refused)
    with pytest.raises(BridgeError, match=r"twin cannot start .*File too large.*ulimit"):
        Twin(3)


@pytest.mark.parametrize(
    ("capabilities", "way_out"),
    [(CAPABILITIES["TWIN"], "start the twin and this program with the same --robot, or give"),
     (0, "name that robot's rig with --robot, or give it this table")],
)  # fmt: skip
def test_the_way_out_of_another_table_is_that_of_a_twin_or_of_a_device(
    table, make_table, monkeypatch, capabilities, way_out
):
    robot = Robot(table)
    robot.bridge.connect(provision=True)
    other = FirmwareBridge(robot.port, make_table(robot_id="other"))
    mismatch = FirmwareBridge._mismatch
    monkeypatch.setattr(
        FirmwareBridge,
        "_mismatch",
        lambda bridge, caps: mismatch(bridge, caps._replace(capabilities=capabilities)),
    )
    with pytest.raises(BridgeError, match=way_out):
        other.connect()
