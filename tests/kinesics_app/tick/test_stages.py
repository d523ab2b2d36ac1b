"""What stages cost, in little room: percentiles within 1 %, whatever the spread."""

import inspect
import time
import tracemalloc

import numpy as np
import pytest

from kinesics_app.tick.costs import EDGES_US, Costs
from kinesics_app.tick.stages import Stages


def test_percentiles_are_within_a_percent_and_runs_are_counted():
    costs_ns = np.random.default_rng(0).lognormal(11.0, 1.0, 20_000).astype(int)
    costs = Costs()
    for cost_ns in costs_ns:
        costs.book(int(cost_ns))
    told = costs.summary()
    assert told["count"] == 20_000
    for share in (50, 99):
        assert told[f"p{share}_us"] == pytest.approx(
            np.percentile(costs_ns, share) / 1e3, rel=0.011
        )
    assert told["mean_us"] == pytest.approx(np.mean(costs_ns) / 1e3, rel=0.005)


def test_no_percentile_is_above_the_largest():
    for cost_ns in (*range(1, 5000, 7), 166_770_000, 171_234_567):
        costs = Costs()
        costs.book(cost_ns)
        told = costs.summary()
        assert told["p50_us"] <= told["p99_us"] <= cost_ns * 1e-3


def test_the_room_for_costs_is_there_from_the_first_on():
    costs_file = inspect.getfile(Costs)
    costs, sizes = Costs(), np.random.default_rng(1).lognormal(13.0, 3.0, 20_000).astype(int)
    told = sizes.tolist()
    costs.book(2**60)  # more than there is a size for
    costs.summary()  # what numpy keeps of its first calls is not theirs
    tracemalloc.start()
    for cost_ns in told:
        costs.book(cost_ns)
    there = tracemalloc.take_snapshot().filter_traces([tracemalloc.Filter(True, costs_file)])
    tracemalloc.stop()
    assert sum(one.size for one in there.traces) < 2000  # other threads' is not of these
    assert costs.summary()["p50_us"] == pytest.approx(np.median(sizes) / 1e3, rel=0.03)


def test_whoever_asks_in_between_changes_nothing_of_what_is_told():
    sizes = np.random.default_rng(2).lognormal(11.0, 2.0, 3000).astype(int).tolist()
    asked, unasked = Costs(), Costs()
    for turn, cost_ns in enumerate(sizes):
        asked.book(cost_ns)
        unasked.book(cost_ns)
        if turn % 50 == 0:
            assert sum(asked.buckets) == turn + 1
        if turn % 370 == 0:
            assert asked.summary()["count"] == turn + 1
    assert asked.buckets == unasked.buckets
    assert asked.largest_ns == unasked.largest_ns == max(sizes)
    assert asked.summary() == unasked.summary()


def test_a_histogram_has_each_cost_in_its_bucket_and_the_largest_is_exact():
    costs = Costs()
    assert costs.summary() == {"p50_us": 0.0, "p99_us": 0.0, "mean_us": 0.0, "count": 0}
    for cost_us in (0, 50, 51, 9_999, 50_001):
        costs.book(1000 * cost_us)
    assert len(costs.buckets) == len(EDGES_US) + 1
    assert {n: count for n, count in enumerate(costs.buckets) if count} == {0: 2, 1: 1, 7: 1, 10: 1}
    assert costs.largest_ns == 50_001_000
    assert costs.beyond(10_000) == 1
    assert costs.beyond(50) == 3


def test_a_lap_is_the_time_since_the_last():
    stages = Stages()
    stages.start()
    stages.lap("rig")
    stages.lap("limit")
    assert {name: one["count"] for name, one in stages.summary().items()} == {"rig": 1, "limit": 1}
    assert Stages().summary() == {}


def test_a_run_that_takes_longer_than_a_tick_is_counted_as_slow():
    stages = Stages()
    stages.start()
    stages.lap("rig")
    time.sleep(0.0105)
    stages.lap("limit")
    assert stages.slow.get("limit") == 1
    assert sum(stages.histograms()["limit"][8:]) == 1


def test_laps_are_kept_in_robot_time_from_when_they_are_asked_for():
    stages = Stages()
    stages.start()
    stages.lap("rig")
    assert stages.kept is None
    stages.keep(5_000_000_000)
    stages.start()
    time.sleep(0.002)
    stages.lap("mix")
    stages.lap("send")
    mix, send = stages.kept
    assert (mix.stage, send.stage) == ("mix", "send")
    assert 5_000_000_000 <= mix.begin_ns < 65_000_000_000
    assert mix.cost_ns > 1_900_000
    assert send.begin_ns == mix.begin_ns + mix.cost_ns
