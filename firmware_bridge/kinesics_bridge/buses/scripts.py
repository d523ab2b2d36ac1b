"""What is asked of one register servo besides its place in the cycle: series of questions."""

from collections.abc import Generator
from typing import TypeGuard

from .bus_servo import BusServo, JointUnits
from .clerk import Answer, Ask, Clerk, Script
from .model import ServoModel
from .roll import Roll

__all__ = ["WATCHDOG_UNITS", "Scripts"]

WATCHDOG_UNITS = 10
"""Of 20 ms: a servo with a bus watchdog stops after 200 ms without any instruction."""

_LET_GO = (
    "let go of its torque (%s): commands move nothing until it has cooled or has its voltage, and "
    "power was off and on"
)
_OUTSIDE = "stands outside its own position limits and gets no torque: turn it back by hand"
_READINGS = 4
_AGREE = 20  # steps that two readings of a limp servo may differ


class Scripts:
    """Scripts over one bus; they keep the roll up to date."""

    def __init__(
        self, clerk: Clerk, roll: Roll, servos: list[BusServo[ServoModel]], units: JointUnits
    ) -> None:
        self._clerk = clerk
        self._roll = roll
        self._servos = servos
        self._units = units

    def enable(self, column: int) -> Script:
        """Torque, from where the servo is: its goal first, so that nothing jumps."""
        clerk, roll = self._clerk, self._roll
        steps = yield from self._steady_steps(column)
        if steps is None:
            return
        guarded = clerk.has(column, "bus_watchdog")
        refusal = self._servos[column].model.family.refusal
        if guarded:  # a watchdog that has tripped keeps goals read-only until 0 is written
            yield clerk.write(column, "bus_watchdog", 0)
        answer = yield clerk.write(column, "goal_position", steps)
        if not _done(answer, refusal):
            roll.fault[column] = _OUTSIDE if answer is not None else ""
            return  # with torque it would go to a goal that somebody else has left
        answer = yield clerk.write(column, "torque_enable", 1)
        if not _done(answer, refusal):
            return
        if guarded:
            yield clerk.write(column, "bus_watchdog", WATCHDOG_UNITS)
        roll.hear(column, answer.t_ns, self._units.position(column, steps))
        roll.enabled[column] = True

    def _steady_steps(self, column: int) -> Generator[Ask, Answer | None, int | None]:
        """Where the servo is, told twice: one damaged answer must not become a goal."""
        earlier = yield from self._steps(column)
        for _ in range(_READINGS):
            steps = yield from self._steps(column)
            if steps is None or earlier is None:
                return None
            if abs(steps - earlier) <= _AGREE:
                return steps
            earlier = steps
        return None  # somebody moves it: later

    def _steps(self, column: int) -> Generator[Ask, Answer | None, int | None]:
        answer = yield self._clerk.read(column, "present_position")
        if answer is None:
            return None
        return self._clerk.values(column, ["present_position"], answer)[0]

    def disable(self, column: int) -> Script:
        """No torque."""
        if self._clerk.has(column, "bus_watchdog"):
            yield self._clerk.write(column, "bus_watchdog", 0)
        answer = yield self._clerk.write(column, "torque_enable", 0)
        if answer is not None:
            self._roll.enabled[column] = False

    def health(self, column: int) -> Script:
        """Voltage, temperature, current; and whether the servo still has its torque."""
        clerk, roll = self._clerk, self._roll
        family = self._servos[column].model.family
        asked = [
            name for name in ("present_voltage", "present_temperature") if name in family.fields
        ]
        if "present_current" in family.fields:
            asked.append("present_current")
        answer = yield clerk.read(column, *asked)
        if answer is not None:
            model = self._servos[column].model
            values = clerk.values(column, asked, answer)
            roll.voltage[column] = values[0] * model.voltage_v
            roll.temperature[column] = values[1]
            if len(values) > 2 and model.current_a:
                roll.current[column] = values[2] * model.current_a
        yield from self._torque(column)

    def _torque(self, column: int) -> Script:
        clerk, roll = self._clerk, self._roll
        family = self._servos[column].model.family
        answer = yield clerk.read(column, "torque_enable")
        if answer is None:
            return
        (torque,) = clerk.values(column, ["torque_enable"], answer)
        answer = yield clerk.read(column, "hardware_error")
        if answer is None:
            return
        (error,) = clerk.values(column, ["hardware_error"], answer)
        tripped = False
        if "bus_watchdog" in family.fields:
            answer = yield clerk.read(column, "bus_watchdog")
            tripped = answer is not None and answer.packet.params[0] == 0xFF
        if torque == 0 or tripped:
            roll.enabled[column] = False
        let_go = error and not torque
        roll.fault[column] = _LET_GO % ", ".join(family.error_names(error)) if let_go else ""

    def revive(self, column: int) -> Script:
        """Asks a mute servo whether it is there again."""
        answer = yield self._clerk.read(column, "present_position")
        if answer is not None:
            (steps,) = self._clerk.values(column, ["present_position"], answer)
            self._roll.hear(column, answer.t_ns, self._units.position(column, steps))


def _done(answer: Answer | None, refusal: int) -> TypeGuard[Answer]:
    """Whether a write was answered, and not refused."""
    return answer is not None and not answer.packet.code & refusal
