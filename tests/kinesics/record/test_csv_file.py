import csv
import io
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kinesics.record.csv_file import channels_csv, joints_csv, table_csv, write_csv

NUMBERS = arrays(
    np.float64,
    st.tuples(st.integers(1, 5), st.integers(1, 4)),
    elements=st.floats(-1e5, 1e5) | st.just(np.nan),
)


def read(data):
    return list(csv.reader(io.StringIO(data.decode())))


@given(NUMBERS)
def test_every_number_is_written_as_python_would(values):
    rows = read(table_csv(list("abcd")[: values.shape[1]], values))[1:]
    rounded = np.rint(values * 1e6) / 1e6 + 0.0
    wanted = [["" if np.isnan(n) else f"{n:.6f}" for n in row] for row in rounded]
    assert rows == wanted or (values.shape[1] == 1 and [row or [""] for row in rows] == wanted)


def test_zero_has_no_sign_and_small_numbers_keep_their_zeros():
    assert table_csv(["x", "y"], np.array([[-1e-9, -0.01]])) == b"x,y\n0.000000,-0.010000\n"


def test_more_rows_than_a_block_keep_their_order():
    rows = read(table_csv(["x"], np.arange(3000.0)[:, None]))[1:]
    assert [float(row[0]) for row in rows] == list(range(3000))


def test_no_rows_leave_a_header():
    assert table_csv(["x"], np.empty((0, 1))) == b"x\n"


def test_channels_have_one_column_each_and_a_negative_pre_roll(take):
    rows = read(channels_csv(take))
    assert rows[0] == ["t_s", *take.channel_names]
    assert rows[1][0] == "-0.300000"
    assert rows[31][0] == "0.000000"
    assert len(rows) == len(take.t_ns) + 1


def test_joints_have_what_was_commanded_played_and_measured(take):
    rows = read(joints_csv(take))
    assert rows[0][:4] == ["t_s", "waist_yaw.cmd", "waist_yaw.play", "waist_yaw.meas"]
    column = 1 + 3 * take.joint("jaw")
    table = np.array(rows[1:], dtype=np.float64)
    jaw = take.joint("jaw")
    np.testing.assert_allclose(table[:, column], take.asked[:, jaw], atol=6e-7)
    np.testing.assert_allclose(table[:, column + 1], take.played[:, jaw], atol=6e-7)
    np.testing.assert_allclose(table[:, column + 2], take.measured[:, jaw], atol=6e-7)


def test_what_a_servo_cannot_say_is_an_empty_field(take):
    blind = replace(take, measured=np.full_like(take.measured, np.nan))
    assert read(joints_csv(blind))[1][3] == ""


def test_the_same_take_gives_the_same_files(take, make_take, tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    write_csv(take, tmp_path / "a")
    write_csv(make_take(), tmp_path / "b")
    for name in ("channels.csv", "joints.csv"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


@pytest.mark.slow
def test_a_minute_costs_less_than_half_a_second(make_take):
    import time

    long = make_take(60.0)
    start = time.process_time()
    channels_csv(long)
    joints_csv(long)
    assert time.process_time() - start < 0.5
