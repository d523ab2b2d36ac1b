"""What `kinesics bench studio` tells."""

from dataclasses import replace

import numpy as np
import pytest

from kinesics_app.bench.studio import bench_studio


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
    assert 0.0 < cost.share < 1.0
    section = cost.section("a studio")
    assert "| snapshot | 1000 |" in section.markdown()
    assert section.passed == cost.passed
    assert section.figures[1].numbers == [cost.lost]


def test_a_studio_that_costs_a_quarter_of_a_tick_misses_its_bar():
    cost = bench_studio("humanoid", reads=False, ticks=300)
    ticks = np.full(100, 100.0)
    assert replace(cost, tick_us=ticks, told_us={"orders": np.full(100, 19.0)}).passed
    assert not replace(cost, tick_us=ticks, told_us={"orders": np.full(100, 25.0)}).passed
