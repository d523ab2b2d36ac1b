"""Thirty servos on a bus that this host plays: one falls mute, answers are damaged, none waits."""

from collections.abc import Callable

from kinesics_app.bench.figures import Figure, Section
from kinesics_bridge.buses.bench import bench_bus

__all__ = ["servo_bus"]

_RATES_HZ = (50.0, 100.0)
_FLAG_S = 0.5
_CONDITIONS = (
    "In real time, on this machine with whatever else it does: the driver of a Dynamixel bus at "
    "1 Mbaud against its emulator, a process of its own behind a pseudo-terminal that takes the "
    "time a line takes. 30 servos, Return Delay Time 0, goals out and positions in every period; "
    "one servo falls mute, 1 % of all answers are damaged."
)
_NOTE = (
    "In virtual time, where the machine has no say, no period is late and the servo is flagged "
    "after 0.32 s (tests/kinesics_bridge/buses)."
)


def servo_bus(seconds: float, tell: Callable[[float], None]) -> Section:
    """Each rate for so long."""
    figures: list[Figure] = []
    for done, rate_hz in enumerate(_RATES_HZ):
        tell(done / len(_RATES_HZ))
        figures += _figures(rate_hz, seconds)
    tell(1.0)
    return Section("A bus of servos without firmware", _CONDITIONS, tuple(figures), (_NOTE,))


def _figures(rate_hz: float, seconds: float) -> list[Figure]:
    got = bench_bus(rate_hz=rate_hz, seconds=seconds)
    period_ms = 1e3 / rate_hz
    at = f" at {rate_hz:g} Hz"
    asked = got.cycles * got.servos
    return [
        Figure(
            f"longest that the driver took in one go{at}",
            f"{got.turn_ms:.1f} ms",
            got.cycles,
            f"< one period, {period_ms:g} ms",
            got.turn_ms < period_ms,
        ),
        Figure(
            f"mute servo flagged after{at}",
            f"{got.flagged_s:.2f} s",
            1,
            f"<= {_FLAG_S} s",
            got.flagged_s <= _FLAG_S,
        ),
        Figure(
            f"other servos not heard at the end{at}", f"{got.unheard}", 29, "0", got.unheard == 0
        ),
        Figure(f"a period began late by at most{at}", f"{got.late_ms:.1f} ms", got.cycles),
        Figure(f"answers missing{at}", f"{got.missing / asked:.2%}", asked),
        Figure(f"share of a core{at}", f"{got.cpu_share:.1%}", 1),
    ]
