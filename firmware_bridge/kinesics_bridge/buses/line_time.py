"""`LineTime`: what the servos of a bus need of every period, and what makes it long."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .bus_servo import BusServo
from .conversation import Conversation
from .model import ServoModel
from .packets import Wire

__all__ = ["LineTime"]

_ADAPTER_MS = 4.0  # a latency_timer of 1 ms and a busy host stay below


class LineTime:
    """Goals out and positions in, once for every servo."""

    def __init__(
        self, line: Conversation, wire: Wire, servos: Sequence[BusServo[ServoModel]]
    ) -> None:
        self.delay_ns: NDArray[np.int64] = np.zeros(len(servos), np.int64)
        """(J,) Return Delay Time of each servo."""
        self._line = line
        self._wire = wire
        self._servos = servos

    def cost_ns(self) -> int:
        """What one period needs on the line."""
        total = 0
        families = {servo.model.family.name: servo.model.family for servo in self._servos}
        for family in families.values():
            mine = [j for j, servo in enumerate(self._servos) if servo.model.family is family]
            goals, read = family.fields["goal_position"], family.fields["present_position"]
            rows = {self._servos[j].address: bytes(goals.size) for j in mine}
            request = len(self._wire.sync_write(goals.address, rows))
            if family.sync_read:
                request += len(self._wire.sync_read([*rows], read.address, read.size))
            else:
                request += len(mine) * len(self._wire.read(1, read.address, read.size))
            delay_ns = int(self.delay_ns[mine].mean())
            total += self._line.cost_ns(request, len(mine), read.size, delay_ns)
        return total

    def facts(self, period_ns: int) -> list[tuple[bool, str]]:
        """(whether it is good, a sentence) about time on the line, for people."""
        cost_ms, period_ms = self.cost_ns() / 1e6, period_ns / 1e6
        late_ms, delay_us = self._line.usual_late_ns / 1e6, int(self.delay_ns.max()) // 1000
        return [
            (
                cost_ms < period_ms / 2,
                f"goals and positions of {len(self._servos)} servos take {cost_ms:.1f} ms of every "
                f"{period_ms:.0f} ms on the line, at {self._line.baud} Bd",
            ),
            (
                delay_us == 0,
                f"return delay is up to {delay_us} us; provisioning makes it 0"
                if delay_us
                else "no servo delays its answers",
            ),
            (
                late_ms < _ADAPTER_MS,
                f"answers come {late_ms:.1f} ms later than the line needs; the latency_timer of a "
                "USB adapter should be 1 ms",
            ),
        ]
