"""What C lets pass is what numpy would."""

import numpy as np

from kinesics.motion.limits import Limiter
from kinesics.rig.guard import APPROACH_PER_S, MARGIN_M, SPEED_SHARE, Guard
from kinesics.rig.hand_speed import HandSpeed
from kinesics.rig.load import load_rig

RATE_HZ = 100.0
TAKEN, LIMITED, FAST, NEAR = range(4)


def judged(guard, limiter, step):
    """The law of kernels/guard.c in numpy, more than 0 where it is met.

    Of the pose that was looked at last: far, stops far. Of the newest: nears slowly, stops far.
    """
    joints, levers = guard._joints, guard._levers
    now, then = limiter.position[joints], step.position[joints]
    velocity = step.velocity[joints]
    braking = velocity * velocity * (0.5 / limiter.acceleration[joints])
    here = np.abs(now - guard._looked) + np.abs(velocity) / APPROACH_PER_S
    there = np.abs(then - guard._looked) + braking
    left = (guard._clear - levers @ np.maximum(here, there)).min() - MARGIN_M
    stopped = (guard._clear - levers @ there).min()
    frames = guard._clearance.skeleton.frames(limiter.position[None])
    near = guard._clearance.near(frames)
    pairs = np.arange(len(near.clear_m))
    nears = guard._clearance.slopes(frames, near, pairs)[:, joints] @ velocity
    slowly = (nears + APPROACH_PER_S * (near.clear_m - MARGIN_M)).min()
    stops = (near.clear_m - levers @ (np.abs(then - now) + braking)).min()
    return left, stopped, slowly, stops


def braking(limiter, step):
    """Poses and velocities, (N, J) each, in the middle of the way to `step` and to each row of a
    full braking after it."""
    change, dt_s = limiter.acceleration / RATE_HZ, 1.0 / RATE_HZ
    pose, velocity = limiter.position, step.velocity
    poses, velocities = [], []
    while not poses or velocity.any():
        poses.append(pose + 0.5 * dt_s * velocity)
        velocities.append(velocity)
        pose = pose + dt_s * velocity
        velocity = velocity - np.clip(velocity, -change, change)
    return np.array(poses), np.array(velocities)


def fastest(hands, limiter, step):
    """The law of kernels/hands.c in numpy: the fastest of any hand [m/s]."""
    return hands.along(*braking(limiter, step)).max()


def sharp(value):
    """Whether a sum of another order cannot turn the sign of it."""
    return abs(value) > 1e-12


def check_slowed(step, slower, beyond):
    """No hand is too fast then, no joint is faster for it, and what was wanted stays."""
    assert beyond(slower) < 1e-12
    assert (np.abs(slower.velocity) <= np.abs(step.velocity) + 1e-12).all()
    assert np.array_equal(slower.wanted, step.wanted)


def wishes(rig, draw, ticks):
    """Rows (J,) that go to and fro over small and large parts of the range, slowly and fast."""
    wanted = rig.neutral
    for tick in range(ticks):
        if tick % 45 == 0:
            span = draw.choice([0.05, 0.4, 1.0])
            target = rig.neutral + span * (
                draw.uniform(rig.limits.position_min, rig.limits.position_max) - rig.neutral
            )
            haste = draw.choice([0.02, 0.1, 1.0])
        wanted = wanted + haste * (target - wanted)
        yield wanted


def test_no_row_is_judged_otherwise():
    rig = load_rig("humanoid")
    limiter = Limiter(rig.limits, RATE_HZ)
    limiter.start(rig.neutral)
    guard, seen, near = Guard(rig, limiter, RATE_HZ), [], 0
    part = rig.skeleton.pruned(hand.link for hand in rig.skeleton.hands.values())
    hands = HandSpeed(part, np.array(sorted({link.joint for link in part.links})), rig.limits)
    cap = SPEED_SHARE * rig.skeleton.hand_speed
    for wanted in wishes(rig, np.random.default_rng(5), 900):
        step = limiter.next(wanted)
        left, stopped, slowly, stops = judged(guard, limiter, step)
        beyond = fastest(hands, limiter, step) - cap
        assert not sharp(stopped) or guard._stops_far(step) == (stopped > 0.0)
        assert not sharp(beyond) or guard._keeps_cap(step) == (beyond <= 0.0)
        if beyond > 0.0:
            check_slowed(step, guard._slowed(step), lambda one: fastest(hands, limiter, one) - cap)
        before = limiter.state()
        limiter.asked[:] = wanted
        did = guard._step()
        if all(map(sharp, (left, slowly, stops, beyond))):
            assert (did == NEAR) == (left <= 0.0 and (slowly < 0.0 or stops <= 0.0))
            assert did == NEAR or (did == FAST) == (beyond > 0.0)
        seen.append(did)
        near += left <= 0.0 and did != NEAR
        limiter.restore(before)
        guard.step(wanted)
    assert near > 50
    assert {TAKEN, FAST, NEAR} <= set(seen) or {LIMITED, FAST, NEAR} <= set(seen)
