"""DESIGN.md section 9, point 10, on the motion as played: the twin's 1 kHz trace."""

import logging
import runpy
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kinesics.behaviours.gesture import SpeechGestures
from kinesics.motion.frame import Frame
from kinesics.motion.limits import Limiter
from kinesics.motion.mixer import Layer, Mixer
from kinesics.rig.clearance import Clearance
from kinesics.rig.guard import Guard
from kinesics.signals import Horizon
from kinesics_app.device.opening import open_device
from kinesics_app.device.servos import servos_of
from kinesics_app.tick.body import Body
from kinesics_app.tick.loop import Loop

TESTS = Path(__file__).parents[2]
MADE_UP = runpy.run_path(str(TESTS / "kinesics" / "rig" / "made_up.py"))
MIXES = runpy.run_path(str(TESTS / "kinesics" / "behaviours" / "test_gesture_mixes.py"))
TICK_NS, AHEAD_NS = 10_000_000, 110_000_000
RATE_HZ = 1e9 / TICK_NS
SMOOTH = 20  # ms: what a servo says of itself has noise
SLOW = settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])


class Postures:
    """Moves torso, head and arms anywhere, under what is gestured."""

    name = "posture"

    def __init__(self, seed):
        self.draw, self.made = np.random.default_rng((seed, 1)), 0

    def feed(self, packet):
        if not isinstance(packet, Horizon) or self.draw.random() > 0.03:
            return None
        self.made += 1
        return MIXES["_posture"](self.draw, packet.t_ns - MIXES["AHEAD_NS"])


def exact(rig):
    """Its servos, with encoders that neither round nor have noise."""
    servos = servos_of(rig)
    return replace(servos, noise=0.0 * servos.noise, resolution=0.0 * servos.resolution)


def wild(rig, asked, end="led to its end", servos=None):
    """What the twin played of rows (T, J) that were asked for, guarded, however that ended."""
    with open_device("twin", rig, live=False, servos=servos) as device:
        limiter = Limiter(rig.limits, RATE_HZ)
        limiter.start(device.bring_up(AHEAD_NS, TICK_NS))
        guard, tick_ns = Guard(rig, limiter, RATE_HZ), device.next_tick_ns
        begun_ns = tick_ns + AHEAD_NS
        for wanted in asked:
            device.clock.wait_until(tick_ns)
            device.bridge.send(Frame(tick_ns + AHEAD_NS, guard.step(wanted)))
            device.poll()
            tick_ns += TICK_NS
        if end == "led to its end":
            return device.playback(begun_ns, device.finish())
        if end == "stopped":
            device.bridge.stop()
        device.clock.wait_until(tick_ns + 800_000_000)
        device.poll()
        return device.playback(begun_ns, device.clock.now_ns())


def mixed(stage_of, rig, seed, ticks):
    """What the twin played of random mixes of cues, ceases and postures, and how many they were."""
    draw, arms, postures = np.random.default_rng(seed), SpeechGestures(rig, seed), Postures(seed)
    layers = [Layer("posture", "over", 0.3, 0.5), Layer("gesture", "over", 0.01, 0.4)]
    mixes = 0
    with open_device("twin", rig, live=False) as device:
        limiter = Limiter(rig.limits, RATE_HZ)
        limiter.start(device.bring_up(AHEAD_NS, TICK_NS))
        guard = Guard(rig, limiter, RATE_HZ)
        body = Body(rig, Mixer(layers), limiter, device.bridge, guard)
        stage = stage_of(rig, device, Loop(body, [arms, postures], AHEAD_NS), device.next_tick_ns)
        for _ in range(ticks):
            packets = list(MIXES["_mix"](draw, stage.tick_ns))
            mixes += len(packets)
            stage.tick(packets)
        assert not stage.loop.died
        return stage.finish(), mixes + postures.made


def hands(rig, rows, rate_hz, over=1):
    """(H, N) how fast hands were, over so many rows each [m/s]."""
    mean = np.cumsum(np.vstack((np.zeros(rows.shape[1]), rows)), axis=0)
    smooth = (mean[over:] - mean[:-over]) / over
    return MADE_UP["hand_speeds"](rig, smooth[::over], rate_hz / over)


def check(rig, playback):
    """How fast a hand was and how near parts came as played, and both as servos measured it."""
    clearance, found = Clearance(rig), []
    for rows, over in ((playback.played, 1), (playback.measured, SMOOTH)):
        fastest = hands(rig, rows, playback.rate_hz, over).max(initial=0.0)
        found += [fastest, clearance.of(rows).min(initial=1.0)]
    assert found[0] <= rig.skeleton.hand_speed
    assert found[1] > 0.0
    return found


@SLOW
@given(
    rig=MADE_UP["shapes"],
    seed=st.integers(0, 2**32 - 1),
    ticks=st.integers(20, 120),
    end=st.sampled_from(["led to its end", "stopped", "left by its host"]),
)
def test_hands_of_no_shape_exceed_their_cap_as_played_however_it_ends(rig, seed, ticks, end):
    check(rig, wild(rig, MADE_UP["wild"](rig, seed, ticks), end))


@SLOW
@given(
    rig=MADE_UP["alike"],
    seed=st.integers(0, 2**32 - 1),
    ticks=st.integers(20, 120),
    end=st.sampled_from(["led to its end", "stopped", "left by its host"]),
)
def test_where_servos_are_alike_hands_keep_their_cap_as_servos_move_them(rig, seed, ticks, end):
    playback = wild(rig, MADE_UP["wild"](rig, seed, ticks), end, exact(rig))
    moved = hands(rig, playback.measured, playback.rate_hz)
    assert moved.max(initial=0.0) <= rig.skeleton.hand_speed


@pytest.mark.parametrize("cap", [0.9, 1.5])
def test_the_hand_of_a_crane_keeps_its_cap_as_played(cap):
    rig = MADE_UP["crane"](cap)
    played, _, _, _ = check(rig, wild(rig, MADE_UP["wild"](rig, 0, 400)))
    assert played > 0.8 * cap


def test_hundreds_of_mixes_meet_nothing_as_played(stage_of, humanoid):
    done, seen = 0, []
    for seed in range(3):
        playback, mixes = mixed(stage_of, humanoid, seed, 700)
        done += mixes
        seen.append(check(humanoid, playback))
    fastest, nearest, measured, left = np.array(seen).T
    logging.getLogger(__name__).info(  # seen with --log-cli-level=INFO
        "%d mixes: hands up to %.3f m/s, parts %.1f mm apart; measured %.3f m/s, %.1f mm",
        done,
        fastest.max(),
        1e3 * nearest.min(),
        measured.max(),
        1e3 * left.min(),
    )
    assert done > 250
    assert left.min() > 0.0  # capsules are thicker than the body, but it does without
