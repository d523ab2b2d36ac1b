"""Counters and clocks wrap, and nothing shows at the joint; the bridge bench has a day of it."""

import numpy as np
import pytest

from kinesics_app.bench.bridge.day import MS_31_US, smoothed
from kinesics_bridge.twin import TwinClock
from kinesics_bridge.wire.message_types import Hello, Setpoints
from kinesics_bridge.wire.protocol import COUNTERS

WORD_US = 1 << 32
ROWS = 20  # a frame of them every 200 ms
FAULTS = set(COUNTERS) - {"frames", "rows", "rows_played", "reentries", "refused"}


def wave(bench, tick, count):
    """(count, J) codes from the tick-th row on: slow sines inside all limits."""
    t_s = (tick + np.arange(count))[:, None] * 0.01
    rising = np.minimum(1.0, t_s / 2)
    return bench.table.encode(bench.start_pose + 0.2 * rising * np.sin(t_s * [[1.7, 2.3]]))


def live(bench, duration_s):
    """Streams and compares; the largest difference of what was played [LSB]."""
    bench.start_pose = bench.pose()
    bench.pieces.clear()
    bench.twin.trace()
    start_us, start_ns, worst = bench.now_us + 100_000, bench.now_ns, 0.0
    for first in range(0, duration_s * 100, 1000):
        for frame in range(first, first + 1000, ROWS):
            codes = wave(bench, frame, ROWS)
            bench.send(Setpoints(start_us + frame * 10_000, codes.tobytes()))
            bench.twin.advance(start_ns + (frame + ROWS) * 10_000_000)
        trace = bench.twin.trace()
        t_us = bench.clock.start_us + trace.t_ns // 1000
        played = smoothed(bench.table, wave(bench, first, 1000))
        at = (t_us - start_us) // 1000 - first * 10 - 14
        known = (at >= 0) & (at < len(played)) & (t_us > start_us + 50_000)
        assert known.sum() > 9000
        difference = np.abs(trace.played[known] - played[at[known]]) / bench.table.scale
        worst = max(worst, float(difference.max()))
        bench.run(0)
        bench.heard = bench.heard[-200:]
    return worst


def check(bench, duration_s):
    bench.arm()
    pose = bench.pose()
    bench.stream(lambda t_s: pose, 200)
    before = {name: bench.counter(name) for name in FAULTS}
    assert live(bench, duration_s) <= 1.0
    assert {name: bench.counter(name) - before[name] for name in FAULTS} == dict.fromkeys(FAULTS, 0)
    assert bench.decoder.crc_errors == bench.decoder.framing_errors == 0


@pytest.mark.parametrize("wrap_us", [WORD_US, MS_31_US])
def test_a_wrap_does_not_show(make_bench, make_table, wrap_us):
    clock = TwinClock(start_us=wrap_us - 5_000_000)
    bench = make_bench(make_table(2), clock=clock)
    bench.seq = 65_500
    bench.send(Hello(1, 0))  # starts seq anew, so the jump is no gap
    check(bench, 20)
