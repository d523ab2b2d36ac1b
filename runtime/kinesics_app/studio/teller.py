"""`Teller`: what the process that moves a robot tells its studio, and never waits for."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from kinesics.rig.rig import Rig
from kinesics_app.device import Device
from kinesics_app.health import Health, health_of
from kinesics_app.life import TICK_NS, Life
from kinesics_app.loop import Row
from kinesics_app.studio.snapshot import Snapshots

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

    def turn(self, device: Device, life: Life | None) -> None:
        """Every other call a snapshot; on some of those between, how it is or what a stage costs.

        Eyes see no more than 50 a second, and a firmware tells its joints every 40 ms.
        """
        self._turn += 1
        if self._turn % 2 == 0:
            self._tell_snapshot(device, life)
        elif self._turn % _HEALTH_EVERY == 1:
            self._send({"health": _plain(health_of(device, life))})
        elif self._turn % _STAGE_EVERY == 1 and life is not None:
            self._tell_stage(life)

    def catch_up(self, device: Device, life: Life | None) -> None:
        """A snapshot, if no turn has told one for long: while a robot is armed or parked."""
        if device.clock.now_ns() - self._told_ns > _OVERDUE_NS:
            self._tell_snapshot(device, life)

    def _tell_snapshot(self, device: Device, life: Life | None) -> None:
        now_ns = device.clock.now_ns()
        self._told_ns = now_ns
        self._number += 1
        state = device.bridge.state or ""
        row = None if life is None else _row_at(life, now_ns)
        told = self._snapshots.take(self._number, now_ns, state, row, device.latest)
        self._send({"snapshot": told})

    def _tell_stage(self, life: Life) -> None:
        stages = life.loop.stages
        if names := stages.names:
            name = names[self._turn // _STAGE_EVERY % len(names)]
            self._send({"stage": {"name": name, **stages.of(name)}})


def _row_at(life: Life, t_ns: int) -> Row | None:
    """The row that is executed at `t_ns`: they are kept a tick apart, the newest lead ahead."""
    rows = life.loop.rows
    if not rows:
        return None
    back = max(rows[-1].t_ns - t_ns, 0) // TICK_NS
    return rows[-1 - back] if back < len(rows) else None


def _plain(health: Health) -> dict[str, Any]:
    """For a wire: its figures may be numpy's."""
    figures = {name: float(value) for name, value in health.figures.items()}
    return {**asdict(health), "figures": figures, "conditions": [*health.conditions]}
