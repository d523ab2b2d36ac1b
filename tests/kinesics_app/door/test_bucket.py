"""How many messages may come, over time."""

from hypothesis import given
from hypothesis import strategies as st

from kinesics_app.door.bucket import Bucket


def test_a_burst_is_let_through_then_the_rate():
    bucket = Bucket(10.0, 5)
    assert [bucket.take(0.0) for _ in range(7)] == [True] * 5 + [False] * 2
    assert [bucket.take(0.1 * n + 0.001) for n in range(1, 11)] == [True] * 10


@given(gaps=st.lists(st.floats(0.0, 0.5), min_size=1, max_size=200))
def test_never_more_than_the_burst_and_the_rate(gaps):
    bucket, now_s, taken = Bucket(20.0, 8), 0.0, 0
    for gap_s in gaps:
        now_s += gap_s
        taken += bucket.take(now_s)
    assert taken <= 8 + 20.0 * now_s + 1


def test_what_is_borrowed_is_paid_back():
    bucket = Bucket(10.0, 5)
    assert all(bucket.take(0.0) for _ in range(5))
    bucket.borrow()
    assert not bucket.take(0.19)
    assert bucket.take(0.21)
    assert not bucket.take(0.22)
