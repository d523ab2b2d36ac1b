"""Bare clocks see what the machine itself is late by."""

import os
import time

from kinesics_app.bench.live.bare_clock import BareClock, bare_clocks
from kinesics_app.bench.live.soak import Lived, whys

MS = 1_000_000


def test_there_is_one_on_each_processor_and_each_tells_what_it_saw():
    begun_s = time.monotonic()
    with bare_clocks(first=False) as seen:
        time.sleep(2.0)
        assert seen == []
    took_s = time.monotonic() - begun_s
    assert [clock.cpu for clock in seen] == sorted(os.sched_getaffinity(0))
    for clock in seen:
        assert 50 <= clock.ticks <= 100 * took_s + 1
        median_us, most_us, largest_us = clock.late_us
        assert 0.0 < median_us <= most_us <= 1.02 * largest_us
        assert clock.stolen_s >= 0.0
        assert all(late_ns > 10 * MS for _, late_ns in clock.stalls)


def tick(t_s, late_us, cause, **stages_us):
    return {
        "t_s": t_s,
        "late_us": late_us,
        "cause": cause,
        "stages_us": stages_us,
        "before_us": {"mix": 500},
    }


def test_what_was_late_is_told_with_its_reason_and_the_machines_part():
    latest = [
        tick(12.0, 93_800, "the machine stood still", gesture=18_200, mix=400, rig=100),
        tick(14.0, 20_000, "no processor free"),
    ]
    stalls = [(12_030 * MS, 61 * MS), (20_000 * MS, 12 * MS)]
    clocks = [BareClock(1, (52.0, 410.0, 61_000.0), 9000, stalls, 0.25)]
    ticks, machine = whys("so", Lived("", 60.0, {"latest": latest}, (), 0, (), clocks))
    assert ticks == (
        "so, the 2 latest ticks: 93.8 ms: the machine stood still (gesture 18.2, mix 0.4; before "
        "it mix 0.5), a bare clock 61 ms late; 20.0 ms: no processor free (before it mix 0.5)."
    )
    assert machine == (
        "so, bare clocks meanwhile, late by median, 99 %, most [ms]: on processor 1 0.05, 0.41, "
        "61.00; of that 2 times by more than 10 ms with no other program on their processor, by 61 "
        "ms at most. The host kept 0.25 s, as far as it says."
    )


def test_where_nothing_was_late_that_is_told():
    ticks, _ = whys("so", Lived("", 60.0, {"latest": []}, (), 0, (), ()))
    assert ticks == "so, the latest ticks: none by 10 ms."
