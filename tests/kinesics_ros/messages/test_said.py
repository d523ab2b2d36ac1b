"""Prosody and visemes as messages spell them out, without ROS."""

import json

import numpy as np
import pytest

from kinesics.audio.mouth import CHANNELS
from kinesics.audio.visemes import VISEMES
from kinesics.motion.channels import columns
from kinesics.motion.track import Track
from kinesics.signals import Prosody
from kinesics_ros.clock.stamps import Moment
from kinesics_ros.messages.said import PROSODY, spell_prosody, spell_visemes

NOW = Moment(robot_ns=5_000_000_000, ros_ns=1_700_000_005_000_000_000)
MS = 1_000_000


def hop(t_ns, f0_hz=120.0):
    return Prosody(t_ns, 100.0, f0_hz, -30.0, 1.0, 4.0, 0.0, 0.0, 0.0)


def rows(spelt):
    (head, count, whole), (names, width, stride) = spelt.dims
    assert (whole, stride) == (count * width, width)
    return json.loads(head), names.split(), np.array(spelt.data).reshape(count, width)


def test_hops_that_follow_each_other_are_one_message_dated_by_the_ros_clock():
    first_ns = 5_100_000_000
    hops = [hop(first_ns), hop(first_ns + 10 * MS, float("nan")), hop(first_ns + 500 * MS)]
    one, other = [rows(spelt) for spelt in spell_prosody(hops, NOW)]
    assert one[0] == {"stamp_ns": NOW.ros_ns + 100 * MS, "rate_hz": 100.0}
    assert one[1] == [*PROSODY]
    np.testing.assert_allclose(one[2][0], [120.0, -30.0, 1.0, 4.0, 0.0, 0.0, 0.0])
    assert np.isnan(one[2][1, 0])
    assert other[0]["stamp_ns"] == NOW.ros_ns + 600 * MS
    assert len(other[2]) == 1


def test_a_mouth_is_told_as_the_fifteen_visemes():
    values = np.zeros((3, len(CHANNELS)))
    track = Track(5_200_000_000, 100.0, columns(CHANNELS), values)
    head, names, weights = rows(spell_visemes([track], NOW)[0])
    assert head == {"stamp_ns": NOW.ros_ns + 200 * MS, "rate_hz": 100.0}
    assert names == [*VISEMES]
    assert weights[:, VISEMES.index("sil")].min() > 0.85
    np.testing.assert_allclose(weights.sum(axis=1), 1.0, atol=1e-5)


@pytest.mark.parametrize("names", [("gaze_yaw",), CHANNELS[:5]])
def test_motion_of_another_part_is_no_viseme(names):
    track = Track(0, 100.0, columns(names), np.zeros((2, len(names))))
    assert spell_visemes([track], NOW) == []
    assert spell_prosody([], NOW) == []
