"""A fair race of two functions: interleaved in one run, medians over repeats, hot or paced."""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Bar", "Comparison", "Race", "compare"]

F64 = NDArray[np.float64]

# Long enough for caches to be the runner's own, short enough that a drifting clock hits both alike.
BLOCK_STEPS = 50


@dataclass(frozen=True, slots=True)
class Bar:
    """What must hold; a measure without a bar is only told."""

    p50_ratio: float = np.inf
    p99_ratio: float = np.inf
    slack_us: float = 0.0
    """An excess of the medians up to this passes whatever their ratio [us]."""


@dataclass(frozen=True, slots=True)
class Race:
    """Two functions that do the same work, and what their ratio must be."""

    name: str
    ours: Callable[[], object]
    theirs: Callable[[], object]
    bar: Bar
    rate_hz: float | None = None
    """None: calls back to back. Else each call waits for its turn on a clock of this rate: what a
    robot pays. Between steps 10 ms apart caches and clocks cool down, and a network of this size
    costs 2 to 7 times its hot figure."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The outcome of a race: medians over the repeats, ratios taken within each repeat."""

    name: str
    repeats: int
    steps: int
    """Steps of each runner within a repeat."""
    ours_p50_us: float
    ours_p99_us: float
    theirs_p50_us: float
    theirs_p99_us: float
    p50_ratio: float
    p99_ratio: float
    bar: Bar

    @property
    def passed(self) -> bool:
        """Whether the bar holds."""
        p50_holds = (
            self.p50_ratio <= self.bar.p50_ratio
            or self.ours_p50_us - self.theirs_p50_us <= self.bar.slack_us
        )
        return p50_holds and self.p99_ratio <= self.bar.p99_ratio


def compare(race: Race, repeats: int, steps: int) -> Comparison:
    """Run `race`: `steps` steps of each runner, interleaved, `repeats` times."""
    runners = (race.ours, race.theirs)
    with _no_collections():
        for runner in runners:
            _hot(runner, BLOCK_STEPS)
        rounds_us = np.stack([_round(runners, steps, race.rate_hz) for _ in range(repeats)])
    percentiles = np.percentile(rounds_us, (50, 99), axis=2)  # (2 percentiles, repeats, 2 runners)
    ours_us, theirs_us = np.moveaxis(percentiles, 2, 0)  # each (2, repeats)
    ours_p50_us, ours_p99_us = np.median(ours_us, axis=1).tolist()
    theirs_p50_us, theirs_p99_us = np.median(theirs_us, axis=1).tolist()
    p50_ratio, p99_ratio = np.median(ours_us / theirs_us, axis=1).tolist()
    return Comparison(
        name=race.name,
        repeats=repeats,
        steps=steps,
        ours_p50_us=ours_p50_us,
        ours_p99_us=ours_p99_us,
        theirs_p50_us=theirs_p50_us,
        theirs_p99_us=theirs_p99_us,
        p50_ratio=p50_ratio,
        p99_ratio=p99_ratio,
        bar=race.bar,
    )


def _round(runners: tuple[Callable[[], object], ...], steps: int, rate_hz: float | None) -> F64:
    """Durations of the calls of one repeat, (2, steps) [us]."""
    if rate_hz is None:
        return _hot_pair(runners, steps)
    return _paced_pair(runners, steps, rate_hz)


def _hot_pair(runners: tuple[Callable[[], object], ...], steps: int) -> F64:
    blocks = -(-steps // BLOCK_STEPS)
    pairs = [[_hot(runner, BLOCK_STEPS) for runner in runners] for _ in range(blocks)]
    return np.concatenate(pairs, axis=1)[:, :steps]


def _hot(runner: Callable[[], object], steps: int) -> F64:
    """Durations of calls back to back, (steps,) [us]."""
    durations_us = np.empty(steps)
    clock_ns = time.perf_counter_ns
    for n in range(steps):
        begin_ns = clock_ns()
        runner()
        durations_us[n] = (clock_ns() - begin_ns) / 1000
    return durations_us


def _paced_pair(runners: tuple[Callable[[], object], ...], steps: int, rate_hz: float) -> F64:
    """Durations of calls that take turns at `rate_hz`, (2, steps) [us]."""
    durations_us = np.empty((len(runners), steps))
    clock_ns, period_ns = time.perf_counter_ns, 1e9 / rate_hz
    first_ns = clock_ns()
    for n in range(steps * len(runners)):
        wait_ns = first_ns + n * period_ns - clock_ns()
        if wait_ns > 0:
            time.sleep(wait_ns / 1e9)
        turn = n % len(runners)
        begin_ns = clock_ns()
        runners[turn]()
        durations_us[turn, n // len(runners)] = (clock_ns() - begin_ns) / 1000
    return durations_us


@contextmanager
def _no_collections() -> Iterator[None]:
    """No garbage collection within: one may take 260 ms."""
    was_on = gc.isenabled()
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
