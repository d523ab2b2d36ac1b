"""`feetech_emulator`: an emulated bus of Feetech STS and SCS servos."""

from collections.abc import Sequence

from kinesics_bridge.buses.feetech_wire import FeetechWire
from kinesics_bridge.buses.model import ServoModel
from kinesics_bridge.buses.packets import PING, READ
from kinesics_bridge.joints.servo import ServoParameters

from .servo import EmulatedServo
from .servo_emulator import BusOptions, ServoEmulator

__all__ = ["FeetechManners", "feetech_emulator"]


class FeetechManners:
    """The protocol as STS and SCS servos keep it; a status carries the servo's own error bits."""

    wire = FeetechWire()
    word = 1
    unknown = 0

    def refusal(self, servo: EmulatedServo, address: int, data: bytes) -> int:
        """They take every write, and a goal beyond their limits as the limit."""
        return 0

    def answers(self, servo: EmulatedServo, code: int) -> bool:
        """Status return level 0: only what was asked for; 1: everything."""
        return code in (PING, READ) or servo.registers["status_return_level"] > 0

    def status_error(self, servo: EmulatedServo) -> int:
        """What is wrong with the servo."""
        return servo.registers["hardware_error"]

    def ping_data(self, servo: EmulatedServo) -> bytes:
        """Nothing."""
        return b""


def feetech_emulator(
    servos: Sequence[tuple[int, str | ServoModel]],
    options: BusOptions | None = None,
    physics: ServoParameters | None = None,
) -> ServoEmulator:
    """A bus with these (id, model) on it; every register as the factory set it."""
    return ServoEmulator(FeetechManners(), servos, options, physics)
