"""What a robot looks with follows from its rig."""

from math import atan2

import pytest

from kinesics.errors import RigError
from kinesics.rig.eyes import Eyes
from kinesics.rig.load import read_rig
from kinesics.rig.look_at import direction_to, vergence_at
from kinesics.rig.sight import sight_of
from kinesics.table import Table

JOINT = {
    "unit": "rad",
    "actuator": "xl330-m288",
    "ratio": 1.0,
    "neutral": 0.1,
    "safe": 0.1,
    "position": [-0.5, 0.6],
    "velocity": 8.0,
    "acceleration": 200.0,
    "jerk": 20000.0,
    "lag_ms": 30.0,
    "feedback": "position",
}


def rig_of(drives, **sight):
    joints = [{**JOINT, "name": name, "drives": rows} for name, rows in drives.items()]
    document = {"schema": 1, "name": "desk", "summary": "a robot", "joints": joints, **sight}
    return read_rig(Table("desk: ", document, RigError))


def test_a_channel_reaches_as_far_as_the_slower_and_narrower_joint():
    rig = rig_of(
        {
            "left": [{"channel": "gaze_yaw", "gain": 1.0}],
            "right": [{"channel": "gaze_yaw", "gain": -2.0}],
            "lid": [{"channel": "gaze_yaw", "gain": 0.1}],
        }
    )
    reach = sight_of(rig).eye_yaw
    assert (reach.low, reach.high) == pytest.approx((-0.25, 0.3))
    assert (reach.velocity, reach.acceleration) == (4.0, 100.0)
    assert reach.bring_in(1.0) == pytest.approx(0.3)


def test_a_robot_without_eyes_has_none():
    sight = sight_of(rig_of({"neck": [{"channel": "head_yaw", "gain": 1.0}]}))
    assert not sight.has_eyes
    assert sight.head_yaw.turns
    assert not sight.torso_yaw.turns


def test_a_rig_says_where_its_eyes_are_or_is_taken_for_an_adult():
    drives = {"neck": [{"channel": "head_yaw", "gain": 1.0}]}
    assert rig_of(drives).eyes == Eyes()
    place = {"neck_m": [0, 0, 0.2], "eyes_m": [0.02, 0.0, 0.05], "eyes_apart_m": 0.03}
    assert sight_of(rig_of(drives, sight=place)).neck_m == (0.0, 0.0, 0.2)
    with pytest.raises(RigError, match="eyes_m is"):
        rig_of(drives, sight={**place, "eyes_m": [0.0, 1.0]})
    with pytest.raises(RigError, match="unknown key 'nose_m'"):
        rig_of(drives, sight={**place, "nose_m": [0.0, 1.0]})


def test_directions_are_seen_from_the_eyes_wherever_the_head_is():
    place = {"neck_m": [0, 0, 1.0], "eyes_m": [0.1, 0.0, 0.1], "eyes_apart_m": 0.06}
    sight = sight_of(rig_of({"neck": [{"channel": "head_yaw", "gain": 1.0}]}, sight=place))
    yaw, pitch, distance_m = direction_to(sight, (1.1, 0.0, 1.1), 0.0, (0.0, 0.0))
    assert (yaw, pitch, distance_m) == pytest.approx((0.0, 0.0, 1.0))
    yaw, pitch, _ = direction_to(sight, (1.1, 0.5, 0.6), 0.0, (0.0, 0.0))
    assert yaw == pytest.approx(atan2(0.5, 1.0))
    assert pitch > 0.4  # down
    # A head turned left by 90 degrees has its eyes 0.1 m to the left of the neck.
    yaw, _, _ = direction_to(sight, (1.0, 0.1, 1.1), 0.0, (1.5707963, 0.0))
    assert yaw == pytest.approx(0.0, abs=1e-6)
    yaw, _, _ = direction_to(sight, (1.0, 0.1, 1.1), 1.5707963, (0.0, 0.0))
    assert yaw == pytest.approx(0.0, abs=1e-6)


def test_eyes_converge_on_what_is_near():
    sight = sight_of(rig_of({"neck": [{"channel": "head_yaw", "gain": 1.0}]}))
    assert vergence_at(sight, 0.3) == pytest.approx(2 * atan2(0.031, 0.3))
    assert vergence_at(sight, 10.0) < 0.01
    assert vergence_at(sight, 0.0) < 1.2


def test_the_humanoid_s_eyes_are_where_its_model_has_them(humanoid_sight):
    assert humanoid_sight.neck_m == pytest.approx((0.0, 0.0, 0.85))
    assert humanoid_sight.eyes_m == pytest.approx((0.057, 0.0, 0.125))
    assert humanoid_sight.eye_yaw.high == pytest.approx(0.6)


@pytest.fixture(name="humanoid_sight")
def _humanoid_sight():
    from kinesics.rig.load import load_rig

    return sight_of(load_rig("humanoid"))
