"""`dynamixel_emulator`: an emulated bus of Dynamixel X servos, Protocol 2.0."""

from collections.abc import Sequence

from kinesics_bridge.buses.dynamixel_wire import DynamixelWire
from kinesics_bridge.buses.model import ServoModel
from kinesics_bridge.buses.packets import PING, READ
from kinesics_bridge.joints.servo import ServoParameters

from .servo import EmulatedServo
from .servo_emulator import BusOptions, ServoEmulator

__all__ = ["DynamixelManners", "dynamixel_emulator"]

ACCESS_ERROR, RANGE_ERROR, LIMIT_ERROR, INSTRUCTION_ERROR = 7, 4, 6, 2
_ALERT = 0x80
_WATCHDOG = frozenset({"bus_watchdog"})
_GOALS = frozenset({"goal_position", "goal_velocity", "goal_current"})


class DynamixelManners:
    """Protocol 2.0 as the X series keeps it."""

    wire = DynamixelWire()
    word = 2
    unknown = INSTRUCTION_ERROR

    def refusal(self, servo: EmulatedServo, address: int, data: bytes) -> int:
        """Kept registers are locked while torque is on, goals after the watchdog has tripped."""
        family, registers = servo.model.family, servo.registers
        names = registers.writes(address, len(data))
        if not names or names <= family.read_only:
            return ACCESS_ERROR
        if address < family.eeprom_end and registers["torque_enable"]:
            return ACCESS_ERROR
        if servo.watchdog_tripped and (names & _GOALS or (names == _WATCHDOG and any(data))):
            return RANGE_ERROR
        if names == {"goal_position"} and len(data) == 4:
            goal = family.decode("goal_position", data, address)
            low, high = registers["min_position_limit"], registers["max_position_limit"]
            return 0 if low <= goal <= high else LIMIT_ERROR
        return 0

    def answers(self, servo: EmulatedServo, code: int) -> bool:
        """Status return level 0: PING; 1: and READ; 2: everything."""
        return servo.registers["status_return_level"] >= {PING: 0, READ: 1}.get(code, 2)

    def status_error(self, servo: EmulatedServo) -> int:
        """The alert bit, while a hardware error stands."""
        return _ALERT if servo.registers["hardware_error"] else 0

    def ping_data(self, servo: EmulatedServo) -> bytes:
        """Model number and firmware version."""
        registers = servo.registers
        return registers["model_number"].to_bytes(2, "little") + bytes(
            [registers["firmware_version"]]
        )


def dynamixel_emulator(
    servos: Sequence[tuple[int, str | ServoModel]],
    options: BusOptions | None = None,
    physics: ServoParameters | None = None,
) -> ServoEmulator:
    """A bus with these (id, model) on it; every register as the factory set it."""
    return ServoEmulator(DynamixelManners(), servos, options, physics)
