"""A mouth that is shifted by a known time is told by that time, whatever it is compared with."""

from math import erf, exp, pi

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.measures.beat_consistency import beat_consistency
from kinesics.measures.curves import Curves
from kinesics.measures.heard import Heard
from kinesics.measures.lip_timing import lip_following, lip_timing
from kinesics.measures.mouth import mouth_of
from kinesics.motion import channels
from kinesics.rig.load import load_rig

CLOSED_S = np.array([0.7, 1.1, 1.8, 2.2, 2.9, 3.4, 4.1])


def found(readings):
    return {(one.measure, one.signal): one.value for one in readings}


def talk(t_s):
    """How far a mouth is open: uneven syllables, closed at `CLOSED_S` and at rest outside."""
    open_ = 0.6 + 0.2 * np.sin(2 * pi * 3.1 * t_s) + 0.15 * np.sin(2 * pi * 4.7 * t_s + 1.0)
    dips = np.exp(-0.5 * np.square((t_s[:, None] - CLOSED_S) / 0.03)).max(axis=1)
    speaks = np.clip((t_s - 0.3) / 0.1, 0.0, 1.0) * np.clip((4.6 - t_s) / 0.1, 0.0, 1.0)
    return open_ * (1.0 - 1.1 * dips) * speaks


def mouth(late_s, rate_hz=100.0, begin_s=-0.2, names=("lips", "jaw")):
    t_s = begin_s + np.arange(round(5.3 * rate_hz)) / rate_hz
    return Curves(names, rate_hz, np.stack([talk(t_s - late_s)] * len(names), axis=1), begin_s)


def asked(begin_s=0.0):
    t_s = begin_s + np.arange(500) / 100.0
    return Curves(("lips", "jaw"), 100.0, np.stack([talk(t_s)] * 2, axis=1), begin_s)


@given(late_ms=st.integers(-120, 120), rate_hz=st.sampled_from([50.0, 60.0, 100.0, 1000.0]))
def test_a_mouth_is_late_by_what_it_was_shifted(late_ms, rate_hz):
    heard = Heard(loudness=asked().only(("jaw",)), mouth=asked(), closures_s=CLOSED_S)
    read = found(lip_timing(mouth(late_ms / 1e3, rate_hz), heard))
    for signal in ("lips", "jaw"):
        for what in ("sound", "phones"):
            assert read[f"lag_behind_{what}", signal] == pytest.approx(late_ms, abs=2.0)
            assert read[f"correlation_with_{what}", signal] > 0.98
    assert read["closures_said", "lips"] == len(CLOSED_S)
    assert read["closures_shown", "lips"] == 1.0
    assert read["closure_lag", "lips"] == pytest.approx(late_ms, abs=3.0)
    assert read["closure_error", "lips"] == pytest.approx(abs(late_ms), abs=5.0)


def test_forty_milliseconds_are_forty_milliseconds():
    read = found(lip_timing(mouth(0.040), Heard(mouth=asked(), closures_s=CLOSED_S)))
    assert read["lag_behind_phones", "lips"] == pytest.approx(40.0, abs=0.5)
    assert read["closure_lag", "lips"] == pytest.approx(40.0, abs=1.0)


def test_a_closure_that_is_not_made_is_missed():
    open_at = mouth(0.0)
    values, near = open_at.values.copy(), np.abs(open_at.t_s - CLOSED_S[2]) < 0.08
    values[near] = 0.5
    kept = Curves(open_at.names, open_at.rate_hz, values, open_at.begin_s)
    read = found(lip_timing(kept, Heard(mouth=asked(), closures_s=CLOSED_S)))
    assert read["closures_shown", "lips"] == pytest.approx(1.0 - 1.0 / len(CLOSED_S))


def test_a_mouth_that_follows_another_time_shows_few_of_the_closures():
    strange = mouth(0.0)
    turned = Curves(strange.names, 100.0, strange.values[::-1], strange.begin_s)
    read = found(lip_timing(turned, Heard(mouth=asked(), closures_s=CLOSED_S)))
    assert read["closures_shown", "lips"] < 0.6
    assert read["correlation_with_phones", "lips"] < 0.9


def test_nothing_is_told_of_what_nobody_heard():
    assert lip_timing(mouth(0.0), Heard()) == []
    still = Curves(("lips",), 100.0, np.zeros((500, 1)))
    read = found(lip_timing(still, Heard(mouth=asked(), closures_s=CLOSED_S)))
    assert np.isnan(read["lag_behind_phones", "lips"])
    silent = Curves(("loudness",), 100.0, np.zeros((500, 1)))
    assert np.isnan(
        found(lip_timing(mouth(0.0), Heard(loudness=silent)))["lag_behind_sound", "jaw"]
    )


@given(late_ms=st.integers(-100, 100))
def test_another_mouth_follows_by_its_delay(late_ms):
    read = found(lip_following(mouth(0.0), mouth(late_ms / 1e3, rate_hz=60.0)))
    for signal in ("lips", "jaw"):
        assert read["strokes", signal] >= 10
        assert read["strokes_missed", signal] == 0.0
        assert read["stroke_lag", signal] == pytest.approx(late_ms, abs=2.0)
        assert read["stroke_error", signal] == pytest.approx(abs(late_ms), abs=6.0)


def test_a_mouth_that_stays_shut_misses_every_stroke():
    one = mouth(0.0)
    shut = Curves(one.names, 100.0, np.zeros_like(one.values), one.begin_s)
    read = found(lip_following(one, shut))
    assert read["strokes_missed", "lips"] == 1.0
    assert np.isnan(read["stroke_lag", "lips"])
    assert found(lip_following(shut, one))["strokes", "jaw"] == 0.0


def test_lips_of_channels_are_their_gap():
    values = np.array([[0.8, 0.3, 0.5]] * 9)
    read = mouth_of(Curves(("jawOpen", "mouthClose", "head_yaw"), 10.0, values, 2.0))
    assert read.names == ("lips", "jaw")
    assert read.begin_s == 2.0
    assert read.values[0].tolist() == pytest.approx([0.5, 0.8])
    alone = mouth_of(Curves(("jawOpen",), 10.0, values[:, :1]))
    assert alone.names == ("jaw",)
    assert mouth_of(Curves(("head_yaw",), 10.0, values[:, 2:])) is None


def test_lips_of_joints_are_those_of_their_rig():
    rig = load_rig("humanoid")
    wanted = np.zeros((200, len(channels.NAMES)))
    wanted[:, channels.index("jawOpen")] = 0.5 + 0.4 * np.sin(2 * pi * 2.0 * np.arange(200) / 100)
    joints = Curves(rig.names, 100.0, rig.poses(wanted))
    read = mouth_of(joints, rig)
    assert read.names == ("lips", "jaw")
    np.testing.assert_allclose(read.values[:, 1], wanted[:, channels.index("jawOpen")], atol=0.02)
    seen = mouth_of(joints, rig, leads=True)
    late = found(lip_following(read, seen))["stroke_lag", "jaw"]
    assert late == pytest.approx(1e3 * rig.lag_s[rig.index("jaw")], abs=2.0)
    assert mouth_of(Curves(("tail",), 10.0, np.zeros((9, 1))), rig) is None


def test_beats_on_the_onsets_are_consistent_and_those_beside_by_their_distance():
    t_s = np.arange(6001) / 100.0
    swing = Curves(("x",), 100.0, np.cos(2 * pi * 0.5 * t_s)[:, None])  # turns at each second
    for late_s in (0.0, 0.3, 0.5):
        read = found(beat_consistency(swing, Heard(onsets_s=np.arange(2.0, 58.0) + late_s)))
        wanted = exp(-0.5 * (late_s / 0.3) ** 2)
        assert read["beat_consistency", "x"] == pytest.approx(wanted, abs=0.01)
    near = (
        0.3 * (pi / 2) ** 0.5 * erf(0.5 / (0.3 * 2**0.5)) / 0.5
    )  # of any time within half a second
    assert read["beat_consistency_by_chance", "x"] == pytest.approx(near, abs=0.02)  # the ends


def test_what_rests_has_no_beats_and_without_a_sound_nothing_is_told():
    still = Curves(("x",), 100.0, np.ones((900, 1)))
    assert np.isnan(
        found(beat_consistency(still, Heard(onsets_s=np.ones(1))))["beat_consistency", "x"]
    )
    assert beat_consistency(still, Heard()) == []
