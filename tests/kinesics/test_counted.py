"""One is not many."""

from kinesics.counted import counted


def test_only_one_is_singular():
    assert [counted(n, "joint") for n in (0, 1, 2)] == ["0 joints", "1 joint", "2 joints"]
