"""A robot with weight that gets too little processor: later, never silent, and nothing jumps."""

import numpy as np
import pytest

from kinesics.motion.frame import Frame
from kinesics.rig.load import load_rig
from kinesics_app.afar.link_word import LinkWord
from kinesics_app.afar.orders import Orders
from kinesics_app.afar.row_desk import RowDesk, Rows
from kinesics_app.clock import OwnTimeClock
from kinesics_app.device.device import Device
from kinesics_app.device.limits_table import joint_table
from kinesics_app.life.life import TICK_NS
from kinesics_app.threads.relay import Relay
from kinesics_bridge.bridges.firmware_bridge import FirmwareBridge
from kinesics_bridge.twin.limit_use import limit_use
from kinesics_bridge.twin.machine import Twin
from kinesics_bridge.twin.port import TwinPort

RIG = load_rig("humanoid")
NECK = RIG.index("neck_yaw")
LEAD_NS = 200_000_000
SWING_RAD, SWING_S = 0.3, 4.0
MOST_NS = 20_000_000
"""What is lived in one go: nothing is told meanwhile."""
BEGIN_NS = 2_000_000_000
"""When the mixer's motion begins, from rest."""


class Host:
    """The host's time, which passes while somebody sleeps, and while the world is computed."""

    def __init__(self):
        self.ns = 0

    def now_ns(self):
        return self.ns

    def wait_until(self, t_ns):
        self.ns = max(self.ns, t_ns)


class Slow:
    """A twin of which a second takes so many of the host's: 0.3 of MuJoCo, more if starved."""

    def __init__(self, twin, host):
        self.twin, self.host = twin, host
        self.cost = 0.3

    @property
    def now_ns(self):
        return self.twin.now_ns

    def advance(self, t_ns):
        assert t_ns - self.twin.now_ns <= MOST_NS, "so much at once"
        self.host.ns += round((t_ns - self.twin.now_ns) * self.cost)
        self.twin.advance(t_ns)


def plan(t_ns, pose):
    """Where the mixer wants it at that time, (J,)."""
    wanted = pose.copy()
    swung_s = max(t_ns - BEGIN_NS, 0) * 1e-9
    wanted[NECK] += SWING_RAD * 0.5 * (1.0 - np.cos(2.0 * np.pi * swung_s / SWING_S))
    return wanted


class Elsewhere:
    """A mixer, whose rows come by the host's time."""

    def __init__(self, host, desk, pose):
        self.host, self.desk, self.pose = host, desk, pose
        self.orders = Orders()
        self.orders.give("arm", host.ns)
        self.next_ns = host.ns // TICK_NS * TICK_NS
        self.number = 0

    def send(self):
        """What it made since, all in all 10 ms apart."""
        frames = []
        while self.next_ns <= self.host.ns:
            due_ns = self.next_ns + LEAD_NS
            frames.append(Frame(due_ns, plan(due_ns, self.pose)))
            self.next_ns += TICK_NS
        if frames:
            self.number += 1
            rows = Rows("mixer:slow", self.number, frames, self.orders.told)
            self.desk.bring(rows, self.host.ns)


@pytest.fixture
def body():
    """Relay, world, host and the mixer of a twin that is computed."""
    host = Host()
    twin = Twin(len(RIG.joints))
    world = Slow(twin, host)
    desk = RowDesk(len(RIG.joints))
    with FirmwareBridge(TwinPort(twin), joint_table(RIG)) as bridge:
        device = Device(bridge, OwnTimeClock(world, host), RIG, twin)
        pose = device.watch(LEAD_NS, TICK_NS)
        host.ns = device.clock.now_ns()
        heard = []
        relay = Relay(device, RIG, desk, lambda word: heard.append((host.ns, word)))
        yield relay, world, host, Elsewhere(host, desk, pose), heard


def live_until(body, seconds):
    """Turn on until so many seconds of the host; the farthest behind that was told [s]."""
    relay, _, host, mixer, _ = body
    behind_s = 0.0
    while host.ns < seconds * 1e9:
        mixer.send()
        relay.turn()
        behind_s = max(behind_s, relay.behind_ns * 1e-9)
    return behind_s


def test_what_gets_too_little_processor_is_behind_and_told_and_never_silent(body):
    relay, world, _, _, heard = body
    assert live_until(body, 4.0) < 0.05
    world.cost = 3.0
    assert live_until(body, 6.0) > 1.0
    world.cost = 0.3
    live_until(body, 9.0)
    assert relay.behind_ns < 50e6
    told_ns = np.array([t_ns for t_ns, _ in heard])
    assert np.diff(told_ns).max() < 0.35e9  # after half a second a mixer thinks that it is gone
    assert all(isinstance(word, LinkWord) for _, word in heard)
    assert heard[-1][1].state == "ACTIVE"
    assert heard[-1][1].counters["rows_late"] == heard[-1][1].counters["underruns"] == 0


def test_rows_keep_their_dates_by_simulated_time_and_nothing_jumps(body):
    relay, world, _, mixer, _ = body
    live_until(body, 4.0)
    world.cost = 3.0
    live_until(body, 6.0)
    world.cost = 0.3
    live_until(body, 9.0)
    trace = world.twin.trace()
    assert limit_use(joint_table(RIG), trace).kept  # 1000 times a second
    lives = (trace.t_ns > BEGIN_NS) & (trace.t_ns < 9e9 - LEAD_NS)
    wanted = np.array([plan(t_ns, mixer.pose)[NECK] for t_ns in trace.t_ns[lives].tolist()])
    played = trace.played[lives, NECK]
    assert np.ptp(played) > 0.9 * SWING_RAD
    assert np.abs(played - wanted).max() < 1e-3
    assert relay.abandoned == 0
