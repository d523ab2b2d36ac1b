"""`Health`: how a robot is, told by the thread that owns it, for any other to read."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from kinesics.rig.rig import Rig
from kinesics_app.device.device import Device
from kinesics_app.life.life import FOLLOWS
from kinesics_app.tick.loop import Loop

__all__ = ["Alive", "Health", "health_of", "health_with"]


class Alive(Protocol):
    """What moves a robot by a loop: a life, or a performance."""

    @property
    def rig(self) -> Rig:
        """Whose joints the loop moves."""

    @property
    def loop(self) -> Loop:
        """Its tick."""

    def status(self) -> Mapping[str, Any]:
        """How it is: plain values by name."""


@dataclass(frozen=True, slots=True, eq=False)
class Health:
    """Plain values, made at robot time `t_ns`; nothing in it changes afterwards."""

    t_ns: int
    state: str
    """Of the firmware, or `not connected`."""
    trouble: str
    """Why rows have no effect now, though the robot is meant to live; empty: they have."""
    way_out: str
    """What a person does about that."""
    conditions: tuple[str, ...]
    """What is at fault, as the firmware names it."""
    life: Mapping[str, Any] | None
    """As `Life.status`; None: it is limp, or the firmware alone holds it."""
    figures: Mapping[str, float]
    """Counters since this host came, link and clock, servos: by the names that `doctor` uses."""
    limited: Mapping[str, int]
    """Rows of this life in which the host's limits held a joint back, by joint."""
    clamped: Mapping[str, int]
    """Ticks on which the firmware's own limiter acted, which it never should, by joint."""


def health_of(device: Device, life: Alive | None) -> Health:
    """How the robot is now: by the thread that owns `device`."""
    if life is None:
        return health_with(device, None, {})
    return health_with(device, life.status(), _limited(life))


def health_with(
    device: Device, status: Mapping[str, Any] | None, limited: Mapping[str, int]
) -> Health:
    """The same, of what is told of whoever moves it; None: nobody does."""
    state = device.bridge.state or "not connected"
    hindered = status is not None and state not in FOLLOWS
    return Health(
        device.clock.now_ns(),
        state,
        device.trouble if hindered else "",
        device.way_out if hindered else "",
        device.conditions,
        status,
        {
            **{name: float(count) for name, count in device.counters.items()},
            **device.link_health,
            **device.servo_figures,
        },
        limited,
        _clamped(device),
    )


def _limited(life: Alive) -> dict[str, int]:
    rows = life.loop.body.limiter.clamps.sum(axis=(0, 1)).tolist()
    return {name: count for name, count in zip(life.rig.names, rows, strict=True) if count}


def _clamped(device: Device) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for (name, _, _), count in device.clamps.items():
        counts[name] += count
    return dict(counts)
