"""STOP at any queue fill: everyday, some of the thousand trials of `kinesics bench bridge`."""

import pytest

from kinesics_app.bridge_bench.stops import stop, stops


@pytest.mark.parametrize("seed", range(25))
def test_braking_begins_within_50_ms_whatever_is_queued(small_table, seed):
    outcome = stop(seed, small_table)
    assert outcome.begins_ms <= 50.0
    assert outcome.braked
    assert outcome.use_kept


def test_trials_move_and_fill_the_queue(small_table):
    outcomes = [stop(seed, small_table) for seed in range(25)]
    assert sum(one.begins_ms > 0 for one in outcomes) >= 10
    rows = [one.queued_rows for one in outcomes]
    assert min(rows) == 0
    assert max(rows) > 220


def test_a_section_tells_its_bars(small_table):
    section = stops(2, small_table, lambda share: None)
    assert section.passed
    assert [figure.bar for figure in section.figures] == ["<= 50 ms", "all", "all"]
