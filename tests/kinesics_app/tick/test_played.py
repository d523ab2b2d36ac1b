"""DESIGN.md section 9, points 1, 3, 4, 5 and 9, on the motion as played: the twin's 1 kHz trace."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kinesics.behaviours.blink import Blink
from kinesics.behaviours.breathing import Breathing
from kinesics.motion.channels import NAMES
from kinesics.motion.limits import Limiter
from kinesics.motion.mixer import Layer, Mixer
from kinesics.motion.track import make_track
from kinesics.signals import Horizon
from kinesics_app.clock import VirtualClock
from kinesics_app.device.device import Device
from kinesics_app.device.limits_table import joint_table
from kinesics_app.device.servos import servos_of
from kinesics_app.tick.body import Body
from kinesics_app.tick.loop import Loop
from kinesics_bridge.bridges.firmware_bridge import FirmwareBridge
from kinesics_bridge.twin import Twin, TwinPort

MS = 1_000_000
SLOW = settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class Wild:
    """A behaviour that wants anything of anything, at once: jumps, overlaps, late and far rows."""

    name = "wild"

    def __init__(self, seed):
        self.random = np.random.default_rng(seed)

    def feed(self, packet):
        if self.random.uniform() < 0.7:
            return None
        names = self.random.choice(NAMES, size=self.random.integers(1, 12), replace=False)
        rows = self.random.integers(1, 40)
        values = self.random.choice([-5.0, -1.0, 0.0, 0.3, 1.0, 5.0], size=(rows, len(names)))
        start_ns = packet.t_ns + int(self.random.integers(-400, 200)) * MS
        rate_hz = float(self.random.choice([10.0, 50.0, 100.0, 333.0]))
        return make_track(start_ns, rate_hz, list(names), values)


class Nodding:
    """A steady behaviour; dies, or goes mad, when told to."""

    name = "nodding"

    def __init__(self, fault_ns=None, fault=None):
        self.fault_ns, self.fault = fault_ns, fault
        self.next_ns = None

    def feed(self, packet):
        if self.fault_ns is not None and packet.t_ns > self.fault_ns:
            if self.fault == "raises":
                raise RuntimeError("the network is gone")
            return make_track(packet.t_ns, 100.0, ["head_pitch"], [[np.nan]])
        if self.next_ns is None:
            self.next_ns = packet.t_ns
        times_ns = np.arange(self.next_ns, packet.t_ns + 10 * MS, 10 * MS)
        if not len(times_ns):
            return None
        self.next_ns = int(times_ns[-1]) + 10 * MS
        pitch = 0.2 * np.sin(2 * np.pi * 0.8 * times_ns * 1e-9)
        return make_track(int(times_ns[0]), 100.0, ["head_pitch"], pitch[:, None])


def every_tick(tick_ns):
    return [Horizon(tick_ns + 150 * MS)]


@SLOW
@given(seed=st.integers(0, 2**32 - 1))
def test_no_behaviour_makes_a_joint_leave_its_limits(stage, assert_limits, seed):
    show = stage([Wild(seed)])
    show.run(150, every_tick)
    assert_limits(show.finish())
    assert show.device.bridge.counters["underruns"] == 0
    assert sum(show.device.clamps.values()) == 0  # the host's limits kept the firmware's at rest


@SLOW
@given(stalls=st.lists(st.tuples(st.integers(5, 40), st.integers(1, 8)), min_size=1, max_size=4))
def test_host_stalls_of_up_to_80_ms_change_no_played_bit(stage, stalls):
    def show(stalled):
        one = stage([Nodding(), Blink(7), Breathing()])
        for steady, late in stalls:
            one.run(steady, every_tick)
            (one.stall if stalled else one.run)(late, every_tick)
        one.run(20, every_tick)
        return one.finish()

    smooth, rough = show(stalled=False), show(stalled=True)
    np.testing.assert_array_equal(smooth.t_ns, rough.t_ns)
    np.testing.assert_array_equal(smooth.played, rough.played)


def test_the_same_run_plays_the_same_bits(stage):
    shows = [stage([Wild(5), Blink(5)]) for _ in range(2)]
    for show in shows:
        show.run(100, every_tick)
    one, two = (show.finish() for show in shows)
    np.testing.assert_array_equal(one.played, two.played)
    np.testing.assert_array_equal(one.measured, two.measured)


@SLOW
@given(fault_ms=st.integers(500, 1500), fault=st.sampled_from(["raises", "nan"]))
def test_a_behaviour_that_dies_fades_and_idle_life_goes_on(stage, assert_limits, fault_ms, fault):
    show = stage([Breathing(), Nodding(fault_ms * MS, fault)])
    show.run(350, every_tick)
    playback = show.finish()
    assert_limits(playback)
    assert "nodding" in show.loop.died
    neck, waist = (show.rig.index(name) for name in ("neck_pitch", "waist_pitch"))
    before = playback.t_ns < fault_ms * MS
    assert np.ptp(playback.played[before, neck]) > 0.05 or fault_ms < 900
    assert np.ptp(playback.played[-1000:, neck]) < 1e-3  # at rest
    assert np.ptp(playback.played[-1000:, waist]) > 1e-3  # still breathing


@SLOW
@given(seed=st.integers(0, 2**32 - 1), stop_tick=st.integers(20, 120), offset_ms=st.integers(0, 9))
def test_stop_brakes_at_once_whatever_is_queued(stage, assert_limits, seed, stop_tick, offset_ms):
    show = stage([Wild(seed)])
    show.run(stop_tick, every_tick)
    show.device.clock.wait_until(show.tick_ns - (10 - offset_ms) * MS)
    stopped_ns = show.device.clock.now_ns()
    show.device.bridge.stop()
    show.run(60, every_tick)
    playback = show.played()
    assert_limits(playback)
    speed = np.abs(np.diff(playback.played, axis=0)) * playback.rate_hz
    since_ms = (playback.t_ns[1:] - stopped_ns) // MS
    limits = show.rig.limits
    for after_ms in range(50, 400, 50):
        # Braking began within 50 ms: from then on the speed falls by the acceleration limit. The
        # firmware's averages spread it over 20 ms, which the 50 ms have to hold as well.
        at_stop = speed[since_ms == 0][0] if (since_ms == 0).any() else limits.velocity
        allowed = np.maximum(limits.velocity - limits.acceleration * (after_ms - 50) * 1e-3, 0.0)
        assert (speed[since_ms == after_ms] <= np.maximum(allowed, at_stop * 0) + 1e-9).all()
    assert show.device.bridge.state == "STOPPED"


@SLOW
@given(silent_ms=st.integers(150, 2600))
def test_a_host_that_dies_and_returns_never_makes_a_jump(stage, assert_limits, silent_ms):
    show = stage([Nodding()])
    show.run(60, every_tick)
    show.device.clock.wait_until(show.device.clock.now_ns() + silent_ms * MS)
    show.tick_ns = show.device.clock.now_ns() // (10 * MS) * 10 * MS + 10 * MS
    show.run(60, every_tick)
    assert_limits(show.finish())


@pytest.mark.parametrize("silent_ms", [2050, 2300, 4000])
def test_a_host_that_returns_on_the_way_to_the_safe_pose_is_taken(humanoid, stage_of, silent_ms):
    table = joint_table(humanoid)
    twin = Twin(table.count, servos_of(humanoid))

    def host():
        device = Device(FirmwareBridge(TwinPort(twin), table), VirtualClock(twin), humanoid, twin)
        limiter = Limiter(humanoid.limits, 100.0)
        limiter.start(device.bring_up(110 * MS, 10 * MS))
        mixer = Mixer([Layer("wild", "over")])
        loop = Loop(Body(humanoid, mixer, limiter, device.bridge), [Wild(3)], 110 * MS)
        return stage_of(humanoid, device, loop, device.next_tick_ns)

    first = host()
    first.run(100, every_tick)
    twin.advance(twin.now_ns + silent_ms * MS)
    second = host()
    second.run(30, every_tick)
    assert second.device.bridge.state == "ACTIVE"
