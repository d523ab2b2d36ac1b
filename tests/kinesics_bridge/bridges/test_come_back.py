"""Rows lead from the pose to what is wanted, whatever that is, inside the limits."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from kinesics_bridge.bridges.come_back import ComeBack

TICK_NS = 10_000_000


def test_rows_pass_untouched_without_a_pose(make_table):
    back = ComeBack(make_table())
    wanted = np.array([0.1, 0.2, 0.3])
    assert back.row(0, wanted, follows=True) is wanted
    assert not back.under_way


def test_rows_stay_at_the_pose_until_the_firmware_follows(make_table):
    back = ComeBack(make_table())
    pose = np.array([0.1, 0.0, -0.1])
    back.stay(pose)
    for k in range(50):
        back.stay(pose + 1e-4 * (-1) ** k)  # noise
        assert np.array_equal(back.row(k * TICK_NS, pose + 0.3, follows=False), pose)
    back.stay(pose + 0.1)  # somebody moved it
    assert np.array_equal(back.row(51 * TICK_NS, pose, follows=False), pose + 0.1)


@settings(max_examples=60, deadline=None)
@given(
    start=st.floats(-0.4, 0.7),
    swing=st.floats(0.0, 0.3),
    pace=st.floats(0.1, 6.0),
    tick_ms=st.sampled_from([4, 10, 20]),
)
def test_the_way_keeps_velocity_and_acceleration_and_ends(make_table, start, swing, pace, tick_ms):
    table = make_table()
    back = ComeBack(table)
    back.stay(np.full(3, start))
    rows = []
    dt_s = tick_ms / 1000
    for k in range(round(4.0 / dt_s)):
        wanted = np.full(3, 0.1 + swing * np.sin(pace * k * dt_s))
        rows.append(back.row(k * tick_ms * 1_000_000, wanted, follows=True))
    rows = np.array(rows)
    velocity = np.diff(rows, axis=0) / dt_s
    assert (np.abs(velocity) <= table.fields["velocity"] * 1e-9 + 1e-9).all()
    acceleration = np.abs(np.diff(velocity, axis=0)) / dt_s
    seam = 2 * table.scale / dt_s**2  # where it ends, less than a code is left
    assert (acceleration <= table.fields["acceleration"] * 1e-9 + seam).all()
    assert not back.under_way
    assert np.array_equal(rows[-1], wanted)


def test_a_row_for_a_time_that_was_sent_does_not_move(make_table):
    back = ComeBack(make_table())
    back.stay(np.zeros(3))
    for k in range(30):
        row = back.row(k * TICK_NS, np.full(3, 0.4), follows=True)
    assert np.array_equal(back.row(20 * TICK_NS, np.full(3, 0.4), follows=True), row)
