"""A robot that is held elsewhere: it follows, is let go, and outlives either side; virtual time."""

import json
from dataclasses import replace

import numpy as np
import pytest

from kinesics.errors import BridgeError, KinesicsError, TrackError
from kinesics.motion.frame import Frame
from kinesics.rig.load import load_rig
from kinesics_app.afar.far_bridge import FarBridge
from kinesics_app.afar.link_word import word_map, word_of
from kinesics_app.afar.orders import Order, fresh
from kinesics_app.afar.row_desk import RowDesk, Rows
from kinesics_app.character.character import speech_character
from kinesics_app.device.device import Device
from kinesics_app.device.limits_table import joint_table
from kinesics_app.device.opening import open_device
from kinesics_app.device.parking import park
from kinesics_app.life.life import TICK_NS, Life
from kinesics_app.threads.relay import Relay
from kinesics_app.tick.delays import Delays, mouth_lag_ms
from kinesics_bridge.twin.limit_use import limit_use

RIG = load_rig("humanoid")
DELAYS = Delays(80, 100.0, mouth_lag_ms(RIG))
JOINTS = len(RIG.joints)
SAFE = np.array([joint.safe for joint in RIG.joints])


class BothClock:
    """Time passes for the mixer when it waits, and for the relay with it."""

    def __init__(self, pair):
        self._pair = pair

    def now_ns(self):
        return self._pair.near.clock.now_ns()

    def wait_until(self, t_ns):
        near = self._pair.near
        while self._pair.relay is not None and near.next_tick_ns <= t_ns:
            self._pair.relay.turn()
        near.clock.wait_until(t_ns)


class Pair:
    """A relay on a twin, and the device that a mixer has of it; either may be cut off."""

    def __init__(self, near):
        self.near = near
        self.desk = RowDesk(JOINTS)
        self.cut = False
        self.mute = False
        self.relay = None
        self.sequence = 0
        near.watch(DELAYS.ahead_ns, TICK_NS)
        self.start_relay()
        self.start_mixer("first")

    def start_relay(self):
        self.relay = Relay(self.near, RIG, self.desk, self.tell)

    def start_mixer(self, mark):
        self.origin = f"mixer:{mark}"
        self.sequence = 0
        self.clock = BothClock(self)
        self.bridge = FarBridge(joint_table(RIG), self.clock, self.dispatch)
        self.device = Device(self.bridge, self.clock, RIG, None)

    def dispatch(self, rows, orders):
        if not self.cut:
            rows = Rows(self.origin, self.sequence, list(rows), orders)
            self.desk.bring(rows, self.clock.now_ns())
        self.sequence += 1

    def tell(self, word):
        if not (self.mute or self.cut):
            self.bridge.hear(word_of(json.loads(json.dumps(word_map(word))), JOINTS, 0))

    def alive(self):
        pose = self.device.bring_up(DELAYS.ahead_ns, TICK_NS)
        character = speech_character(RIG, lookahead_ms=80, backend="onnxruntime", seed=0)
        return Life((RIG, pose, self.device), character, DELAYS)

    def live(self, life, seconds):
        for _ in range(round(seconds * 100)):
            tick_ns = self.device.next_tick_ns
            self.clock.wait_until(tick_ns)
            life.tick(tick_ns)
            self.device.poll()
            self.device.next_tick_ns = tick_ns + TICK_NS

    def pass_time(self, seconds):
        self.clock.wait_until(self.clock.now_ns() + round(seconds * 1e9))


@pytest.fixture
def pair():
    with open_device("twin", RIG, live=False) as near:
        yield Pair(near)


def assert_within_limits(near):
    """As played, by the 1 kHz trace since the last look."""
    trace = near._twin.trace()
    assert limit_use(joint_table(RIG), trace).kept
    return trace


def test_a_life_elsewhere_is_played_and_measured(pair):
    life = pair.alive()
    pair.live(life, 3.0)
    assert pair.bridge.state == "ACTIVE"
    assert life.status()["late"] == life.status()["underruns"] == 0
    trace = assert_within_limits(pair.near)
    assert np.ptp(trace.played, axis=0).max() > 0.01
    sent = {row.t_ns: row.sent for row in life.loop.rows}
    played = dict(zip(trace.t_ns.tolist(), trace.played, strict=True))
    near = [np.abs(played[t_ns] - row).max() for t_ns, row in sent.items() if t_ns in played]
    assert not near or max(near) < 0.05
    park(
        pair.device,
        RIG,
        life.loop.body.last,
        Frame(life.loop.rows[-1].t_ns, life.loop.rows[-1].sent),
        TICK_NS,
    )
    assert pair.bridge.state == "DISARMED"


def test_without_its_mixer_the_robot_holds_then_goes_to_its_safe_pose_and_is_let_go(pair):
    life = pair.alive()
    life.hear(
        {"intent": {"kind": "look_at", "id": "up", "parameters": {"yaw_rad": 0.6}}},
        pair.clock.now_ns(),
    )
    pair.live(life, 2.0)
    pair.cut = True
    pair.pass_time(1.0)
    assert pair.near.bridge.state in ("STARVED", "HOLD")
    held = pair.near.latest.played.copy()
    pair.pass_time(0.8)
    assert np.abs(pair.near.latest.played - held).max() < 1e-3
    assert (pair.relay.mixer.is_lost, pair.relay.abandoned) == (True, 0)
    pair.pass_time(6.0)
    assert pair.near.bridge.state == "DISARMED"
    assert (pair.relay.mixer.is_lost, pair.relay.abandoned) == (True, 1)
    assert_within_limits(pair.near)
    assert pair.near.latest.played == pytest.approx(SAFE, abs=0.01)


def test_a_mixer_that_lets_go_before_it_leaves_is_not_lost(pair):
    life = pair.alive()
    pair.live(life, 1.0)
    last = life.loop.rows[-1]
    park(pair.device, RIG, life.loop.body.last, Frame(last.t_ns, last.sent), TICK_NS)
    pair.cut = True
    pair.pass_time(6.0)
    assert (pair.relay.mixer.is_lost, pair.relay.abandoned) == (False, 0)
    assert pair.relay.mixer.silent_ns > 5e9


def test_a_mixer_that_comes_back_arms_it_where_it_is(pair):
    life = pair.alive()
    pair.live(life, 1.0)
    pair.cut = True
    pair.pass_time(8.0)
    assert pair.relay.mixer.is_lost
    pair.cut = False
    pair.start_mixer("second")
    life = pair.alive()
    pair.live(life, 1.0)
    assert pair.bridge.state == "ACTIVE"
    assert (pair.relay.mixer.is_lost, pair.relay.abandoned) == (False, 1)
    assert_within_limits(pair.near)


def test_a_short_cut_is_gone_on_after(pair):
    life = pair.alive()
    pair.live(life, 1.0)
    pair.cut = True
    pair.live(life, 1.0)
    assert pair.bridge.state is None
    assert "is not heard for" in pair.bridge.trouble
    assert np.isnan(life.loop.rows[-1].sent).all()
    pair.cut = False
    pair.live(life, 1.0)
    assert pair.bridge.state == "ACTIVE"
    assert_within_limits(pair.near)


def test_without_the_bridge_node_the_mixer_says_that_the_link_is_down(pair):
    life = pair.alive()
    pair.live(life, 0.5)
    pair.mute = True
    pair.live(life, 0.7)
    assert pair.bridge.state is None
    life.hear({"intent": {"kind": "nod", "id": "no", "parameters": {}}}, pair.clock.now_ns())
    (refused,) = life.events()
    assert (refused.state, "whoever holds the robot is not heard" in refused.reason) == (
        "refused",
        True,
    )


def test_stop_is_heeded_from_either_side_and_only_the_mixer_leads_out_of_it(pair):
    life = pair.alive()
    pair.live(life, 0.5)
    pair.relay.stopped.set()
    pair.live(life, 0.5)
    assert pair.bridge.state == "STOPPED"
    pair.bridge.clear_stop()
    pair.bridge.disarm()
    pair.pass_time(0.5)
    assert pair.bridge.state == "DISARMED"
    pair.bridge.stop()
    pair.pass_time(0.2)
    assert pair.bridge.state == "STOPPED"


def test_nobody_and_another_robot_are_errors_of_connect(pair):
    pair.mute = True
    with pytest.raises(
        BridgeError, match="nobody who holds the robot is heard; wanted bridge_node"
    ):
        pair.device.watch(DELAYS.ahead_ns, TICK_NS)
    pair.mute = False
    pair.bridge.table = replace(pair.bridge.table, robot_id="another")
    with pytest.raises(BridgeError, match=r"holds robot 'humanoid' .* wanted is 'another'"):
        pair.bridge.connect()


def test_an_order_is_obeyed_once_and_an_old_one_to_arm_never():
    told = (Order(0, "arm", 0), Order(1, "disarm", 0), Order(2, "arm", 10**10))
    assert fresh(told, -1, 10**10) == [told[1], told[2]]
    assert fresh(told, 2, 10**10) == []
    with pytest.raises(BridgeError, match="no order 'dance'; wanted arm or"):
        fresh((Order(0, "dance", 0),), -1, 0)


def rows(number, *values, ahead_s=0.1, origin="mixer:a"):
    t_ns = 10**12 + round(ahead_s * 1e9)
    return Rows(origin, number, [Frame(t_ns, np.array(one)) for one in values])


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (rows(0, [0.0, np.nan]), "is not 2 finite positions"),
        (rows(0, [0.0]), "is not 2 finite positions"),
        (rows(0, [0.0, 0.0], ahead_s=9.0), "of another clock"),
        (rows(0, [0.0, 0.0], ahead_s=-3.0), "of another clock"),
        (rows(0, *[[0.0, 0.0]] * 300), "300 rows at once"),
        (rows(0, [0.0, 0.0], origin="x"), "wanted DEPARTMENT:MARK"),
        (Rows("mixer:a", 0, [], [Order(0, "dance", 0)]), "no order"),
    ],
)
def test_rows_that_cannot_be_are_refused_and_counted(bad, why):
    desk = RowDesk(2)
    with pytest.raises(KinesicsError, match=why):
        desk.bring(bad, 10**12)
    assert desk.take()[:2] == ([], [])
    assert desk.ledger.figures()["refused"] == 1


def test_one_mixer_has_the_robot_until_it_is_silent():
    desk = RowDesk(1)
    desk.bring(rows(0, [0.1]), 10**12)
    with pytest.raises(TrackError, match="mixer is mixer:a"):
        desk.bring(rows(0, [0.2], origin="mixer:b"), 10**12)
    desk.bring(rows(0, [0.2], ahead_s=2.1, origin="mixer:b"), 10**12 + 2 * 10**9)
    (frame,) = desk.take().frames
    assert frame.values == [0.2]


@pytest.mark.parametrize("missing", ["state", "counters", "table", "telemetry", "health"])
def test_what_is_no_word_of_a_robot_is_refused(pair, missing):
    pair.pass_time(0.2)
    told = word_map(pair.relay._word(pair.near.latest))
    assert word_of(told, JOINTS, 5).telemetry.t_ns == pair.near.latest.t_ns + 5
    with pytest.raises(BridgeError, match="no word of a robot"):
        word_of({key: one for key, one in told.items() if key != missing}, JOINTS, 0)
    with pytest.raises(BridgeError, match="joints; wanted"):
        word_of(told, JOINTS + 1, 0)
