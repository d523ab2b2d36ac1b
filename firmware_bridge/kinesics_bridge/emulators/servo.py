"""`EmulatedServo`: one bus servo: its control table, its column in the physics, its faults."""

import math

from kinesics_bridge.buses.model import ServoModel

from .faults import ServoFaults
from .motors import Motors
from .registers import Registers

__all__ = ["EmulatedServo"]

_HOT_C = 90.0
_BROWN_SHARE = 0.5
_VELOCITY_STEP = {"dynamixel": 0.229 * 2.0 * math.pi / 60.0}  # rad/s a unit; Feetech: steps/s
_PULL_STEP = 214.577 * 2.0 * math.pi / 3600.0  # Dynamixel: rev/min2 a unit, in rad/s2
_OVERHEATED, _UNDERVOLTAGE = 0x04, 0x01


class EmulatedServo:
    """Registers that follow the physics, and physics that follows the registers."""

    def __init__(self, servo: int, model: ServoModel, motors: Motors, column: int) -> None:
        self.id = servo
        self.model = model
        self.faults = ServoFaults()
        self.registers = Registers(model, servo)
        self.heard_ns: int | None = None
        """When it last heard any instruction, for its bus watchdog."""
        self.registered: tuple[int, bytes] | None = None
        """A write that waits for ACTION."""
        self._motors = motors
        self._column = column
        self._was_unplugged = False
        self._patience_ns = 0
        self._unsaved = False
        self._saved = self.registers.read(0, model.family.eeprom_end)
        self._aim(self._steps(motors.position[column]))

    def reboot(self) -> None:
        """As after power came: RAM is as made, torque is off, registers kept are kept."""
        kept = self.registers.read(0, self.model.family.eeprom_end)
        if self._unsaved:
            kept = self._saved
        self.registers = Registers(self.model, self.id)
        self.registers.write(0, kept or b"")
        self._unsaved = False
        self.registered = None
        self._patience_ns = 0
        self._motors.torque[self._column] = False
        self._aim(self._steps(self._motors.position[self._column]))

    def written(self, names: frozenset[str]) -> None:
        """Registers of these names were set: let the physics know."""
        registers, motors, column = self.registers, self._motors, self._column
        if "bus_watchdog" in names:
            value = registers["bus_watchdog"]
            watching = 1 <= value <= 127
            self._patience_ns = watching * value * self.model.family.watchdog_unit_ms * 1_000_000
        if "torque_enable" in names:
            motors.torque[column] = registers["torque_enable"] == 1 and not self._tripped()
            if not motors.torque[column]:
                registers["torque_enable"] = 0
        if names & {"goal_position", "goal_velocity", "goal_acceleration", "profile_velocity",
                    "profile_acceleration"}:  # fmt: skip
            low, high = registers["min_position_limit"], registers["max_position_limit"]
            motors.goal[column] = self._angle(min(max(registers["goal_position"], low), high))
            motors.speed[column], motors.pull[column] = self._profile()

    def about_to_write(self, address: int) -> None:
        """A lock keeps what is written below the end of its EEPROM until power is off only."""
        family, registers = self.model.family, self.registers
        if address < family.eeprom_end and registers.has("lock") and not self._unsaved:
            self._unsaved = registers["lock"] == 1
            self._saved = registers.read(0, family.eeprom_end)

    def guard(self, now_ns: int) -> None:
        """What it does by itself: its bus watchdog, and protection from heat and low voltage."""
        if self._patience_ns and self.heard_ns is not None:
            silent = now_ns - self.heard_ns > self._patience_ns
            if silent and self._motors.torque[self._column]:
                self._patience_ns = 0
                self.registers["bus_watchdog"] = 0xFF
                self._aim(self._steps(self._motors.position[self._column]))  # it stops here
        if self.faults.hot or self.faults.brown_out:
            self.registers["hardware_error"] = self._tripped()
            self.registers["torque_enable"] = 0
            self._motors.torque[self._column] = False

    def refresh(self) -> None:
        """Bring what it reports up to date."""
        registers, motors, column = self.registers, self._motors, self._column
        model = self.model
        hot, brown = self.faults.hot, self.faults.brown_out
        registers["present_position"] = self._steps(motors.position[column])
        registers["present_temperature"] = round(_HOT_C if hot else motors.temperature_c[column])
        volts = model.supply_v * (_BROWN_SHARE if brown else 1.0)
        registers["present_voltage"] = round(volts / model.voltage_v)
        registers["moving"] = int(abs(motors.velocity[column]) > 2 * model.step_rad)
        if registers.has("present_current"):
            unit = model.current_a or 1.0
            registers["present_current"] = round(motors.current_a[column] / unit)
        registers["present_velocity"] = self._velocity_units(motors.velocity[column])

    @property
    def here(self) -> bool:
        """Whether it hears the bus; when its power comes back, it boots."""
        if self._was_unplugged and not self.faults.unplugged:
            self.reboot()
        self._was_unplugged = self.faults.unplugged
        if self._was_unplugged:
            self._motors.torque[self._column] = False
        return not self._was_unplugged and not self.faults.deaf

    @property
    def delay_ns(self) -> int:
        """From the end of an instruction to its answer."""
        units = self.registers["return_delay_time"]
        return 1000 * (units * self.model.family.return_delay_unit_us + self.faults.slow_us)

    @property
    def watchdog_tripped(self) -> bool:
        """Whether its bus watchdog has stopped it: goals are read-only until 0 is written."""
        return self.registers.has("bus_watchdog") and self.registers["bus_watchdog"] == 0xFF

    def _tripped(self) -> int:
        bits = _OVERHEATED * self.faults.hot | _UNDERVOLTAGE * self.faults.brown_out
        return bits | self.registers["hardware_error"]

    def _profile(self) -> tuple[float, float]:
        registers = self.registers
        if self.model.family.name == "dynamixel":
            speed = registers["profile_velocity"] * _VELOCITY_STEP["dynamixel"]
            pull = registers["profile_acceleration"] * _PULL_STEP
        else:
            speed = abs(registers["goal_velocity"]) * self.model.step_rad
            acceleration = registers["goal_acceleration"] if self._has_acceleration else 0
            pull = acceleration * 100 * self.model.step_rad
        return speed or math.inf, pull or math.inf

    @property
    def _has_acceleration(self) -> bool:
        return self.registers.has("goal_acceleration")

    def _aim(self, steps: int) -> None:
        self.registers["goal_position"] = steps
        self._motors.goal[self._column] = self._angle(steps)

    def _angle(self, steps: int) -> float:
        return (steps - self.model.middle) * self.model.step_rad

    def _steps(self, angle: float) -> int:
        return round(angle / self.model.step_rad) + self.model.middle

    def _velocity_units(self, velocity: float) -> int:
        unit = _VELOCITY_STEP.get(self.model.family.name, self.model.step_rad)
        return round(velocity / unit)
