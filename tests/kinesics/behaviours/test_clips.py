"""Recorded motion is played when it is asked for, and let go of when it is taken back."""

import numpy as np
import pytest

from kinesics.behaviours.clips import Clips
from kinesics.gesture.clip import ENTER_S, Clip
from kinesics.motion.channels import index
from kinesics.rig.load import load_rig
from kinesics.signals import Cease, GestureCue, Horizon

SECOND = 1_000_000_000
HUMANOID = load_rig("humanoid")
TIMES_S = np.array([0.0, 0.5, 1.0])
NOD = Clip("nod off", "nods", ("head_pitch", "jawOpen"), TIMES_S, 0.2 * np.eye(3)[:, :2])


def cue(concept="nod off", at_s=5.0):
    return GestureCue(round(at_s * SECOND), "a", concept, 0.5, "", None, 0.0)


@pytest.fixture
def clips():
    return Clips(HUMANOID, {NOD.name: NOD})


def test_its_first_row_falls_on_the_date_and_it_comes_from_rest_and_goes_back(clips):
    assert clips.feed(Horizon(SECOND)) is None
    assert clips.feed(cue("wave")) is None
    track = clips.feed(cue())
    assert track.columns.tolist() == [index("head_pitch"), index("jawOpen")]
    assert track.t_ns == round((5.0 - ENTER_S) * SECOND)
    assert not track.values[0].any()
    assert not track.values[-1].any()
    at_5 = track.values[round(ENTER_S * 100)]
    assert at_5 == pytest.approx([0.2, 0.0], abs=1e-6)
    lasts_s, remark = clips.lasts_s("nod off")
    assert (track.end_ns - 5 * SECOND) / SECOND == pytest.approx(lasts_s, abs=0.02)
    assert remark == ""


def test_taken_back_it_is_let_go_of_where_it_is(clips):
    track = clips.feed(cue())
    assert clips.feed(Cease(round(5.3 * SECOND), "b")) is None
    last = clips.feed(Cease(round(5.3 * SECOND), "a"))
    assert len(last.values) == 1
    assert last.t_ns == round(5.3 * SECOND)
    assert last.values[0] == pytest.approx(track.values[70])
    assert clips.feed(Cease(round(5.4 * SECOND), "a")) is None
    clips.feed(cue())
    assert clips.feed(Cease(60 * SECOND, "a")) is None  # it is over


def test_what_a_robot_has_not_is_told():
    both = Clip("both", "both", ("head_pitch", "left_elbow"), TIMES_S, 0.2 * np.eye(3)[:, :2])
    desk = Clips(load_rig("desk"), {"both": both})
    assert desk.lacks("both") == ""
    assert desk.lasts_s("both")[1] == "it shows nothing of left_elbow"
    arm = Clip("lift", "lifts", ("left_elbow",), TIMES_S, np.zeros((3, 1)))
    assert "shows nothing of it" in Clips(load_rig("desk"), {"lift": arm}).lacks("lift")


def test_who_asks_for_what_servos_do_far_slower_is_told():
    times_s = np.arange(30) / 30.0
    shiver = Clip("shiver", "", ("left_elbow",), times_s, -0.8 * (np.arange(30) % 2)[:, None])
    lasts_s, remark = Clips(HUMANOID, {"shiver": shiver}).lasts_s("shiver")
    assert lasts_s > 4.0
    assert remark.startswith("its servos need ")
    assert remark.endswith(" times as long")
