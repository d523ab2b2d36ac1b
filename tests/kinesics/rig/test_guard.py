"""Whatever is asked of it, no limb goes through the body, and no hand exceeds its cap."""

import runpy
from pathlib import Path

import numpy as np
import pytest

from kinesics.motion.limits import Limiter
from kinesics.rig.clearance import Clearance
from kinesics.rig.guard import MARGIN_M, Guard
from kinesics.rig.load import load_rig

RATE_HZ = 100.0
MADE_UP = runpy.run_path(str(Path(__file__).with_name("made_up.py")))
crane, hand_speeds, wild = (MADE_UP[name] for name in ("crane", "hand_speeds", "wild"))


@pytest.fixture(scope="module")
def rig():
    return load_rig("humanoid")


@pytest.fixture(scope="module")
def clearance(rig):
    return Clearance(rig)


def _guard(rig):
    limiter = Limiter(rig.limits, RATE_HZ)
    limiter.start(rig.neutral)
    return Guard(rig, limiter, RATE_HZ)


def check_wild(rig, clearance, seed, ticks):
    asked = wild(rig, seed, ticks)
    guard = _guard(rig)
    rows = np.array([guard.step(row) for row in asked])
    assert clearance.of(rows).min() > 0.0
    assert hand_speeds(rig, rows).max() <= rig.skeleton.hand_speed
    limits = rig.limits
    assert (np.abs(np.diff(rows, axis=0)) * RATE_HZ <= limits.velocity * 0.951).all()
    assert (np.abs(np.diff(rows, n=2, axis=0)) * RATE_HZ**2 <= limits.acceleration * 0.951).all()
    return guard


@pytest.mark.parametrize("seed", range(3))
def test_wild_wishes_meet_nothing_and_stay_within_limits_and_cap(rig, clearance, seed):
    guard = check_wild(rig, clearance, seed, 250)
    assert guard.slowed > 0


@pytest.mark.parametrize("seed", range(4))
def test_the_limbs_of_a_robot_of_another_shape_meet_nothing_either(seed):
    rig = crane()
    guard = check_wild(rig, Clearance(rig), seed, 400)
    assert guard.slowed > 0


def test_unguarded_the_same_robot_meets_its_mast_and_exceeds_its_cap():
    rig, through, fast = crane(), 0, 0
    for seed in range(4):
        limiter = Limiter(rig.limits, RATE_HZ)
        limiter.start(rig.neutral)
        rows = np.array([limiter.step(row) for row in wild(rig, seed, 400)])
        through += Clearance(rig).of(rows).min() < 0.0
        fast += hand_speeds(rig, rows).max() > rig.skeleton.hand_speed
    assert through == fast == 4


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_thousands_of_wild_turns_meet_nothing(rig, clearance):
    for seed in range(100, 160):
        check_wild(rig, clearance, seed, 1200)


def test_without_a_guard_the_same_wishes_go_through_the_body(rig, clearance):
    through = 0
    for seed in range(6):
        limiter = Limiter(rig.limits, RATE_HZ)
        limiter.start(rig.neutral)
        rows = np.array([limiter.step(row) for row in wild(rig, seed, 400)])
        through += clearance.of(rows).min() < 0.0
    assert through >= 3


def test_what_is_far_and_slow_passes_untouched(rig):
    asked = np.tile(rig.neutral, (300, 1))
    share = 0.5 - 0.5 * np.cos(np.pi * np.minimum(np.arange(300) / 150.0, 1.0))
    asked[:, rig.index("left_shoulder_pitch")] -= 0.8 * share
    asked[:, rig.index("left_shoulder_roll")] += 0.5 * share
    asked[:, rig.index("jaw")] = 0.1  # within its inset from the first row on
    guard, plain = _guard(rig), Limiter(rig.limits, RATE_HZ)
    plain.start(rig.neutral)
    for row in asked:
        assert np.array_equal(guard.step(row), plain.step(row))
    assert guard.slowed == guard.slid == guard.braked == 0


def test_a_hand_that_is_asked_into_the_chest_stops_before_it_and_comes_back(rig, clearance):
    guard = _guard(rig)
    inside = rig.neutral.copy()
    inside[rig.index("left_shoulder_yaw")] = -1.3
    inside[rig.index("left_elbow")] = -1.5
    inside[rig.index("left_shoulder_roll")] = -0.2
    rows = np.array([guard.step(inside) for _ in range(150)])
    assert 0.0 < clearance.of(rows[-1:]).min() < 3.0 * MARGIN_M
    back = np.array([guard.step(rig.neutral) for _ in range(150)])
    assert np.allclose(back[-1], rig.neutral, atol=1e-3)
    assert clearance.of(np.vstack((rows, back))).min() > 0.0


def test_the_face_is_never_held(rig):
    guard = _guard(rig)
    inside = wild(rig, 3, 120)
    jaw = rig.index("jaw")
    inside[:, jaw] = 0.2 - 0.2 * np.cos(np.arange(120) / 6.0)
    plain = Limiter(rig.limits, RATE_HZ)
    plain.start(rig.neutral)
    for row in inside:
        assert guard.step(row)[jaw] == plain.step(row)[jaw]
