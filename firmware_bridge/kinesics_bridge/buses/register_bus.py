"""`RegisterBus`: the cycle of a bus of register servos: goals out, positions in, then errands.

A period begins with one write of all goals and one question for all positions. What is left of it
goes to servos that did not answer, then to scripts (torque, health, mute servos). Whatever servos
do, the next period begins on time: a question ends when the line could have carried its answers.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from kinesics_bridge.joints.joint_table import JointTable
from kinesics_bridge.ports.byte_port import BytePort

from .absence import Absence
from .bus_servo import BusServo, JointUnits
from .clerk import Answer, Clerk, Script
from .conversation import Conversation
from .errands import Errands
from .line_time import LineTime
from .model import ServoModel
from .packets import Packet, Wire
from .rejoin import Rejoin
from .roll import Roll
from .scripts import WATCHDOG_UNITS, Scripts

__all__ = ["RegisterBus"]

F64 = NDArray[np.float64]

_READ = ("present_position",)
_ROUNDS = 2  # questions for positions in one period
_STALL_NS = 60_000_000
"""A cycle this late finds servos at rest at their last goal: they are led on from there."""
_WATCHED_NS = WATCHDOG_UNITS * 20_000_000 * 8 // 10
_UNHURRIED_NS = 1_000_000_000  # while connecting nothing else is due
_LISTENS_NS = 1_000_000  # unless something comes: others on this host need their turn too
_ERRAND_NS = 1_000_000  # room for the answer to be late
_REVIVE_NS = 200_000_000


class RegisterBus:
    """One bus, pumped by its owner; it never waits."""

    def __init__(
        self,
        port: BytePort,
        wire: Wire,
        servos: Sequence[BusServo[ServoModel]],
        table: JointTable,
        *,
        baud: int,
        rate_hz: float,
    ) -> None:
        self.port = port
        self.table = table
        self.servos = list(servos)
        self.units = JointUnits(servos, table)
        self.roll = Roll(servos)
        self.roll.supply_v[:] = [servo.model.supply_v for servo in servos]
        self.clerk = Clerk(wire, servos)
        self.period_ns = round(1e9 / rate_hz)
        self.line = Conversation(port, wire, baud)
        self.time = LineTime(self.line, wire, servos)
        self.absence = Absence()
        self.cycles = self.stalls = self.late_ns = 0
        self._scripts_of = Scripts(self.clerk, self.roll, self.servos, self.units)
        self._wire = wire
        self._rejoin = Rejoin(table, rate_hz)
        self._columns = {servo.address: column for column, servo in enumerate(servos)}
        self._families = {servo.model.family.name: servo.model.family for servo in servos}
        self.due_ns = port.now_ns()
        """When the next period begins."""
        self._begun_ns: int | None = None
        self._to_read: list[int] = []
        self._asked: list[int] = []
        self._turns = 0
        self._goals: F64 = np.zeros(len(servos))
        self._errands = Errands()
        self._unhurried = False
        self._on_errand = False
        self._alerts = [False] * len(servos)
        self._examined = 0
        self._revive_ns = self._mute = 0

    def run(self, script: Callable[[int], Script], columns: Sequence[int]) -> None:
        """Ask this of these servos now, one after the other; waits until it is done."""
        for column in columns:
            self._errands.add(column, script(column))
        self._unhurried = True
        while len(self._errands) or self.line.open:
            self._listen()
            if not self.line.open and len(self._errands):
                self.due_ns = self.port.now_ns() + _UNHURRIED_NS
                self._run_errand()
            self.port.wait(_LISTENS_NS)
        self._unhurried = False
        self.absence.rest()
        self.due_ns = self.port.now_ns()

    def facts(self) -> list[tuple[bool, str]]:
        """(whether it is good, a sentence) about time on the line, for people."""
        return self.time.facts(self.period_ns)

    def counters(self) -> dict[str, int]:
        """Everything that is counted, by name."""
        roll = self.roll
        return {
            "bus_cycles": self.cycles,
            "bus_stalls": self.stalls,
            "bus_late_us": self.late_ns // 1000,
            "host_away_us": self.absence.longest_ns // 1000,
            "bus_bad_packets": self.line.bad,
            "bus_missing_answers": int(roll.misses.sum()),
            "servos_mute": int(roll.mute.sum()),
            "servos_fallen_mute": roll.mutes,
            "servos_tripped": sum(map(bool, roll.fault)),
        }

    def pump(self, played: F64, torque: NDArray[np.bool_]) -> None:
        """Do what is due: `played` (J,) is where joints should be, `torque` (J,) which may move."""
        self._listen()
        if not self.line.open:
            self._speak(self.port.now_ns(), played, torque)

    def _listen(self) -> None:
        self.line.pump()
        now_ns = self.port.now_ns()
        away_ns = self.absence.turn(now_ns)
        if away_ns:
            self.line.was_away(now_ns, hurry=not self._unhurried)
            self.roll.excuse(away_ns)
        if self.line.open and self.line.finished(now_ns):
            answers = self.line.close()
            if self._on_errand:
                self._take_answer(answers)
            else:
                self._take_positions(answers, now_ns)

    def _speak(self, now_ns: int, played: F64, torque: NDArray[np.bool_]) -> None:
        if now_ns >= self.due_ns:
            self._want_torque(torque)
            self._begin(now_ns, played)
        elif not self._read_on() and len(self._errands):
            self._wait_for_room(now_ns)

    def _begin(self, now_ns: int, played: F64) -> None:
        """A period: all goals, and the question for all positions."""
        self.late_ns = max(self.late_ns, now_ns - self.due_ns if self.cycles else 0)
        self._notice_stall(now_ns)
        self.cycles += 1
        self.due_ns += self.period_ns * (1 + max(0, now_ns - self.due_ns) // self.period_ns)
        self._begun_ns = now_ns
        self._goals = self._rejoin.step(played)
        request = self._goal_bytes()
        left = [j for j in self._to_read if not self._sync(j)]
        self._to_read = self.roll.order(
            [*left, *(j for j in range(len(self.servos)) if j not in left)]
        )
        self._turns = 0
        self._call_scripts(now_ns)
        if self._errands.starve(now_ns):
            self.line.tell(request)  # the errand takes the room of this period's question
            self._run_errand()
        elif self._to_read:
            self._read_on(request)
        elif request:
            self.line.tell(request)

    def _notice_stall(self, now_ns: int) -> None:
        gap_ns = now_ns - self._begun_ns if self._begun_ns is not None else 0
        if gap_ns < _STALL_NS + self.period_ns:
            return
        self.stalls += 1
        for column in np.flatnonzero(self.roll.enabled).tolist():
            if gap_ns > _WATCHED_NS and self.clerk.has(column, "bus_watchdog"):
                self.roll.enabled[column] = False  # it may have stopped anywhere: ask where
        self._rejoin.begin(np.flatnonzero(self.roll.enabled).tolist(), self._goals)

    def _goal_bytes(self) -> bytes:
        steps = self.units.steps(self._goals)
        request = b""
        for family in self._families.values():
            rows = {
                servo.address: family.encode("goal_position", int(steps[j]))
                for j, servo in enumerate(self.servos)
                if servo.model.family is family and self.roll.enabled[j]
            }
            if rows:
                request += self._wire.sync_write(family.fields["goal_position"].address, rows)
        return request

    def _may_read(self) -> bool:
        """Servos asked one by one leave every other turn to errands; the others ask twice."""
        if all(family.sync_read for family in self._families.values()):
            return self._turns < _ROUNDS
        return not len(self._errands) or self._turns % 2 == 0

    def _sync(self, column: int) -> bool:
        return self.servos[column].model.family.sync_read

    def _read_on(self, before: bytes = b"") -> bool:
        """Ask for positions, of all that can answer together, else of the next; False: no room."""
        if not self._to_read or not (before or self._may_read()):
            return False
        family = self.servos[self._to_read[0]].model.family
        asked = [j for j in self._to_read if self.servos[j].model.family is family]
        asked = asked if family.sync_read else asked[:1]
        read = family.span(_READ)
        addresses = [self.servos[j].address for j in asked]
        if family.sync_read:
            request = self._wire.sync_read(addresses, read.address, read.size)
        else:
            request = self._wire.read(addresses[0], read.address, read.size)
        delays_ns = int(self.time.delay_ns[asked].sum())
        cost_ns = self.line.cost_ns(len(request), len(asked), read.size, 0) + delays_ns
        if not before and self.port.now_ns() + cost_ns >= self.due_ns:
            return False
        self._to_read = [j for j in self._to_read if j not in asked]
        self._asked = asked
        self._turns += 1
        self.line.ask(before + request, addresses, read.size, delays_ns, self.due_ns)
        return True

    def _take_positions(self, answers: Mapping[int, tuple[int, Packet]], now_ns: int) -> None:
        for address, (t_ns, packet) in answers.items():
            column = self._columns[address]
            family = self.servos[column].model.family
            steps = family.decode("present_position", packet.params, family.span(_READ).address)
            self.roll.hear(column, t_ns, self.units.position(column, steps))
            self._notice_alert(column, bool(packet.code & family.alert))
        missing = [j for j in self._asked if self.servos[j].address not in answers]
        self.roll.close(now_ns, missing)
        self._to_read = [*self._to_read, *self.roll.order(missing)]

    def _notice_alert(self, column: int, alert: bool) -> None:
        if alert and not self._alerts[column]:
            self._errands.add(column, self._scripts_of.health(column))
        self._alerts[column] = alert

    def _want_torque(self, torque: NDArray[np.bool_]) -> None:
        """Start scripts for servos whose torque is not what the core wants."""
        for column in np.flatnonzero(torque != self.roll.enabled).tolist():
            idle = column not in self._errands and not self.roll.mute[column]
            if idle and torque[column] and not self.roll.fault[column]:
                self._errands.add(column, self._enabled(column))
            elif idle and not torque[column]:
                self._errands.add(column, self._scripts_of.disable(column))

    def _enabled(self, column: int) -> Script:
        yield from self._scripts_of.enable(column)
        if self.roll.enabled[column]:
            self._rejoin.begin([column], self.roll.position)

    def _call_scripts(self, now_ns: int) -> None:
        """Health of one servo after the other; now and then, whether a mute one is back."""
        if not len(self._errands):
            column = self._examined = (self._examined + 1) % len(self.servos)
            if not self.roll.mute[column]:
                self._errands.add(column, self._scripts_of.health(column))
        mute = np.flatnonzero(self.roll.mute).tolist()
        returning = len(mute) < self._mute  # one came back: others may have, for the same reason
        self._mute = len(mute)
        if mute and (returning or now_ns - self._revive_ns >= _REVIVE_NS):
            self._revive_ns = now_ns
            column = mute[self.cycles % len(mute)]
            self._errands.add(column, self._scripts_of.revive(column))

    def _wait_for_room(self, now_ns: int) -> None:
        delay_ns = int(self.time.delay_ns[self._errands.column])
        cost_ns = self.line.cost_ns(20, 1, 20, delay_ns) + _ERRAND_NS
        if now_ns + cost_ns < self.due_ns:
            self._run_errand()

    def _run_errand(self) -> None:
        ask = self._errands.question()
        if ask is None or self.line.owes(self.servos[ask.column].address, ask.request):
            return
        self._on_errand = True
        self._turns += 1
        servo, delay_ns = self.servos[ask.column], int(self.time.delay_ns[ask.column])
        self.line.ask(ask.request, [servo.address], ask.size, delay_ns, self.due_ns)

    def _take_answer(self, answers: Mapping[int, tuple[int, Packet]]) -> None:
        self._on_errand = False
        column = self._errands.column
        came = next(iter(answers.values()), None)
        if came is not None:
            self.roll.live(column, came[0])
        answer = Answer(*came) if came is not None else None
        self._errands.answer(answer, patient=not self.roll.mute[column])
