"""STOP at any queue fill: everyday, some of the thousand trials of `kinesics bench bridge`."""

import pytest

from kinesics_app.bench.bridge.stops import stop, stops


@pytest.fixture(scope="module")
def outcomes(small_table):
    return [stop(seed, small_table) for seed in range(25)]


def test_braking_begins_within_50_ms_whatever_is_queued(outcomes):
    assert max(one.begins_ms for one in outcomes) <= 50.0
    assert all(one.braked for one in outcomes)
    assert all(one.use_kept for one in outcomes)


def test_trials_move_and_fill_the_queue(outcomes):
    assert sum(one.begins_ms > 0 for one in outcomes) >= 10
    rows = [one.queued_rows for one in outcomes]
    assert min(rows) == 0
    assert max(rows) > 220


def test_a_section_tells_its_bars(small_table):
    section = stops(2, small_table, lambda share: None)
    assert section.passed
    assert [figure.bar for figure in section.figures] == ["<= 50 ms", "all", "all"]
