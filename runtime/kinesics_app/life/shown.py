"""`Shown`: whoever moves a robot, as those who look on see it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from kinesics.rig.rig import Rig
from kinesics_app.device.device import Device
from kinesics_app.life.health import Alive, Health, health_of
from kinesics_app.life.life import TICK_NS
from kinesics_app.tick.loop import Loop, Row
from kinesics_app.tick.stages import Stages

__all__ = ["LoopShown", "Shown"]


class Shown(Protocol):
    """Asked by the thread that owns the robot, at a few turns of a hundred."""

    @property
    def stages(self) -> Stages:
        """What each stage of a tick costs."""

    def row_at(self, t_ns: int) -> Row | None:
        """The row that is executed at `t_ns`, if it is known."""

    def health(self, device: Device) -> Health:
        """How the robot is now."""


@dataclass(frozen=True, slots=True, eq=False)
class LoopShown:
    """Of a loop: a life's, or a performance's."""

    loop: Loop
    rig: Rig
    status: Callable[[], Mapping[str, Any]]

    @classmethod
    def of(cls, life: Alive | None) -> "LoopShown | None":
        """None: nobody lives."""
        return None if life is None else cls(life.loop, life.rig, life.status)

    @property
    def stages(self) -> Stages:
        """What each stage of a tick costs."""
        return self.loop.stages

    def row_at(self, t_ns: int) -> Row | None:
        """The row that is executed at `t_ns`: they are kept a tick apart, the newest lead ahead."""
        rows = self.loop.rows
        if not rows:
            return None
        back = max(rows[-1].t_ns - t_ns, 0) // TICK_NS
        return rows[-1 - back] if back < len(rows) else None

    def health(self, device: Device) -> Health:
        """How the robot is now."""
        return health_of(device, self)
