"""`Teller`: what the process that moves a robot tells its studio, and never waits for."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from kinesics.rig.rig import Rig
from kinesics_app.device.device import Device
from kinesics_app.life.health import Health, health_of
from kinesics_app.life.life import TICK_NS
from kinesics_app.life.shown import Shown
from kinesics_app.life.snapshot import Snapshots

__all__ = ["Teller"]

_HEALTH_EVERY = 50  # turns
_STAGE_EVERY = 10  # turns: one stage of the tick is summed up at a time
_OVERDUE_NS = 5 * TICK_NS


class Teller:
    """Owned by the thread that owns the robot; a turn costs one message, of a bounded size."""

    def __init__(self, rig: Rig, send: Callable[[Mapping[str, Any]], object]) -> None:
        """`send` takes a message or drops it, at once."""
        self._snapshots = Snapshots(len(rig.joints))
        self._send = send
        self._turn = 0
        self._number = 0
        self._told_ns = 0

    def turn(self, device: Device, shown: Shown | None) -> None:
        """Every other call a snapshot; on some of those between, how it is or what a stage costs.

        Eyes see no more than 50 a second, and a firmware tells its joints every 40 ms.
        """
        self._turn += 1
        if self._turn % 2 == 0:
            self._tell_snapshot(device, shown)
        elif self._turn % _HEALTH_EVERY == 1:
            health = health_of(device, None) if shown is None else shown.health(device)
            self._send({"health": _plain(health)})
        elif self._turn % _STAGE_EVERY == 1 and shown is not None:
            self._tell_stage(shown)

    def catch_up(self, device: Device, shown: Shown | None) -> None:
        """A snapshot, if no turn has told one for long: while a robot is armed or parked."""
        if device.clock.now_ns() - self._told_ns > _OVERDUE_NS:
            self._tell_snapshot(device, shown)

    def _tell_snapshot(self, device: Device, shown: Shown | None) -> None:
        now_ns = device.clock.now_ns()
        self._told_ns = now_ns
        self._number += 1
        state = device.bridge.state or ""
        row = None if shown is None else shown.row_at(now_ns)
        told = self._snapshots.take(self._number, now_ns, state, row, device.latest)
        self._send({"snapshot": told})

    def _tell_stage(self, shown: Shown) -> None:
        stages = shown.stages
        if names := stages.names:
            name = names[self._turn // _STAGE_EVERY % len(names)]
            self._send({"stage": {"name": name, **stages.of(name)}})


def _plain(health: Health) -> dict[str, Any]:
    """For a wire: its figures may be numpy's. Nothing is copied, for it is packed at once."""
    told = {one.name: getattr(health, one.name) for one in fields(health)}
    figures = {name: float(value) for name, value in health.figures.items()}
    return {**told, "figures": figures, "conditions": [*health.conditions]}
