"""`bus_report`: what a person should know of a connected bus, one sentence a line."""

import numpy as np

from .bridge import BusBridge

__all__ = ["bus_report"]

_UNKEPT = ("CURRENT", "TEMPERATURE")
_SAG = 0.85  # of the supply that the servo's model is usually fed


def bus_report(bridge: BusBridge) -> list[tuple[bool, str]]:
    """(whether it is good, a sentence): capabilities, time on the line, health, mute servos."""
    lines = bridge.capabilities.lines()
    lines += bridge.bus.cycle.facts()
    lines += _health(bridge)
    unkept = [rule for rule in bridge.table.rules if rule.kind in _UNKEPT]
    if unkept:
        lines.append(
            (False, f"{len(unkept)} rules about current or temperature are not kept on this bus")
        )
    lines += [(False, complaint) for complaint in bridge.bus.cycle.roll.lines()]
    return lines


def _health(bridge: BusBridge) -> list[tuple[bool, str]]:
    roll = bridge.bus.cycle.roll
    told = bridge.servo_health
    lines = [told.heat] if told is not None and told.heat is not None else []
    if np.isfinite(roll.voltage).any():
        lowest = int(np.nanargmin(roll.voltage))
        volts = roll.voltage[lowest]
        fed = roll.supply_v[lowest]
        lines.append(
            (volts > _SAG * fed, f"lowest voltage is {volts:.1f} V at {roll.names[lowest]}")
        )
    return lines
