"""Eyes and head of a robot whose base leans stay where they look in the world."""

from dataclasses import replace
from itertools import pairwise
from math import cos, pi, radians, sin

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kinesics.behaviours.gaze import Gaze
from kinesics.behaviours.levelling import Lean, carried_head, in_base
from kinesics.motion.channels import columns
from kinesics.motion.direction import angle_between, from_head, in_head, lean_of
from kinesics.rig.load import load_rig
from kinesics.rig.look_at import direction_to
from kinesics.rig.sight import Reach, sight_of
from kinesics.signals import BaseTilt, GazeShift, Horizon, Target

MS = 1_000_000
SECOND = 1000 * MS
SIGHT = sight_of(load_rig("humanoid"))
AHEAD = (1.0, 0.0, 0.975)  # at the height of its eyes
NAMES = ("gaze_yaw", "gaze_pitch", "head_yaw", "head_pitch", "head_roll", "torso_yaw")
COLUMNS = columns(NAMES).tolist()
STEP_MS = 10


class Lived:
    """A gaze that is asked for rows tick by tick, and what of them was shown when it was asked.

    Rows are asked for 250 ms ahead, in pieces of 200 ms, as a life does; what was shown stays.
    """

    def __init__(self, sight=SIGHT):
        self.gaze = Gaze(sight, seed=1)
        self.shown = {}
        self._rows = {}
        self._asked_ms = 0
        self.take(self.gaze.feed(Horizon(180 * MS)))

    def take(self, track):
        if track is None:
            return
        at_ms = track.t_ns // MS
        self._rows = {ms: row for ms, row in self._rows.items() if ms < at_ms}
        for n, values in enumerate(track.values):
            row = dict.fromkeys(NAMES, 0.0)
            row |= {NAMES[COLUMNS.index(c)]: v for c, v in zip(track.columns, values, strict=True)
                    if c in COLUMNS}  # fmt: skip
            self._rows[at_ms + n * STEP_MS] = row

    def tick(self, ms, *packets):
        for packet in packets:
            self.take(self.gaze.feed(packet))
        if ms + 200 >= self._asked_ms:
            self._asked_ms = ms + 400
            self.take(self.gaze.feed(Horizon(self._asked_ms * MS)))
        self.shown[ms + 180] = self._rows[(ms + 180) // STEP_MS * STEP_MS]

    def column(self, name):
        return np.array([row[name] for row in self.shown.values()])


def rocked(seconds, lean, *, sight=SIGHT, told=True, target=None, until_s=None):
    """A life in which the base leans by `lean(t_s)` (roll, pitch), and what eyes did in it."""
    life = Lived(sight)
    shift = GazeShift(300 * MS, "thing" if target else AHEAD, "head", "look")
    for ms in range(0, round(seconds * 1000), STEP_MS):
        packets = [shift] if ms == 200 else []
        if told and ms % 40 == 0 and (until_s is None or ms < until_s * 1000):
            before, now, after = (lean(one / 1000) for one in (ms - 1, ms, ms + 1))
            turns = tuple((b - a) * 500 for a, b in zip(before, after, strict=True))
            packets.append(BaseTilt(ms * MS, *now, (*turns, 0.0), False))
        if target and ms % 40 == 20:
            packets.append(Target(ms * MS, "thing", target(ms / 1000), 1.0, 1.0))
        life.tick(ms, *packets)
    return life


def in_world(row, roll, pitch):
    """Where the eyes look, of a base that leans so."""
    head = (row["head_yaw"] + row["torso_yaw"], row["head_pitch"])
    in_it = from_head((row["gaze_yaw"], row["gaze_pitch"]), head, row["head_roll"])
    return from_head(in_it, (0.0, pitch), roll)


def astray(life, lean, from_s):
    """Standard deviation [rad] of where it looks in the world, about where that is on average."""
    seen = np.array(
        [in_world(row, *lean(ms / 1000)) for ms, row in life.shown.items() if ms >= from_s * 1000]
    )
    return np.sqrt(np.square(seen - seen.mean(axis=0)).sum(axis=1).mean())


def bowing(hz, size_rad=0.12):
    return lambda t_s: (0.0, size_rad * sin(2 * pi * hz * t_s))


def test_a_robot_that_nobody_tells_how_it_leans_moves_as_it_always_did():
    """And one that stands upright moves no otherwise."""
    life, told = (rocked(3.0, lambda t_s: (0.0, 0.0), told=told) for told in (False, True))
    for name in NAMES:
        np.testing.assert_allclose(told.column(name), life.column(name), atol=1e-9)


def test_eyes_and_head_are_level_on_a_slope():
    slope = lambda t_s: (0.15, 0.2)  # noqa: E731
    life = rocked(6.0, slope)
    row = life.shown[max(life.shown)]
    assert angle_between(in_world(row, 0.15, 0.2), (0.0, 0.0)) < radians(1.0)
    up = np.array([-sin(0.2), cos(0.2) * sin(0.15), cos(0.2) * cos(0.15)])  # in the base
    head = Lean(row["head_yaw"], row["head_pitch"], row["head_roll"])
    way = in_head(lying(up), head[:2], head.roll)  # seen from the head
    assert way[1] < -radians(88.0)


def lying(vector):
    x, y, z = vector
    return np.arctan2(y, x), -np.arcsin(z)


@pytest.mark.parametrize(("hz", "share"), [(0.2, 0.25), (0.5, 0.5)])
def test_gaze_stays_in_the_world_while_the_base_bows(hz, share):
    lean = bowing(hz)
    free, held = (astray(rocked(12.0, lean, told=told), lean, 4.0) for told in (False, True))
    assert free > radians(4.0)
    assert held < share * free


def test_the_head_stays_upright_while_the_base_rolls_slowly():
    roll = lambda t_s: (bowing(0.1)(t_s)[1], 0.0)  # noqa: E731
    life = rocked(20.0, roll)
    off = [row["head_roll"] + roll(ms / 1000)[0] for ms, row in life.shown.items() if ms > 8000]
    assert np.std(off) < 0.3 * np.std([roll(ms / 1000)[0] for ms in life.shown])


def test_fast_shaking_is_not_made_worse():
    for hz in (2.0, 4.0):
        lean = bowing(hz, 0.05)
        free, held = (astray(rocked(10.0, lean, told=told), lean, 6.0) for told in (False, True))
        assert held < 1.3 * free


def test_a_target_told_in_the_frame_of_a_rocking_base_is_not_countered_twice():
    lean = bowing(0.4)

    def seen(t_s):
        """A thing 1 m ahead of the neck that rests in the world, as a camera on the base has it."""
        yaw, pitch = in_head((0.0, -0.1), (0.0, lean(t_s)[1]))
        x, z = cos(pitch) * cos(yaw), -sin(pitch)
        return (x + SIGHT.neck_m[0], cos(pitch) * sin(yaw), z + SIGHT.neck_m[2])

    life = rocked(12.0, lean, target=seen)
    assert astray(life, lean, 5.0) < radians(2.0)
    off = [
        angle_between(
            in_world(row, *lean(ms / 1000)),
            direction_to(SIGHT, seen(0.0), 0.0, (row["head_yaw"], row["head_pitch"]))[:2],
        )
        for ms, row in life.shown.items()
        if ms > 5000
    ]
    assert np.median(off) < radians(3.0)


def test_a_base_of_which_nothing_is_heard_any_more_is_let_go_without_a_jump():
    life = rocked(7.0, lambda t_s: (0.1, 0.2), until_s=3.5)
    bow = life.column("head_pitch")
    ms = np.array([*life.shown])
    held, gone = bow[(ms > 3000) & (ms < 4000)], bow[ms > 6600]
    assert held.mean() < -0.15
    assert abs(gone).max() < 0.02
    for name in ("head_pitch", "head_roll"):
        steps = np.diff(life.column(name))
        assert np.abs(steps).max() < 0.006  # 0.6 rad/s
        assert np.abs(np.diff(steps)).max() < 0.002


def test_what_a_head_cannot_do_the_eyes_do():
    none = Reach(0.0, 0.0, 0.0, 0.0)
    fixed = replace(SIGHT, head_pitch=none, head_roll=none)
    life = rocked(6.0, lambda t_s: (0.0, 0.15), sight=fixed)
    row = life.shown[max(life.shown)]
    assert row["head_pitch"] == row["head_roll"] == 0.0
    assert angle_between(in_world(row, 0.0, 0.15), (0.0, 0.0)) < radians(1.0)


ANGLE = st.floats(-0.4, 0.4)


@given(st.tuples(ANGLE, ANGLE), ANGLE, st.builds(Lean, ANGLE, ANGLE, ANGLE))
def test_a_head_in_reach_is_turned_as_it_would_be_if_nothing_leaned(head, torso_yaw, lean):
    carried = carried_head(head, torso_yaw, lean, SIGHT)
    reaches = (SIGHT.head_yaw, SIGHT.head_pitch, SIGHT.head_roll)
    assume(all(reach.low < one < reach.high for one, reach in zip(carried, reaches, strict=True)))
    for way in ((0.3, -0.2), (1.2, 0.3)):  # two directions tell a turn
        level = from_head(way, (torso_yaw + head[0], head[1]))
        on_base = from_head(way, (torso_yaw + carried.yaw, carried.pitch), carried.roll)
        assert angle_between(in_base(level, lean), on_base) < 1e-6


@given(st.tuples(st.floats(-3.0, 3.0), st.floats(-1.5, 1.5)))
def test_what_is_up_tells_how_it_leans(lean):
    roll, pitch = lean
    up = (-sin(pitch), cos(pitch) * sin(roll), cos(pitch) * cos(roll))
    assert lean_of(tuple(9.81 * one for one in up)) == pytest.approx(lean, abs=1e-6)


TURNS = st.none() | st.tuples(*3 * [st.floats(-50.0, 50.0)])
TOLD = st.tuples(
    st.integers(0, 30), st.floats(-3.1, 3.1), st.floats(-1.5, 1.5), TURNS, st.booleans()
)


@settings(max_examples=40, deadline=None)
@given(st.lists(TOLD, max_size=20))
def test_whatever_is_told_rows_are_within_reach_and_follow_each_other(many):
    life, ms = Lived(), 0
    for after, *told in [*many, (60, 0.0, 0.0, None, False)]:
        for _ in range(after + 1):
            ms += STEP_MS
            life.tick(ms)
        life.tick(ms + STEP_MS, BaseTilt(ms * MS, *told))
        ms += STEP_MS
    for name, reach in (
        ("gaze_yaw", SIGHT.eye_yaw),
        ("gaze_pitch", SIGHT.eye_pitch),
        ("head_yaw", SIGHT.head_yaw),
        ("head_pitch", SIGHT.head_pitch),
        ("head_roll", SIGHT.head_roll),
    ):
        values = life.column(name)
        assert np.isfinite(values).all()
        assert (values >= reach.low).all()
        assert (values <= reach.high).all()
    times = [*life.shown]
    assert all(b - a == STEP_MS for a, b in pairwise(times))


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 40))
def test_rows_depend_on_what_was_told_and_not_on_how_they_were_asked_for(cut):
    """A horizon more, which asks for nothing new, changes no bit."""
    lives = Lived(), Lived()
    for n in range(80):
        for life in lives:
            tilts = [BaseTilt(n * 10 * MS, 0.1, 0.05 * (n % 3), None, False)] if n % 4 == 0 else []
            life.tick(n * 10, *tilts)
        if n == cut:
            lives[1].take(lives[1].gaze.feed(Horizon((n * 10 + 100) * MS)))
    assert lives[0].shown == lives[1].shown
