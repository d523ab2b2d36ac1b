"""STOP brakes within 50 ms, however many rows are queued: the same motion with and without it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kinesics_app.bench.figures import Figure, Section
from kinesics_bridge.faults import FaultyPort
from kinesics_bridge.joints.joint_table import JointTable
from kinesics_bridge.twin import Trace, Twin, TwinPort
from kinesics_bridge.twin.limit_use import limit_use

from .host import Host, RandomMotion

__all__ = ["BAR_MS", "Stop", "braked", "stop", "stops"]

MS = 1_000_000
BAR_MS = 50.0
"""STOP must brake within this."""
_AFTER_MS = 400
_MOVING = 0.05  # of the velocity limit
_CONDITIONS = (
    "The twin of {} joints in random motion at 0.95 of its limits, 0 to 250 rows queued, STOP "
    "called at any moment, on a healthy wire of 0.2 ms. Braking begins at the first millisecond at "
    "which a joint that moves, and would not slow down within 50 ms, is played elsewhere than in "
    "the same run without STOP."
)


@dataclass(frozen=True, slots=True)
class Stop:
    """What came of one STOP."""

    queued_rows: int
    begins_ms: float
    """After the call, of the last of the joints that moved on; 0 if none did."""
    braked: bool
    """Whether from 50 ms after the call on no joint is faster than full braking makes it."""
    use_kept: bool


def stops(trials: int, table: JointTable, tell: Callable[[float], None]) -> Section:
    """Carry out the first `trials` trials."""
    outcomes = []
    for seed in range(trials):
        outcomes.append(stop(seed, table))
        tell(seed / trials)
    begins_ms = np.array([one.begins_ms for one in outcomes])
    braked = sum(one.braked for one in outcomes)
    kept = sum(one.use_kept for one in outcomes)
    rows = [one.queued_rows for one in outcomes]
    told = f"p50 {np.median(begins_ms):.0f} ms, worst {begins_ms.max():.0f} ms"
    return Section(
        "STOP (virtual time)",
        _CONDITIONS.format(table.count),
        (
            Figure(
                f"braking begins after the call, {min(rows)} to {max(rows)} rows queued",
                told,
                trials,
                "<= 50 ms",
                bool(begins_ms.max() <= BAR_MS),
            ),
            Figure(
                "trials in which every joint brakes at its limit from 50 ms on",
                f"{braked} of {trials}",
                trials,
                "all",
                braked == trials,
            ),
            Figure(
                "trials within all limits", f"{kept} of {trials}", trials, "all", kept == trials
            ),
        ),
    )


def stop(seed: int, table: JointTable) -> Stop:
    """Carry out the trial of this number."""
    random = np.random.default_rng(seed)
    rows = int(random.integers(0, 251)) if random.random() < 0.85 else 0
    moving_ns = int(random.integers(200, 900)) * MS
    phase_ns = int(random.integers(0, 10_000_000))
    starved_ns = int(random.choice([0, 0, 0, 100, 200])) * MS  # now and then the queue is empty
    traces = []
    for stopping in (True, False):
        twin = Twin(table.count)
        port = FaultyPort(TwinPort(twin))
        host = Host(port, table, RandomMotion(table, seed), 100 * MS)
        host.bring_up(provision=True)
        host.run(moving_ns)
        host.send_ahead(rows)
        port.wait(phase_ns + (starved_ns if rows == 0 else 0))
        called_ns = port.now_ns()
        if stopping:
            host.bridge.stop()
        for _ in range(_AFTER_MS // 10):
            port.wait(10 * MS)
            host.bridge.poll()
        traces.append(twin.trace())
    stopped, calm = traces
    return Stop(
        queued_rows=rows,
        begins_ms=_begins_ms(table, stopped, calm, called_ns),
        braked=braked(table, stopped, called_ns),
        use_kept=limit_use(table, stopped).kept,
    )


def _begins_ms(table: JointTable, stopped: Trace, calm: Trace, called_ns: int) -> float:
    after = slice(int(np.searchsorted(calm.t_ns, called_ns)), None)
    would, did = calm.played_pico[after], stopped.played_pico[after]
    speed = np.abs(np.diff(would[: round(BAR_MS) + 2], axis=0))  # (52, J) pico-units per ms
    moving = speed[0] > _MOVING * table.fields["velocity"]
    moving &= speed[-1] >= speed[0]
    if not moving.any():
        return 0.0
    first = (would != did).argmax(axis=0)[moving]
    return float((calm.t_ns[after][first] - called_ns).max() / MS)


def braked(table: JointTable, trace: Trace, called_ns: int) -> bool:
    """Speed falls by the acceleration limit from what it was within 50 ms of the call."""
    speed: NDArray[np.float64] = np.abs(np.diff(trace.played, axis=0)) * 1e3  # (T - 1, J)
    since_s = (trace.t_ns[1:] - called_ns) / 1e9
    late_s = BAR_MS / 1e3
    first = speed[(since_s >= 0) & (since_s <= late_s)].max(axis=0)
    rest_s = since_s[since_s > late_s] - late_s
    acceleration = np.asarray(table.acceleration, np.float64)
    allowed = np.maximum(first - rest_s[:, np.newaxis] * acceleration, 0.0)
    return bool((speed[since_s > late_s] <= allowed + 1e-9).all())
