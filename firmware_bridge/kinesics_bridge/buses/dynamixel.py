"""`DynamixelBus`: Dynamixel X servos (XL330, XL430, XM families) on Protocol 2.0."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import BridgeError
from kinesics_bridge.joints.joint_table import JointTable
from kinesics_bridge.ports.byte_port import BytePort

from .bus_servo import BusServo
from .capabilities import Capabilities
from .census import Census
from .clerk import Script
from .dynamixel_wire import DynamixelWire
from .model import ServoModel
from .register_bus import RegisterBus
from .scripts import WATCHDOG_UNITS

__all__ = ["DynamixelBus"]

_POSITION_MODE = 3


class DynamixelBus:
    """A bus of them, for a `BusBridge`; nothing is asked before `connect`."""

    def __init__(
        self,
        port: BytePort,
        servos: Sequence[BusServo[ServoModel]],
        table: JointTable,
        *,
        baud: int = 1_000_000,
        rate_hz: float = 50.0,
    ) -> None:
        strange = [servo.joint for servo in servos if servo.model.family.name != "dynamixel"]
        if strange:
            raise BridgeError(f"not Dynamixel X servos: {', '.join(strange)}")
        self.cycle = RegisterBus(port, DynamixelWire(), servos, table, baud=baud, rate_hz=rate_hz)
        currents = any(servo.model.current_a for servo in servos)
        reported = ("position", *(("current",) if currents else ()), "voltage", "temperature")
        self.capabilities = Capabilities(
            device=f"Dynamixel bus, {len(servos)} servos",
            dated_buffer=False,
            limits=False,
            feedback=reported,
            watchdog_s=WATCHDOG_UNITS * servos[0].model.family.watchdog_unit_ms / 1000,
        )
        self._census = Census(self.cycle, baud)

    def connect(self, *, provision: bool) -> None:
        """Find every servo, check its settings; with `provision` correct those that are kept.

        Provisioning takes the torque, sets position mode, the widest position limits, and Return
        Delay Time 0.
        """
        self._census.admit(_POSITION_MODE, self._settings if provision else None)

    def pump(self, played: NDArray[np.float64], torque: NDArray[np.bool_]) -> None:
        """As `RegisterBus.pump`."""
        self.cycle.pump(played, torque)

    def _settings(self, column: int) -> Script:
        clerk = self.cycle.clerk
        yield clerk.write(column, "torque_enable", 0)  # kept registers are locked with torque on
        yield clerk.write(column, "return_delay_time", 0)
        yield clerk.write(column, "min_position_limit", 0)
        yield clerk.write(column, "max_position_limit", self.cycle.servos[column].model.steps - 1)
        yield clerk.write(column, "operating_mode", _POSITION_MODE)
