"""A rig file is read strictly: every mistake is one clear sentence."""

import numpy as np
import pytest

from kinesics.errors import KinesicsError, RigError
from kinesics.motion import channels
from kinesics.rig.load import load_rig, shipped_rigs

JOINT = """
[[joints]]
name = "jaw"
unit = "rad"
actuator = "xl330-m288"
ratio = 1.0
neutral = 0.1
safe = 0.0
position = [0.0, 0.42]
velocity = 9.0
acceleration = 250.0
jerk = 25000.0
lag_ms = 32.6
feedback = "position"
drives = [
    { channel = "jawOpen", by = 0.2 },
    { channel = "mouthClose", curve = [[0.0, 0.0], [0.5, -0.1], [1.0, -0.1]] },
    { channel = "head_pitch", gain = 0.05 },
]
"""
HEAD = 'schema = 1\nname = "desk"\nsummary = "one jaw"\n'


@pytest.fixture
def rig_file(tmp_path):
    def write(text):
        path = tmp_path / "desk.toml"
        path.write_text(text)
        return str(path)

    return write


def values(**wanted):
    array = np.zeros(len(channels.CHANNELS))
    for name, value in wanted.items():
        array[channels.index(name)] = value
    return array


def test_drives_add_up_as_written(rig_file):
    rig = load_rig(rig_file(HEAD + JOINT))
    cases = {
        0.1: {},
        0.3: {"jawOpen": 1.0},
        0.25: {"jawOpen": 1.0, "mouthClose": 0.25},
        0.2: {"jawOpen": 1.0, "mouthClose": 1.0},
        0.08: {"head_pitch": -0.4},
        0.0: {"mouthClose": 1.0},
    }
    for wanted, inputs in cases.items():
        assert rig.pose(values(**inputs))[0] == pytest.approx(wanted)
    assert rig.shows("jawOpen")
    assert not rig.shows("breath")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("jawOpen", "jawopen", "no channel 'jawopen'; nearest: jawOpen"),
        ("velocity = 9.0", "velocity = 11.0", "velocity 11.0; xl330-m288 allows 9.18"),
        ("acceleration = 250.0", "acceleration = 900.0", "xl330-m288 allows 300"),
        ("jerk = 25000.0", "jerk = 600.0", "can only promise"),
        ("neutral = 0.1", "neutral = 0.5", "neutral 0.5 is outside position"),
        ("neutral = 0.1", "neutral = nan", "wanted a finite number"),
        ("lag_ms = 32.6", "lag_ms = 32.6\nlag = 1", "unknown key 'lag'; did you mean 'lag_ms'"),
        ("lag_ms = 32.6\n", "", "no 'lag_ms'; the table has"),
        ('actuator = "xl330-m288"', 'actuator = "sg90"', "wanted one of xl330-m077"),
        ("position = [0.0, 0.42]", "position = 0.42", "wanted a list of 2 finite numbers"),
        ("by = 0.2", "by = 0.2, over = [1.0, 0.0]", "wanted [lower, higher]"),
        ("[0.5, -0.1]", "[0.0, -0.1]", "wanted two or more [x, y] of rising x"),
        ("by = 0.2", "by = 0.2, gain = 1.0", "exactly one of by, gain, curve"),
        ("schema = 1", "schema = 2", "schema is 2; wanted 1"),
        ("schema = 1", "schema = ", "not a readable rig file"),
        ('name = "desk"\n', "", "no 'name'"),
        (JOINT, "", "no [[joints]]"),
        (JOINT, JOINT + JOINT, "joints named twice: jaw"),
    ],
)
def test_a_mistake_is_named_with_what_would_be_right(rig_file, old, new, message):
    text = HEAD + JOINT
    assert old in text
    with pytest.raises(KinesicsError) as caught:
        load_rig(rig_file(text.replace(old, new, 1)))
    assert message in str(caught.value)


def test_an_unknown_robot_or_joint_is_answered_with_the_known_ones(rig_file):
    with pytest.raises(RigError, match="no robot 'nobody'; shipped: humanoid"):
        load_rig("nobody")
    rig = load_rig(rig_file(HEAD + JOINT))
    with pytest.raises(RigError, match="has no joint 'jaws'; nearest: jaw"):
        rig.index("jaws")


@pytest.mark.parametrize("robot", shipped_rigs())
def test_every_shipped_robot_has_few_lag_groups_that_hold_each_joint_once(robot):
    rig = load_rig(robot)
    groups = rig.lag_groups()
    assert len(groups) <= 3
    members = np.concatenate([group.joints for group in groups])
    assert sorted(members) == list(range(len(rig.joints)))
    for group in groups:
        assert np.abs(rig.lag_s[group.joints] - group.lag_ns * 1e-9).max() < 0.015
