"""`PhysicalTwin`: the twin whose servos are those of a body in MuJoCo."""

import numpy as np
from numpy.typing import NDArray

from kinesics_bridge.joints.servo import ServoParameters
from kinesics_bridge.wire.protocol import MAX_JOINTS

from .machine import TRACE_HEAD, Twin, TwinClock
from .physics import STEP_NS, Physics

__all__ = ["PhysicalTwin"]


class PhysicalTwin(Twin):
    """The firmware as in any twin; a tick of it is a step of the physics, which it measures."""

    def __init__(
        self,
        joints: int,
        physics: Physics,
        servos: ServoParameters | None = None,
        *,
        boot_ns: int = 0,
        clock: TwinClock | None = None,
        keep_trace: bool = True,
    ) -> None:
        super().__init__(joints, servos, boot_ns=boot_ns, clock=clock, keep_trace=keep_trace)
        self.physics = physics
        self._bits = np.int64(1) << np.arange(joints, dtype=np.int64)
        self._felt = self._view("twin_felt", 8 * (1 + 2 * MAX_JOINTS))
        self._positions = self._felt[8 : 8 * (1 + joints)].view(np.float64)
        self._currents = self._felt[8 * (1 + MAX_JOINTS) :].view(np.float64)[:joints]
        self._positions[:] = physics.measure()
        self._felt[:8].view(np.int64)[0] = 1

    def advance(self, t_ns: int) -> None:
        """Run all ticks before `t_ns`, each with what the servos measure after the last."""
        while self.now_ns < t_ns:
            super().advance(min(self.now_ns + STEP_NS, t_ns))

    def _ticked(self, rows: NDArray[np.int64]) -> None:
        for row in rows:
            has_torque = (row[2] & self._bits) != 0
            played = row[TRACE_HEAD : TRACE_HEAD + self.joints] * 1e-12
            self.physics.step(played, has_torque)
        self._positions[:] = self.physics.measure()
        self._currents[:] = self.physics.currents
