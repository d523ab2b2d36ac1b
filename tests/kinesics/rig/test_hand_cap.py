"""No hand of any robot exceeds its cap, whatever is asked and whenever everything brakes."""

import runpy
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kinesics.motion.limits import Limiter
from kinesics.rig.clearance import Clearance
from kinesics.rig.guard import Guard
from kinesics.rig.load import load_rig

RATE_HZ = 100.0
MADE_UP = runpy.run_path(str(Path(__file__).with_name("made_up.py")))
crane, hand_speeds, shapes, wild = (
    MADE_UP[name] for name in ("crane", "hand_speeds", "shapes", "wild")
)
SLOW = settings(suppress_health_check=[HealthCheck.too_slow])


def guarded(rig):
    limiter = Limiter(rig.limits, RATE_HZ)
    limiter.start(rig.neutral)
    return Guard(rig, limiter, RATE_HZ), limiter


def braking(limiter):
    """Rows (N, J) of a full braking of all joints, from the newest on; nothing stays of it."""
    before, everything = limiter.state(), np.ones(len(limiter.position), np.bool_)
    rows = [limiter.position]
    while limiter.state()[1].any():
        rows.append(limiter.take(limiter.braked(limiter.next(limiter.position), everything)))
    limiter.restore(before)
    return np.array(rows)


def check(rig, seed, ticks):
    """Rows as sent, and how many of them had to be slower; a braking is looked at now and then."""
    guard, limiter = guarded(rig)
    clearance, rows, cap = Clearance(rig), [limiter.position], rig.skeleton.hand_speed
    for tick, wanted in enumerate(wild(rig, seed, ticks)):
        rows.append(guard.step(wanted))
        if tick % 5 == 0:
            stopping = braking(limiter)
            assert hand_speeds(rig, stopping).max(initial=0.0) <= cap
            assert clearance.of(stopping).min(initial=1.0) > 0.0
    rows = np.array(rows)
    assert hand_speeds(rig, rows).max() <= cap
    assert clearance.of(rows).min(initial=1.0) > 0.0
    limits = rig.limits
    assert (np.abs(np.diff(rows, axis=0)) * RATE_HZ <= limits.velocity * 0.951).all()
    assert (np.abs(np.diff(rows, n=2, axis=0)) * RATE_HZ**2 <= limits.acceleration * 0.951).all()
    return rows, guard.slowed


@SLOW
@given(rig=shapes, seed=st.integers(0, 2**32 - 1))
def test_no_hand_of_any_shape_exceeds_its_cap_now_or_while_everything_brakes(rig, seed):
    check(rig, seed, 120)


@pytest.mark.parametrize("cap", [0.9, 1.5, 2.5])
@pytest.mark.parametrize("seed", range(3))
def test_an_arm_that_unfolds_while_its_post_turns_keeps_its_cap(cap, seed):
    rig = crane(cap)
    rows, slowed = check(rig, seed, 400)
    assert slowed > 0
    assert hand_speeds(rig, rows).max() > 0.8 * cap  # it is not kept by timidity


@pytest.mark.parametrize("seed", range(2))
def test_hands_of_the_humanoid_keep_theirs_too(seed):
    rig = load_rig("humanoid")
    rows, slowed = check(rig, seed, 300)
    assert slowed > 0
    assert hand_speeds(rig, rows).max() > 0.8 * rig.skeleton.hand_speed


def test_a_row_that_keeps_the_cap_may_be_one_from_which_a_braking_does_not():
    """What a cap on the pose of the moment would have missed."""
    rig, seen = crane(0.9), 0
    for seed in range(4):
        guard, limiter = guarded(rig)
        for wanted in wild(rig, seed, 400):
            step = limiter.next(wanted)
            now = hand_speeds(rig, np.array([limiter.position, step.position])).max()
            seen += now < 0.9 * 0.96 and not guard._keeps_cap(step)
            guard.step(wanted)
    assert seen > 0


def test_a_hand_whose_link_is_bare_is_kept_too():
    """A rig may say where its hands are, and not how thick."""
    parts = [("y", 0.5, "xm430-w350", False)]
    rig = MADE_UP["branched"]([("z", 0.3, "xm430-w350", False)], [parts], 0.5, thick=False)
    assert not any(link.capsules for link in rig.skeleton.links)
    _, slowed = check(rig, 1, 200)
    assert slowed > 0
