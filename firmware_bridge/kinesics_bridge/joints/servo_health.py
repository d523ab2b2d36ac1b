"""`ServoHealth`: supply, currents and temperatures of a robot's servos, and who gives way."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kinesics_bridge.wire.message_types import Health

__all__ = ["HOT_C", "ServoHealth", "joined_health", "servo_health"]

F64 = NDArray[np.float64]

HOT_C = 60.0
"""Most servos that people own switch off between 65 and 80 degrees C."""

_UNKNOWN_MA = 0xFFFF
_UNKNOWN_C = 0xFF


@dataclass(frozen=True, slots=True, eq=False)
class ServoHealth:
    """What the firmware last told of its servos, ten times a second; NaN: it cannot tell."""

    names: tuple[str, ...]
    supply_v: float
    """Of the servos."""
    currents_a: F64
    """(J,)"""
    temperatures_c: F64
    """(J,) in whole degrees."""
    over_current: tuple[str, ...] = ()
    """Joints that yield because of their current: where they were measured, until the next ARM."""
    over_temperature: tuple[str, ...] = ()
    """Joints that yield because of their heat."""
    limited: tuple[str, ...] = ()
    """Joints that a rule keeps in a part of their range now."""

    @property
    def hottest(self) -> tuple[str, float] | None:
        """Joint and degrees C; None where no temperature is known."""
        if np.isnan(self.temperatures_c).all():
            return None
        column = int(np.nanargmax(self.temperatures_c))
        return self.names[column], float(self.temperatures_c[column])

    @property
    def current_a(self) -> float:
        """Sum over the joints whose current is known; NaN where none is."""
        known = self.currents_a[np.isfinite(self.currents_a)]
        return float(known.sum()) if known.size else float("nan")

    @property
    def heat(self) -> tuple[bool, str] | None:
        """Whether the hottest joint is well, and a sentence; None where nothing is known."""
        if self.hottest is None:
            return None
        name, degrees = self.hottest
        return degrees < HOT_C, f"hottest is {name}: {degrees:.0f} °C"

    def figures(self) -> dict[str, float]:
        """What is known, by name, for a record: `supply_v`, `hottest_c`, `current_a`."""
        figures = {"supply_v": self.supply_v, "current_a": self.current_a}
        if self.hottest is not None:
            figures["hottest_c"] = self.hottest[1]
        return {name: value for name, value in figures.items() if np.isfinite(value)}


def servo_health(message: Health, names: Sequence[str]) -> ServoHealth | None:
    """What a sound message says of these joints; None: it speaks of another robot's."""
    currents_ma = np.frombuffer(message.currents, "<u2")
    degrees = np.frombuffer(message.temperatures, "u1")
    if len(degrees) != len(names):
        return None
    return ServoHealth(
        names=tuple(names),
        supply_v=message.supply_mv / 1000 if message.supply_mv else float("nan"),
        currents_a=np.where(currents_ma == _UNKNOWN_MA, np.nan, currents_ma / 1000),
        temperatures_c=np.where(degrees == _UNKNOWN_C, np.nan, degrees.astype(np.float64)),
        over_current=_named(message.over_current, names),
        over_temperature=_named(message.over_temperature, names),
        limited=_named(message.limited, names),
    )


def joined_health(parts: Sequence[ServoHealth], names: Sequence[str]) -> ServoHealth:
    """That of several wires to one robot whose joints are `names`; the supply is the lowest."""
    currents_a: dict[str, float] = {}
    temperatures_c: dict[str, float] = {}
    for part in parts:
        currents_a.update(zip(part.names, part.currents_a, strict=True))
        temperatures_c.update(zip(part.names, part.temperatures_c, strict=True))
    supplies_v = [part.supply_v for part in parts if np.isfinite(part.supply_v)]
    return ServoHealth(
        names=tuple(names),
        supply_v=min(supplies_v, default=float("nan")),
        currents_a=np.array([currents_a[name] for name in names]),
        temperatures_c=np.array([temperatures_c[name] for name in names]),
        over_current=tuple(name for part in parts for name in part.over_current),
        over_temperature=tuple(name for part in parts for name in part.over_temperature),
        limited=tuple(name for part in parts for name in part.limited),
    )


def _named(bits: int, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for joint, name in enumerate(names) if bits >> joint & 1)
