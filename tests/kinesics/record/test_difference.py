"""Two recordings are the same, or it is told in what they are not."""

from dataclasses import replace

import numpy as np
import pytest

from kinesics.record.difference import differences
from kinesics.record.mcap_file import Stream


@pytest.fixture
def stream():
    rows = np.arange(20.0).reshape(10, 2)
    return Stream(("jaw", "brow"), np.arange(10, dtype=np.int64) * 10_000_000, rows)


def changed(stream, row, column, by):
    values = stream.values.copy()
    values[row, column] += by
    return replace(stream, values=values)


def test_equal_recordings_do_not_differ_even_in_what_nobody_knows(stream):
    blind = changed(stream, 3, 0, np.nan)
    assert differences({"sent": stream}, {"sent": stream}) == []
    assert differences({"sent": blind}, {"sent": blind}) == []


def test_a_value_that_differs_is_told_with_its_size_and_time(stream):
    (found,) = differences({"sent": stream}, {"sent": changed(stream, 4, 1, 0.25)})
    assert (found.stream, found.what) == ("sent", "1 of 2 signals differ")
    assert found.signals == (("brow", 0.25, pytest.approx(0.04)),)


def test_the_largest_difference_comes_first_and_small_ones_may_be_let_pass(stream):
    other = changed(changed(stream, 1, 0, 0.01), 2, 1, 1.0)
    (found,) = differences({"sent": stream}, {"sent": other})
    assert [name for name, _, _ in found.signals] == ["brow", "jaw"]
    (found,) = differences({"sent": stream}, {"sent": other}, within=0.1)
    assert [name for name, _, _ in found.signals] == ["brow"]
    assert differences({"sent": stream}, {"sent": other}, within=2.0) == []


def test_what_is_known_in_one_only_differs_however_much_is_let_pass(stream):
    (found,) = differences({"sent": stream}, {"sent": changed(stream, 3, 0, np.nan)}, within=9.0)
    assert found.signals[0][0] == "jaw"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"names": ("jaw", "lip")}, "signals of one only: brow, lip"),
        ({"names": ("brow", "jaw")}, "signals in another order"),
    ],
)
def test_other_signals_are_named(stream, change, sentence):
    (found,) = differences({"sent": stream}, {"sent": replace(stream, **change)})
    assert found.what == sentence


def test_rows_dates_and_streams_that_lack_are_told(stream):
    short = Stream(stream.names, stream.t_ns[:7], stream.values[:7])
    assert [one.what for one in differences({"a": stream}, {"a": short})] == ["10 and 7 rows"]
    late = replace(stream, t_ns=stream.t_ns + np.arange(10) * 1000)
    assert [one.what for one in differences({"a": stream}, {"a": late})] == [
        "dates differ by 0.009 ms"
    ]
    assert [one.what for one in differences({"a": stream}, {"b": stream})] == [
        "only in the first",
        "only in the second",
    ]


def test_recordings_of_other_days_are_compared_from_their_own_begin(stream):
    assert differences({"a": stream}, {"a": replace(stream, t_ns=stream.t_ns + 10**15)}) == []
