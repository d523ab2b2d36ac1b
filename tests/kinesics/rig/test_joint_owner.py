"""Joints taken from outside and given back: continuous in position and velocity, always."""

import numpy as np
import pytest

from kinesics.motion.joint_path import JointMotion, make_joint_path
from kinesics.rig.joint_owner import JointOwner
from kinesics.rig.load import load_rig
from kinesics.signals import Speech, SpeechEnd

S = 1_000_000_000
TICK_NS = 10_000_000
RIG = load_rig("humanoid")
ELBOW, WRIST, JAW = map(RIG.index, ("left_elbow", "left_wrist_yaw", "jaw"))

ROOM = np.minimum(RIG.neutral - RIG.limits.position_min, RIG.limits.position_max - RIG.neutral)
SWAY = np.minimum(ROOM, 0.05)


def motion(joints, points, begin_s, until_s, ident="moveit"):
    """`points`: (seconds, positions)."""
    times_ns = np.array([round(t * S) for t, _ in points], np.int64)
    positions = np.array([row for _, row in points], np.float64)
    path = make_joint_path(times_ns, np.array(joints), positions, None)
    return JointMotion(round(begin_s * S), round(until_s * S), ident, path)


def alive(t_ns):
    """A life whose every joint sways around its neutral place, within its limits."""
    return RIG.neutral + SWAY * np.sin(2.0 * np.pi * 0.5 * t_ns / S)


def rows(owner, end_s, told=(), begin_s=0.0):
    """Wishes (T, J); `told`: (seconds, packet)."""
    made, waiting = [], sorted(told, key=lambda one: one[0])
    for tick in range(round(begin_s * 100), round(end_s * 100)):
        while waiting and waiting[0][0] <= tick / 100:
            owner.hear(waiting.pop(0)[1])
        made.append(owner.step(alive(tick * TICK_NS), tick * TICK_NS))
    return np.array(made)


def hardest(wishes, joint):
    """Change of velocity from row to row, as a share of what the joint may accelerate."""
    change = np.abs(np.diff(wishes[:, joint], 2)).max() / 0.01**2
    return change / RIG.limits.acceleration[joint]


@pytest.fixture
def owner():
    return JointOwner(RIG, 100.0)


def test_without_an_owner_the_wish_is_the_same_object(owner):
    asked = alive(0)
    assert owner.step(asked, 0) is asked


def test_joints_are_taken_follow_and_are_given_back_without_a_jump(owner):
    place = RIG.neutral[ELBOW]
    points = [(1.0, [place - 0.3]), (2.0, [place - 0.8]), (3.0, [place - 0.8])]
    wishes = rows(owner, 6.0, [(1.0, motion([ELBOW], points, 1.0, 3.5))])
    lag = round(RIG.lag_s[ELBOW] * 100)
    assert wishes[200 - lag, ELBOW] == pytest.approx(place - 0.8, abs=0.01)  # seen when it is dated
    assert wishes[300, ELBOW] == pytest.approx(place - 0.8)
    assert hardest(wishes, ELBOW) < 0.75
    life = np.array([alive(tick * TICK_NS) for tick in range(600)])
    np.testing.assert_allclose(wishes[500:, ELBOW], life[500:, ELBOW])
    others = np.arange(len(RIG.joints)) != ELBOW
    np.testing.assert_array_equal(wishes[:, others], life[:, others])
    assert not owner.owned.any()


def test_a_first_point_in_the_future_is_gone_to_until_then(owner):
    far = RIG.neutral[ELBOW] - 0.5
    wishes = rows(owner, 4.0, [(1.0, motion([ELBOW], [(3.0, [far])], 1.0, 9.0))])
    assert abs(wishes[200, ELBOW] - far) == pytest.approx(0.25, abs=0.06)  # half way half the time
    assert wishes[310, ELBOW] == pytest.approx(far)
    assert hardest(wishes, ELBOW) < 0.2


def test_a_stream_of_points_is_followed_and_its_end_is_no_jump(owner):
    def target(t_s):
        return [RIG.neutral[ELBOW] - 0.5 + 0.4 * np.sin(2.0 * t_s), 0.2]

    told = [
        (t, motion([ELBOW, WRIST], [(t + 0.1, target(t + 0.1))], t, t + 0.6))
        for t in np.arange(1.0, 4.0, 0.02)
    ]
    wishes = rows(owner, 6.0, told)
    wanted = np.array([target(tick / 100)[0] for tick in range(200, 390)])
    assert np.abs(wishes[200:390, ELBOW] - wanted).max() < 0.16  # a fifth of a second late
    assert hardest(wishes, ELBOW) < 0.75
    np.testing.assert_allclose(
        wishes[-50:, WRIST], [alive(t * TICK_NS)[WRIST] for t in range(550, 600)]
    )


def test_a_new_path_of_the_same_owner_gives_back_what_is_not_in_it(owner):
    both = motion([ELBOW, WRIST], [(1.0, [-1.0, 0.3])], 1.0, 9.0)
    one = motion([ELBOW], [(2.0, [-1.2])], 2.0, 9.0)
    wishes = rows(owner, 4.0, [(1.0, both), (2.0, one)])
    assert np.flatnonzero(owner.owned).tolist() == [ELBOW]
    assert wishes[-1, WRIST] == pytest.approx(alive(399 * TICK_NS)[WRIST])
    owner.hear(JointMotion(4 * S, 4 * S, "moveit", None))
    rows(owner, 8.0, begin_s=4.0)
    assert not owner.owned.any()


def test_lips_belong_to_speech_while_it_speaks(owner):
    open_jaw = motion([JAW, ELBOW], [(0.5, [RIG.limits.position_max[JAW], -1.0])], 0.5, 9.0)
    speech = Speech(2 * S, 0, 16000, np.zeros(16000, np.float32))
    wishes = rows(owner, 5.0, [(0.5, open_jaw), (1.6, speech), (2.5, SpeechEnd(3 * S))])
    assert wishes[160, JAW] > 0.9 * RIG.limits.position_max[JAW]
    said = slice(200, 300)
    life = np.array([alive(tick * TICK_NS)[JAW] for tick in range(500)])
    np.testing.assert_allclose(wishes[said, JAW], life[said], atol=1e-9)
    assert wishes[450, JAW] > 0.9 * RIG.limits.position_max[JAW]
    assert hardest(wishes, JAW) < 0.75


def test_rows_made_anew_are_the_same_bits(owner):
    other = JointOwner(RIG, 100.0)
    told = motion([ELBOW], [(0.6, [1.0])], 0.5, 1.5)
    for one in (owner, other):
        one.hear(told)
    plain = rows(owner, 3.0)
    made = []
    for tick in range(300):
        state = other.state()
        other.step(np.full(len(RIG.joints), 0.1 * tick), tick * TICK_NS)
        other.restore(state)
        made.append(other.step(alive(tick * TICK_NS), tick * TICK_NS))
    np.testing.assert_array_equal(plain, made)


def test_what_is_over_is_forgotten(owner):
    told = [(t, motion([ELBOW], [(t, [0.5])], t, t + 0.1)) for t in np.arange(0.0, 5.0, 0.1)]
    rows(owner, 20.0, told)
    assert len(owner._told) == 0
