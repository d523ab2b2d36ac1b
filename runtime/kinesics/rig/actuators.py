"""Actuator classes: what servos that people own can do; no rig may ask more of them."""

from dataclasses import dataclass, fields
from pathlib import Path

from kinesics.errors import RigError
from kinesics.toml import load_toml

__all__ = ["ACTUATORS", "Actuator"]


@dataclass(frozen=True, slots=True)
class Actuator:
    """One class of servo, at its shaft; actuators.toml tells which numbers are a data sheet's."""

    name: str
    velocity: float
    """No-load speed [rad/s]."""
    load_share: float
    """Share of the no-load speed that is left under the usual load, 0..1."""
    acceleration: float
    """[rad/s²]"""
    dead_time_s: float
    """From a new target to the first motion."""
    natural_frequency_hz: float
    """Of the second-order response of its position loop."""
    damping: float
    noise_rad: float
    """Standard deviation of the position it reports."""
    resolution_rad: float
    """Smallest step it resolves."""
    stall_torque_nm: float
    """0 of a light."""
    stall_current_a: float
    """What it draws when it is blocked."""
    loudness_db: float
    """At full speed under the usual load, at 0.5 m, A-weighted."""
    feedback: str
    source: str
    """Where the numbers are from, and which are assumed."""

    @property
    def lag_s(self) -> float:
        """Delay at low frequency: dead time + 2ζ/ωn, the phase slope of a second-order system."""
        return self.dead_time_s + self.damping / (3.141592653589793 * self.natural_frequency_hz)


def _load() -> dict[str, Actuator]:
    path = Path(__file__).with_name("actuators.toml")
    names = {one.name for one in fields(Actuator)} - {"name"}
    actuators = {}
    for name, row in load_toml(path)["actuators"].items():
        if set(row) != names:
            raise RigError(f"actuators.toml, {name}: wanted exactly the keys {sorted(names)}")
        actuators[name] = Actuator(name=name, **row)
    return actuators


ACTUATORS = _load()
