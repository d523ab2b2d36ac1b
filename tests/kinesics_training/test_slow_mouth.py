"""A mouth of slow servos: what foresight saves of the shipped sentence's closures, as played."""

import pytest

from kinesics_training.slow_mouth import HELLO, kept, slowed


@pytest.fixture
def slow(tmp_path):
    def rig(share):
        path = tmp_path / f"slow-{share:g}.toml"
        path.write_text(slowed(share), encoding="utf-8")
        return path

    return rig


@pytest.mark.parametrize(("share", "late"), [(0.5, 0), (0.2, 1)])
def test_a_slow_mouth_closes_whenever_the_channels_want_it(slow, share, late):
    done = kept(slow(share), HELLO)
    assert done.wanted >= 10
    assert done.played >= done.wanted - late


def test_a_mouth_that_does_not_begin_earlier_misses_closures(slow):
    blind = kept(slow(0.1), HELLO, ahead=False)
    assert blind.played < blind.wanted
    assert kept(slow(0.1), HELLO).played > blind.played
