"""What `kinesics bench studio` tells."""

from dataclasses import replace

import numpy as np
import pytest

from kinesics_app.bench.studio import StudioCost, bench_studio


@pytest.mark.parametrize("reads", [True, False])
def test_every_part_is_told_beside_the_tick_and_what_nobody_reads_is_dropped(reads):
    cost = bench_studio("humanoid", reads=reads, ticks=2000)
    assert {name: len(part) for name, part in cost.told_us.items()} == {
        "orders": 2000,
        "snapshot": 1000,
        "health": 40,
        "stage": 160,
        "nothing": 800,
    }
    assert (cost.lost > 0) == (not reads)
    assert 0.0 < cost.each_us < 1000.0
    section = cost.section("a studio")
    assert "| snapshot | 1000 |" in section.markdown()
    assert section.passed == cost.passed
    assert section.figures[1].numbers == [cost.lost]


@pytest.mark.parametrize("tick_us", [100.0, 500.0])
def test_a_studio_that_costs_more_than_a_tenth_of_a_millisecond_misses_its_bar(tick_us):
    """However little the robot's own tick takes: who makes that cheaper makes no studio dear."""
    cost = StudioCost(np.full(100, tick_us), {"orders": np.full(100, 90.0)}, 0)
    assert cost.passed
    told = {"orders": np.full(100, 90.0), "health": np.array([1500.0])}
    assert not replace(cost, told_us=told).passed
