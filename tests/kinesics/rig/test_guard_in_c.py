"""What C lets pass at once is what numpy would."""

import numpy as np

from kinesics.motion.limits import Limiter
from kinesics.rig.guard import APPROACH_PER_S, MARGIN_M, SPEED_SHARE, Guard
from kinesics.rig.load import load_rig

RATE_HZ = 100.0
TAKEN, LIMITED, FAST, NEAR = range(4)


def judged(guard, limiter, step):
    """The law of kernels/guard.c in numpy: far, stops far, hands slow."""
    joints, levers = guard._joints, guard._levers
    velocity = np.abs(step.velocity[joints])
    here = np.abs(limiter.position[joints] - guard._looked) + velocity / APPROACH_PER_S
    braking = velocity * velocity * (0.5 / limiter.acceleration[joints])
    there = np.abs(step.position[joints] - guard._looked) + braking
    left = (guard._clear - levers @ np.maximum(here, there)).min() - MARGIN_M
    stopped = (guard._clear - levers @ there).min()
    fastest = (guard._hands.levers @ velocity).max() - guard._cap * SPEED_SHARE
    return left, stopped, fastest


def sharp(value):
    """Whether a sum of another order cannot turn the sign of it."""
    return abs(value) > 1e-12


def test_no_row_is_judged_otherwise():
    rig = load_rig("humanoid")
    limiter, draw = Limiter(rig.limits, RATE_HZ), np.random.default_rng(5)
    limiter.start(rig.neutral)
    guard, seen, wanted = Guard(rig, limiter, RATE_HZ), [], rig.neutral
    for tick in range(900):
        if tick % 45 == 0:
            span = draw.choice([0.05, 0.4, 1.0])
            target = rig.neutral + span * (
                draw.uniform(rig.limits.position_min, rig.limits.position_max) - rig.neutral
            )
            haste = draw.choice([0.02, 0.1, 1.0])
        wanted = wanted + haste * (target - wanted)
        step = limiter.next(wanted)
        left, stopped, fastest = judged(guard, limiter, step)
        assert not sharp(stopped) or guard._stops_far(step) == (stopped > 0.0)
        assert not sharp(fastest) or bool(guard._slow()) == (fastest <= 0.0)
        before = limiter.state()
        limiter.asked[:] = wanted
        did = guard._step()
        if sharp(left) and sharp(fastest):
            assert (did == NEAR) == (left <= 0.0)
            assert did == NEAR or (did == FAST) == (fastest > 0.0)
        seen.append(did)
        limiter.restore(before)
        guard.step(wanted)
    assert {TAKEN, FAST, NEAR} <= set(seen) or {LIMITED, FAST, NEAR} <= set(seen)
