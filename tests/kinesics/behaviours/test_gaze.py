"""Eyes jump and hold, the head comes after, and both look where they were told to."""

from dataclasses import replace
from itertools import pairwise
from math import radians

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinesics.behaviours.gaze import Gaze
from kinesics.behaviours.gaze_split import head_begins_s, head_delay_s
from kinesics.behaviours.saccade import duration_s
from kinesics.motion.direction import angle_between, from_head
from kinesics.rig.load import load_rig
from kinesics.rig.look_at import direction_to
from kinesics.rig.sight import Reach, sight_of
from kinesics.signals import GazeShift, Horizon, Target

SECOND = 1_000_000_000
MS = 1_000_000
SIGHT = sight_of(load_rig("humanoid"))
NONE = Reach(0.0, 0.0, 0.0, 0.0)
EYE, PITCH, VERGENCE, HEAD, BOW, TORSO = range(6)


class Rows:
    """What is shown of a behaviour's tracks: newer rows in the place of older ones."""

    def __init__(self, gaze):
        self.gaze = gaze
        self.rows = {}

    def feed(self, *packets):
        for packet in packets:
            track = self.gaze.feed(packet)
            if track is None:
                continue
            self.rows = {t_ns: row for t_ns, row in self.rows.items() if t_ns < track.t_ns}
            for n, row in enumerate(track.values):
                wide = np.zeros(6)
                wide[: len(row)] = row
                self.rows[track.t_ns + n * track.period_ns] = wide
        return self

    @property
    def values(self):
        times_ns = sorted(self.rows)
        assert all(b - a == 10 * MS for a, b in pairwise(times_ns))
        return np.array([self.rows[t_ns] for t_ns in times_ns])

    @property
    def gazes(self):
        """(T, 2) directions in the base frame."""
        return np.array(
            [
                from_head((row[EYE], row[PITCH]), (row[HEAD] + row[TORSO], row[BOW]))
                for row in self.values
            ]
        )


def looking(sight=SIGHT, **told):
    """A gaze that is told to look at a point at 1 s, and two seconds of it."""
    shift = GazeShift(
        **{"t_ns": SECOND, "at": (1.0, 0.0, 1.0), "style": "head", **told}, why="look"
    )
    return Rows(Gaze(sight, seed=1)).feed(Horizon(0), shift, Horizon(3 * SECOND))


def onset(values, share=0.02):
    """Row at which something sets off: beyond a share of its way."""
    return int(np.flatnonzero(np.abs(values - values[90]) > share * np.ptp(values))[0])


@pytest.mark.parametrize("at", [(1.0, 0.3, 1.1), (1.0, -0.9, 0.7), (0.4, 0.0, 0.9)])
@pytest.mark.parametrize("style", ["head", "body"])
def test_the_eyes_end_where_they_are_to_look(at, style):
    rows = looking(at=at, style=style)
    last = rows.values[-1]
    head = (last[HEAD], last[BOW])
    yaw, pitch, _ = direction_to(SIGHT, at, last[TORSO], head)
    assert angle_between(tuple(rows.gazes[-1]), (yaw, pitch)) < radians(1.5)
    assert np.abs(last[[EYE, PITCH]]).max() < 0.6


def test_a_small_shift_is_made_by_the_eyes_alone():
    rows = looking(at=(1.0, 0.25, 0.98))
    assert not rows.values[:220, HEAD].any()


def test_the_head_joins_a_large_shift_after_the_eyes():
    rows = looking(at=(1.0, 1.0, 0.98))
    lead_s = (onset(rows.values[:, HEAD]) - onset(rows.values[:, EYE])) * 0.01
    assert 0.05 <= lead_s <= 0.14
    assert rows.values[150, HEAD] > 0.3


def test_the_larger_the_shift_the_sooner_the_head_joins():
    assert head_delay_s(radians(10.0)) == pytest.approx(0.139)
    assert head_delay_s(radians(40.0)) == head_delay_s(radians(90.0)) == pytest.approx(0.050)
    seen_s = [head_begins_s(radians(size)) + 0.01 for size in range(0, 91, 5)]
    assert seen_s == sorted(seen_s, reverse=True)
    assert 0.055 < seen_s[-1] < seen_s[0] < 0.135  # rows of 10 ms tell it no finer


def test_eyes_alone_go_as_far_as_they_reach_and_the_head_does_the_rest():
    near = looking(at=(1.0, 0.45, 0.98), style="eyes")
    assert not near.values[:, HEAD].any()
    far = looking(at=(1.0, 1.0, 0.98), style="eyes")
    assert 0.1 < far.values[-1, HEAD] < 0.4


def test_only_the_whole_body_turns_the_torso():
    assert not looking(at=(0.2, 1.0, 1.0)).values[:, TORSO].any()
    assert looking(at=(0.2, 1.0, 1.0), style="body").values[-1, TORSO] > 0.3


def test_gaze_is_stable_while_the_head_comes_after():
    rows = looking(at=(1.0, 0.62, 0.98))
    landed = 100 + round(duration_s(radians(33.0)) * 100) + 2
    turning = np.abs(np.diff(rows.values[landed:180, HEAD])) > 0.002
    assert turning.sum() > 15
    assert np.ptp(rows.gazes[landed:180, 0]) < radians(2.0)


def test_eyes_converge_on_what_is_near():
    rows = looking(at=(0.35, 0.0, 0.97))
    assert rows.values[-1, VERGENCE] == pytest.approx(0.068 / 0.29, rel=0.1)


def test_fixating_eyes_are_never_still_and_never_far_off():
    rows = Rows(Gaze(SIGHT, seed=1)).feed(
        Horizon(0), GazeShift(0, (1.0, 0.0, 0.97), "head", "look"), Horizon(60 * SECOND)
    )
    held = rows.gazes[100:]
    assert np.unique(held, axis=0).shape[0] > 0.9 * len(held)
    assert np.std(held, axis=0).max() < radians(0.4)
    assert np.ptp(held, axis=0).max() < radians(3.0)


def test_a_robot_without_eyes_looks_with_its_head():
    blind = replace(SIGHT, eye_yaw=NONE, eye_pitch=NONE, vergence=NONE)
    rows = looking(sight=blind, at=(1.0, 0.2, 0.9))
    assert not rows.values[:, [EYE, PITCH]].any()
    assert angle_between(tuple(rows.gazes[-1]), (0.21, 0.08)) < radians(4.0)


@pytest.mark.parametrize(
    ("missing", "still", "turning"),
    [
        (("eye_pitch", "vergence"), PITCH, EYE),
        (("eye_yaw", "vergence"), EYE, PITCH),
        (("vergence",), TORSO, EYE),
    ],
    ids=["eyes that only turn", "eyes that only pitch", "eyes as one"],
)
def test_what_eyes_of_fewer_axes_cannot_do_the_head_makes_good(missing, still, turning):
    sight = replace(SIGHT, **dict.fromkeys(missing, NONE))
    rows = looking(sight=sight, at=(1.0, 0.5, 0.75))
    assert not rows.values[:, still].any()
    assert np.ptp(rows.values[:, turning]) > radians(3.0)
    yaw, pitch, _ = direction_to(sight, (1.0, 0.5, 0.75), 0.0, tuple(rows.values[-1, [HEAD, BOW]]))
    assert angle_between(tuple(rows.gazes[-1]), (yaw, pitch)) < radians(4.0)
    quick = onset(rows.values[:, turning])
    assert quick <= onset(rows.values[:, HEAD])


def walks(y_of, seconds=6, rate_hz=25):
    """A person on the way past, and where the gaze went; told as a camera would."""
    rows = Rows(Gaze(SIGHT, seed=2)).feed(Horizon(0))
    rows.feed(Target(0, "person:a", (1.5, y_of(0.0), 1.0), 1.0, 10.0))
    rows.feed(GazeShift(300 * MS, "person:a", "head", "look"))
    for n in range(seconds * rate_hz):
        t_ns = n * SECOND // rate_hz
        rows.feed(Target(t_ns, "person:a", (1.5, y_of(t_ns * 1e-9), 1.0), 1.0, 10.0))
        rows.feed(Horizon(t_ns + 400 * MS))
    t_s = np.array(sorted(rows.rows)) * 1e-9
    errors = []
    for t, row, gaze in zip(t_s, rows.values, rows.gazes, strict=True):
        head = (row[HEAD], row[BOW])
        there = direction_to(SIGHT, (1.5, y_of(t), 1.0), row[TORSO], head)[:2]
        errors.append(angle_between(tuple(gaze), there))
    return rows, np.degrees(errors[150:-45])


def test_somebody_who_walks_past_is_followed_smoothly():
    rows, errors = walks(lambda t: -0.6 + 0.25 * t)  # 10 degrees a second
    assert np.percentile(errors, 95) < 3.0
    speeds = np.abs(np.diff(rows.gazes[150:-45, 0])) * 100
    assert np.median(speeds) == pytest.approx(0.25 / 1.5, rel=0.25)
    assert np.mean(speeds > radians(40.0)) < 0.06


def test_what_is_too_fast_to_follow_is_caught_up_with():
    rows, errors = walks(lambda t: -3.5 + 1.5 * t)  # up to 57 degrees a second
    assert np.percentile(errors, 90) < 6.0
    assert errors.max() < 9.0
    assert np.abs(np.diff(rows.gazes[150:-45, 0])).max() * 100 > radians(80.0)


def test_who_is_gone_is_looked_after_where_they_were():
    rows = Rows(Gaze(SIGHT, seed=2)).feed(
        Horizon(0), GazeShift(SECOND, "person:who", "head", "look"), Horizon(3 * SECOND)
    )
    assert np.ptp(rows.gazes, axis=0).max() < radians(4.0)


@settings(max_examples=8)
@given(cuts=st.lists(st.integers(1, 4 * SECOND), min_size=1, max_size=12, unique=True))
def test_rows_do_not_depend_on_how_the_horizon_advances(cuts):
    shifts = [
        GazeShift(700 * MS, (1.0, 0.8, 1.0), "head", "look"),
        GazeShift(2_200 * MS, (1.0, -0.5, 0.8), "body", "look"),
    ]
    whole = Rows(Gaze(SIGHT, seed=5)).feed(Horizon(0), *shifts, Horizon(4 * SECOND))
    pieces = Rows(Gaze(SIGHT, seed=5)).feed(Horizon(0), *shifts)
    pieces.feed(*map(Horizon, [*sorted(cuts), 4 * SECOND]))
    np.testing.assert_array_equal(whole.values, pieces.values)


def test_a_shift_told_late_gives_the_rows_from_its_date_anew():
    shift = GazeShift(1_500 * MS, (1.0, 0.8, 1.0), "head", "look")
    early = Rows(Gaze(SIGHT, seed=5)).feed(Horizon(0), shift, Horizon(2 * SECOND))
    late = Rows(Gaze(SIGHT, seed=5)).feed(Horizon(0), Horizon(2 * SECOND), shift)
    np.testing.assert_array_equal(early.values, late.values)


def test_a_newer_shift_takes_the_place_of_all_that_were_told_for_later():
    gone = GazeShift(1_800 * MS, (1.0, -0.8, 1.0), "head", "avert")
    shift = GazeShift(1_500 * MS, (1.0, 0.3, 1.0), "head", "look")
    plain = Rows(Gaze(SIGHT, seed=5)).feed(Horizon(0), shift, Horizon(3 * SECOND))
    changed = Rows(Gaze(SIGHT, seed=5)).feed(Horizon(0), gone, shift, Horizon(3 * SECOND))
    np.testing.assert_array_equal(plain.values, changed.values)
