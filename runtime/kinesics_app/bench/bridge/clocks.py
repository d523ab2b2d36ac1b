"""How well the host knows the firmware's clock: over a shaky wire, and when it runs wrong."""

from collections.abc import Callable

import numpy as np

from kinesics.motion.frame import Frame
from kinesics_app.bench.figures import Figure, Section
from kinesics_bridge.bridges.firmware_bridge import FirmwareBridge
from kinesics_bridge.joints.joint_table import JointTable
from kinesics_bridge.twin import LinkFaults, Twin, TwinClock, TwinPort

__all__ = ["clock_errors_us", "clocks"]

MS = 1_000_000
BAR_US = 1000.0
_JITTER_NS = 5 * MS
_CRYSTALS_PPM = (100.0, -100.0)
_EMULATOR_PPM = -60_000.0
_SPANS_S = ((1.0, 5.0), (5.0, 10.0), (10.0, 20.0))
_CONDITIONS = (
    "Virtual time; the twin's clock runs wrong, every write either way comes up to 5 ms late "
    "(uniform) besides 0.2 ms of wire; the bridge streams rows at 100 Hz and asks for the time as "
    "it always does. Errors of the firmware's clock as the host reckons it, at every 100 ms."
)


def clock_errors_us(
    ppm: float, seed: int, table: JointTable, first_s: float, last_s: float
) -> list[float]:
    """Errors from `first_s` to `last_s` after the handshake, one every 100 ms."""
    clock = TwinClock(ppm=ppm)
    twin = Twin(table.count, clock=clock, seed=seed, keep_trace=False)
    port = TwinPort(twin, faults=LinkFaults(seed=seed, jitter_ns=_JITTER_NS))
    bridge = FirmwareBridge(port, table)
    bridge.connect(provision=True)
    pose = np.asarray(table.neutral, np.float64)
    begin_ns, errors_us = twin.now_ns, []
    for tick in range(round(last_s * 100)):
        port.wait(10 * MS)
        while bridge.poll() is not None:
            pass
        bridge.send(Frame(twin.now_ns + 110 * MS, pose))
        if tick % 10 == 0 and twin.now_ns - begin_ns >= first_s * 1e9:
            true_us = clock.start_us + twin.now_ns / 1000 * (1 + ppm * 1e-6)
            errors_us.append(bridge.sync.firmware_us(twin.now_ns) - true_us)
    return errors_us


def clocks(trials: int, table: JointTable, tell: Callable[[float], None]) -> Section:
    """`trials` handshakes for each of three clocks."""
    figures = []
    for n, ppm in enumerate(_CRYSTALS_PPM):
        errors_us: list[float] = []
        for seed in range(trials):
            errors_us += clock_errors_us(ppm, seed, table, 10.0, 15.0)
            tell((n + seed / trials) / 3)
        figures.append(_figure(f"{ppm:+.0f} ppm, 10 to 15 s after the handshake", errors_us))
    return Section("Clocks (virtual time)", _CONDITIONS, (*figures, _emulator(trials, table, tell)))


def _emulator(trials: int, table: JointTable, tell: Callable[[float], None]) -> Figure:
    """How the error of a clock that is 6 % slow falls."""
    first_s, last_s = _SPANS_S[0][0], _SPANS_S[-1][1]
    errors_us = np.empty((trials, round((last_s - first_s) * 10)))
    for seed in range(trials):
        whole = clock_errors_us(_EMULATOR_PPM, seed, table, first_s, last_s)
        errors_us[seed] = whole[: errors_us.shape[1]]
        tell((2 + seed / trials) / 3)
    p99_ms = []
    for begin_s, end_s in _SPANS_S:
        span = slice(round((begin_s - first_s) * 10), round((end_s - first_s) * 10))
        p99_ms.append(float(np.quantile(np.abs(errors_us[:, span]), 0.99)) / 1000)
    told = ", ".join(
        f"{value:.2f} ms at {begin_s:g} to {end_s:g} s"
        for value, (begin_s, end_s) in zip(p99_ms, _SPANS_S, strict=True)
    )
    converges = p99_ms[-1] < p99_ms[0] and p99_ms[-1] <= BAR_US / 1000
    return Figure("-6 %: error, p99", told, errors_us.size, "still converging", converges)


def _figure(what: str, errors_us: list[float]) -> Figure:
    p50, p99 = np.quantile(np.abs(errors_us), (0.5, 0.99)) / 1000
    return Figure(
        f"{what}: error, p50 and p99",
        f"{p50:.2f} and {p99:.2f} ms",
        len(errors_us),
        "p99 <= 1 ms",
        bool(p99 * 1000 <= BAR_US),
    )
