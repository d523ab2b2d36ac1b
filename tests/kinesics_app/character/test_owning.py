"""Programs outside that move joints: whatever they send, what is played stays within limits."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kinesics.behaviours.blink import Blink
from kinesics.behaviours.breathing import Breathing
from kinesics.conversation.intent import read_intent
from kinesics.errors import IntentError
from kinesics.rig.guard import guard_of
from kinesics.rig.joint_owner import JointOwner
from kinesics.signals import Horizon
from kinesics_app.character.owning import owning, takes_of
from kinesics_app.demo import HELLO
from kinesics_app.robot import How, Robot

MS = 1_000_000
ARM = ["left_shoulder_pitch", "left_elbow", "left_wrist_yaw"]
FEW = settings(
    max_examples=8,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def robot():
    with Robot.twin() as one:
        yield one


def owned_stage(stage, rig):
    """A robot alive, whose joints may be moved from outside."""
    show = stage([Blink(7), Breathing()])
    guard = guard_of(rig, show.loop.body.limiter, 100.0)
    show.loop.body = replace(show.loop.body, owner=JointOwner(rig, 100.0), guard=guard)
    return show


def wild(random, rig, now_ns):
    """A path that nobody should ask for, as an intent."""
    joints = [*random.choice(rig.names, size=random.integers(1, len(rig.names)), replace=False)]
    points = int(random.integers(1, 8))
    scale = float(random.choice([0.1, 1.0, 10.0, 9999.0]))
    parameters = {
        "joints": list(map(str, joints)),
        "times_s": np.cumsum(random.choice([1e-6, 0.01, 0.1, 0.5], points)).tolist(),
        "positions": random.uniform(-scale, scale, (points, len(joints))).tolist(),
        "hold_s": float(random.choice([0.0, 0.1, 1.0])),
    }
    if random.uniform() < 0.5:
        speeds = random.uniform(-scale, scale, (points, len(joints)))
        parameters["velocities"] = speeds.tolist()
    if random.uniform() < 0.3:
        parameters["from_ns"] = max(now_ns + int(random.integers(-900, 900)) * MS, 0)
    return {"kind": "move_joints", "id": str(random.integers(0, 3)), "parameters": parameters}


@FEW
@given(seed=st.integers(0, 2**32 - 1))
def test_whatever_an_owner_sends_no_joint_leaves_its_limits(stage, humanoid, assert_limits, seed):
    random, show = np.random.default_rng(seed), owned_stage(stage, humanoid)
    skill = owning(humanoid)

    def packets(tick_ns):
        told = [Horizon(tick_ns + 150 * MS)]
        if random.uniform() < 0.2:
            intent = read_intent(wild(random, humanoid, tick_ns), tick_ns)
            doing = skill.begin(intent, tick_ns + 150 * MS)
            told += doing.packets
            if random.uniform() < 0.3:
                told += doing.end(intent.id, tick_ns + int(random.integers(150, 800)) * MS)
        return told

    show.run(150, packets)
    assert_limits(show.finish())
    assert sum(show.device.clamps.values()) == 0


def elbow(robot):
    life = robot.link.life
    return np.array([row.sent[life.rig.index("left_elbow")] for row in life.loop.rows])


def far(rig, by=-0.6):
    """Positions of ARM, a row."""
    return [float(rig.neutral[rig.index(name)]) + by for name in ARM]


def test_an_owner_takes_an_arm_and_the_robot_lives_on_around_it(robot):
    robot.wait(1.0)
    rig = robot.link.life.rig
    path = {"joints": ARM, "times_s": [1.0, 2.0], "positions": [far(rig), far(rig)]}
    wish = robot.ask("move_joints", {"takes": "left_arm", **path}, How(priority=200, id="moveit"))
    robot.wait(1.8)
    assert elbow(robot)[-1] == pytest.approx(far(rig)[1], abs=0.01)
    waits = robot.ask("gesture", {"concept": "greet", "side": "left"}, How(ttl_s=0.2))
    assert waits.wait() == "refused"
    assert waits.reason == "waited 0.2 s for moveit, which goes on"
    assert robot.nod().wait() == "finished"  # the head is nobody else's
    assert wish.wait() == "finished"
    robot.wait(2.5)
    assert abs(elbow(robot)[-1] - far(rig)[1]) > 0.3
    assert robot.status()["late"] == robot.status()["underruns"] == 0


def test_an_owner_that_streams_is_one_intent_until_it_is_silent(robot):
    rig = robot.link.life.rig
    told = []
    for number in range(60):
        path = {"joints": ARM, "times_s": [0.05], "positions": [far(rig, -0.01 * number)]}
        asked = {"kind": "move_joints", "id": "teleop", "parameters": {"takes": "arms", **path}}
        robot.link.send({"intent": asked})
        robot.link.tick()
        robot.link.tick()
        told += robot.link._told
        robot.link._told.clear()
    assert [one["event"] for one in told] == ["acknowledged", "started"]
    assert robot.status()["underway"] == ["teleop"]
    robot.wait(1.5)
    assert robot.status()["underway"] == []
    sent = elbow(robot)
    change = np.abs(np.diff(sent, 2)) / 0.01**2
    assert change.max() < 0.6 * rig.limits.acceleration[rig.index("left_elbow")]


def test_a_higher_priority_takes_joints_from_an_owner_who_is_told(robot):
    rig = robot.link.life.rig
    path = {"joints": ARM, "times_s": [5.0], "positions": [far(rig)]}
    one = robot.ask("move_joints", path, How(id="one"))
    robot.wait(0.5)
    lower = robot.ask("move_joints", path, How(id="lower", priority=1))
    assert (lower.wait(), lower.reason) == ("refused", "waited 0 s for one, which goes on")
    two = robot.ask("move_joints", {"takes": "arms", **path}, How(id="two", priority=220))
    assert (one.wait(), one.reason) == ("ended", "pre-empted by two")
    robot.cancel(two)
    assert two.wait() == "ended"
    robot.wait(1.5)
    assert not robot.link.life.loop.body.owner.owned.any()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"joints": ["tail"]}, "humanoid has no joint tail"),
        ({"takes": "right_arm"}, "left_elbow not of right_arm; wanted to take `all`"),
        ({"times_s": [1.0, 1.0]}, "wanted rising seconds"),
        ({"times_s": [1.0]}, "positions are \\(2, 1\\); wanted \\(1, 1\\)"),
        ({"positions": [[0.1], [float("nan")]]}, "finite numbers"),
        ({"positions": [[0.1], [0.1, 0.2]]}, "finite numbers"),
        ({"positions": [[0.1], [1e6]]}, "beyond"),
        ({"positions": [[0.1] * 41] * 100}, "positions: 4100 numbers; wanted 4000 at most"),
        ({"velocities": [[0.1]]}, "velocities are"),
        ({"from_ns": 10**18}, "of another clock"),
    ],
)
def test_what_cannot_be_followed_is_refused_with_what_would_be_right(robot, change, reason):
    path = {"joints": ["left_elbow"], "times_s": [1.0, 2.0], "positions": [[-0.1], [-0.2]]}
    with pytest.raises(IntentError, match=reason):
        robot.ask("move_joints", {**path, **change})


def test_a_part_of_the_body_follows_from_its_joints(humanoid):
    assert takes_of(humanoid, ARM) == "left_arm"
    assert takes_of(humanoid, [*ARM, "right_grip"]) == "arms"
    assert takes_of(humanoid, ["neck_yaw", "left_eye_yaw"]) == "head"
    assert takes_of(humanoid, ["neck_yaw", "left_elbow"]) == "all"


def test_an_owner_of_the_whole_face_costs_no_closure():
    lips = ["jaw", "upper_lip", "lower_lip"]
    shown = []
    for owned in (False, True):
        with Robot.twin() as robot:
            rig = robot.link.life.rig
            robot.wait(0.5)
            if owned:
                wide = [float(rig.limits.position_max[rig.index(name)]) for name in lips]
                path = {"joints": lips, "times_s": [0.3], "positions": [wide], "hold_s": 20.0}
                robot.ask("move_joints", path, How(priority=255))
            robot.wait(1.0)
            said = robot.say(HELLO)
            assert said.wait(20.0) == "finished"
            columns = [rig.index(name) for name in lips]
            lag_ns = round(rig.lag_s[columns[0]] * 1e9)
            rows = [row for row in robot.link.life.loop.rows if row.t_ns + lag_ns > said.shown_ns]
            shown.append(np.array([row.sent[columns] for row in rows[:250]]))
    apart = np.abs(shown[0] - shown[1]).max(axis=1)
    assert np.ptp(shown[0][:, 0]) > 0.1
    assert (apart[5:] == 0.0).all()  # from 0.05 s after its first sound on: no closure is over then
    assert apart[:5].max() < 0.1  # rad, on the way back from 0.42
