"""How far feelings moved the joints."""

from dataclasses import replace

import numpy as np
import pytest

from kinesics.motion.channels import NAMES, index
from kinesics.record.moved import Shown, moved
from kinesics.rig.load import load_rig


@pytest.fixture(scope="module")
def humanoid():
    return load_rig("humanoid")


@pytest.fixture
def smiling(take, humanoid):
    """A take in whose channels a feeling raised one corner by 0.4 at 1 s."""
    rows = np.zeros((len(take.t_ns), len(NAMES)))
    t_ns = take.t_ns[::5]
    added = np.zeros((len(t_ns), len(NAMES)))
    at = (t_ns - take.heard_t0_ns) * 1e-9
    added[:, index("mouthSmileLeft")] = 0.4 * np.clip(1.0 - np.abs(at - 1.0), 0.0, 1.0)
    rows[::5] = added
    return replace(take, channels=rows, channel_names=NAMES), Shown(t_ns, added)


def test_the_largest_change_is_told_with_its_joint_channel_and_time(smiling, humanoid):
    told = moved(*smiling, humanoid)
    assert told["channels"] == {"mouthSmileLeft": {"most": 0.4, "t_s": 1.0}}
    name, most = next(iter(told["joints"].items()))
    assert name.startswith("left_corner")
    assert most["t_s"] == 1.0
    joint = humanoid.joints[humanoid.index("left_corner_lift")]
    drive = next(one for one in joint.drives if one.channel == "mouthSmileLeft")
    share = 0.4 * drive.gain / (joint.position_max - joint.position_min)
    assert told["joints"]["left_corner_lift"]["most"] == pytest.approx(share, abs=1e-3)


def test_what_adds_nothing_moves_nothing(smiling, humanoid):
    take, shown = smiling
    still = Shown(shown.t_ns, np.zeros_like(shown.values))
    told = moved(take, still, humanoid)
    assert told["channels"] == told["joints"] == {}


def test_what_a_joint_cannot_follow_is_not_counted(smiling, humanoid):
    """A corner that the rest of the mix has at its end already is moved by nothing."""
    take, shown = smiling
    full = take.channels.copy()
    full[:, index("mouthSmileLeft")] = 5.0
    told = moved(replace(take, channels=full), shown, humanoid)
    assert "left_corner_lift" not in told["joints"]
