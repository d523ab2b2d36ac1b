"""Clearance is the distance of capsules; its slopes and levers bound how it changes."""

import runpy
from pathlib import Path

import numpy as np
import pytest

from kinesics.motion.limits import Limiter
from kinesics.rig.clearance import Clearance
from kinesics.rig.guard import Guard
from kinesics.rig.load import load_rig

crane = runpy.run_path(str(Path(__file__).with_name("made_up.py")))["crane"]


@pytest.fixture(scope="module")
def rig():
    return load_rig("humanoid")


@pytest.fixture(scope="module")
def clearance(rig):
    return Clearance(rig)


def _poses(rig, count, seed=0):
    limits = rig.limits
    draw = np.random.default_rng(seed)
    return draw.uniform(limits.position_min, limits.position_max, (count, len(rig.joints)))


def test_it_is_the_least_distance_of_points_on_the_axes(rig, clearance):
    along = np.linspace(0.0, 1.0, 81)
    for pose in _poses(rig, 4):
        frames = clearance.skeleton.frames(pose[None])
        near = clearance.near(frames)
        for row, (a, b) in enumerate(clearance.pairs):
            points = [_axis(clearance, frames, rod, along) for rod in (a, b)]
            apart = np.linalg.norm(points[0][:, None] - points[1][None], axis=2).min()
            exact = np.linalg.norm(near.first[row] - near.second[row])
            assert exact <= apart + 1e-9
            assert exact >= apart - 0.006  # the points are a few millimetres from each other


def _axis(clearance, frames, rod, along):
    name, (start, end) = clearance.rods[rod]
    frame = frames[clearance.skeleton.index[name], 0]
    points = np.outer(1.0 - along, start) + np.outer(along, end)
    return points @ frame[:3, :3].T + frame[:3, 3]


@pytest.mark.parametrize("made", [lambda: load_rig("humanoid"), crane])
def test_c_tells_the_same_of_a_pose(made):
    rig = made()
    limiter, clearance = Limiter(rig.limits, 100.0), Clearance(rig)
    guard = Guard(rig, limiter, 100.0)
    for pose in _poses(rig, 50, seed=9):
        limiter.start(pose)
        guard._look()
        assert np.allclose(guard._clear, clearance.of(pose[None])[0], rtol=0.0, atol=1e-12)


def test_slopes_are_its_derivatives(rig, clearance):
    step = 1e-6
    for pose in _poses(rig, 3, seed=5):
        frames = clearance.skeleton.frames(pose[None])
        near = clearance.near(frames)
        slopes = clearance.slopes(frames, near, np.arange(len(clearance.names)))
        for joint in range(slopes.shape[1]):
            way = np.zeros(len(pose))
            way[joint] = step
            ends = clearance.of(np.stack((pose + way, pose - way)))
            assert np.allclose((ends[0] - ends[1]) / (2.0 * step), slopes[:, joint], atol=1e-5)


def test_levers_bound_every_change(rig, clearance):
    guard = Guard(rig, Limiter(rig.limits, 100.0), 100.0)
    draw = np.random.default_rng(7)
    for pose in _poses(rig, 60, seed=6):
        way = np.zeros(len(pose))
        way[guard._joints] = draw.uniform(-0.5, 0.5, len(guard._joints))
        change = np.abs(np.diff(clearance.of(np.stack((pose, pose + way))), axis=0))[0]
        assert (change <= guard._levers @ np.abs(way[guard._joints]) + 1e-9).all()


def test_levers_bound_every_slope_and_are_lengths_across_the_axis(rig, clearance):
    guard = Guard(rig, Limiter(rig.limits, 100.0), 100.0)
    pairs = np.arange(len(clearance.names))
    for pose in _poses(rig, 200, seed=8):
        frames = clearance.skeleton.frames(pose[None])
        slopes = clearance.slopes(frames, clearance.near(frames), pairs)[:, guard._joints]
        assert (np.abs(slopes) <= guard._levers + 1e-9).all()
    swing = {link.name: link.joint for link in clearance.skeleton.links}["right_shoulder_yaw_link"]
    forearm = clearance.names.index(("chest", "right_elbow_link"))
    ends = dict(clearance.rods)["right_elbow_link"]
    longest = max(np.hypot.reduce(end) for end in ends)  # the upper arm lies along that axis
    assert guard._levers[forearm, guard._joints.tolist().index(swing)] == pytest.approx(longest)


def test_what_touches_at_rest_is_no_pair(rig, clearance):
    assert (clearance.of(rig.neutral[None]) > 0.0).all()
    assert ("left_shoulder_yaw_link", "left_elbow_link") not in clearance.names
    assert ("chest", "left_wrist_roll_link") in clearance.names
    assert ("left_wrist_roll_link", "right_wrist_roll_link") in clearance.names
