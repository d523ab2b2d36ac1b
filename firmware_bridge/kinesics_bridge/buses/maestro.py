"""`MaestroBus`: hobby servos on a Pololu Maestro: pulses out, nothing back but its errors."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import BridgeError
from kinesics_bridge.joints.joint_table import JointTable
from kinesics_bridge.ports.byte_port import BytePort

from .absence import Absence
from .bus_servo import BusServo, JointUnits
from .capabilities import Capabilities
from .maestro_wire import GET_ERRORS, SET_SPEED, SET_TARGET, MaestroWire
from .model import PulseModel
from .rejoin import Rejoin
from .roll import Roll

__all__ = ["ERRORS", "MaestroBus"]

F64 = NDArray[np.float64]

ERRORS = (
    "serial signal", "serial overrun", "serial buffer full", "serial CRC", "serial protocol",
    "serial timeout", "script stack", "script call stack", "script program counter",
)  # fmt: skip
"""Meaning of each error bit, from bit 0."""

_STALL_NS = 60_000_000
_ANSWER_NS = 60_000_000
_CONNECT_S = 1.0
_HEADROOM = 1.1  # of the velocity limit: a ramp at the limit is not slowed by the device
_REPEAT = 25  # periods after which a channel without pulses is told so again


class MaestroBus:
    """One controller, for a `BusBridge`; `BusServo.address` is the channel.

    Joints have no feedback: the pose before the first pulse is assumed to be neutral. The
    controller bounds the speed of each channel by the joint's velocity limit, nothing else.
    """

    def __init__(
        self,
        port: BytePort,
        servos: Sequence[BusServo[PulseModel]],
        table: JointTable,
        *,
        wire: MaestroWire | None = None,
        baud: int = 1_000_000,
        rate_hz: float = 50.0,
    ) -> None:
        self.port = port
        self.table = table
        self.roll = Roll(servos)
        self.period_ns = round(1e9 / rate_hz)
        self.absence = Absence()
        self.cycles = self.stalls = self.late_ns = 0
        self.errors = 0
        """Error bits that the controller has reported so far."""
        self.capabilities = Capabilities(
            device=f"Maestro, {len(servos)} channels", dated_buffer=False, limits=False
        )
        self._servos = list(servos)
        self._wire = wire or MaestroWire()
        self._units = JointUnits(servos, table)
        self._rejoin = Rejoin(table, rate_hz)
        size = len(self._wire.set(SET_TARGET, 0, 0)) * len(servos) + 8
        self.cost_ns = size * 10_000_000_000 // baud
        """What a period needs on the line."""
        self.due_ns = port.now_ns()
        """When the next period begins."""
        self._begun_ns: int | None = None
        self._goals: F64 = np.zeros(len(servos))
        self._pulsing: NDArray[np.bool_] = np.zeros(len(servos), np.bool_)
        self._answer = bytearray()
        self._asked_ns: int | None = None

    @property
    def cycle(self) -> "MaestroBus":
        """Itself."""
        return self

    def connect(self, *, provision: bool) -> None:
        """Find the controller and bound its speeds; there are no settings to provision."""
        if self.cost_ns > self.period_ns:
            raise BridgeError(
                f"{len(self._servos)} channels need {self.cost_ns / 1e6:.1f} ms of a period of "
                f"{self.period_ns / 1e6:.1f} ms: use its USB port, a higher baud rate, or at most "
                f"{int(1e9 / self.cost_ns)} Hz"
            )
        self.port.write(self._wire.command(GET_ERRORS))
        self._asked_ns = self.port.now_ns()
        deadline_ns = self._asked_ns + round(_CONNECT_S * 1e9)
        while self._asked_ns is not None:
            if self.port.now_ns() > deadline_ns:
                raise BridgeError(
                    "no Maestro answers: in the Maestro Control Center set its serial mode to USB "
                    "dual port, or UART at a fixed baud rate; check device number and CRC"
                )
            self.port.wait(1_000_000)
            self._listen()
        velocity = np.multiply(self.table.fields["velocity"], 1e-9)  # (J,)
        for column, servo in enumerate(self._servos):
            quarters = _HEADROOM * velocity[column] / abs(servo.ratio) / servo.model.step_rad / 100
            speed = min(math.ceil(quarters), 0x3FFF)
            self.port.write(self._wire.set(SET_SPEED, servo.address, speed))
        self.due_ns = self.port.now_ns()

    def pump(self, played: F64, torque: NDArray[np.bool_]) -> None:
        """Do what is due: `played` (J,) is where joints should be, `torque` (J,) which may move."""
        self._listen()
        now_ns = self.port.now_ns()
        away_ns = self.absence.turn(now_ns)
        if away_ns:
            self.roll.excuse(away_ns)
            self._asked_ns = None if self._asked_ns is None else self._asked_ns + away_ns
        if now_ns >= self.due_ns:
            self._begin(now_ns, played, torque)

    def facts(self) -> list[tuple[bool, str]]:
        """(whether it is good, a sentence) about time on the line, for people."""
        cost_ms, period_ms = self.cost_ns / 1e6, self.period_ns / 1e6
        return [
            (
                cost_ms < period_ms,
                f"targets of {len(self._servos)} channels take {cost_ms:.1f} ms of every "
                f"{period_ms:.0f} ms on the line",
            )
        ]

    def counters(self) -> dict[str, int]:
        """Everything that is counted, by name."""
        return {
            "bus_cycles": self.cycles,
            "bus_stalls": self.stalls,
            "bus_late_us": self.late_ns // 1000,
            "host_away_us": self.absence.longest_ns // 1000,
            "bus_missing_answers": int(self.roll.misses.max()),
            "bus_errors": self.errors,
            "servos_mute": int(self.roll.mute.sum()),
        }

    def _begin(self, now_ns: int, played: F64, torque: NDArray[np.bool_]) -> None:
        self.late_ns = max(self.late_ns, now_ns - self.due_ns if self.cycles else 0)
        self._notice_silence(now_ns)
        self._notice_stall(now_ns)
        self.cycles += 1
        self.due_ns += self.period_ns * (1 + max(0, now_ns - self.due_ns) // self.period_ns)
        self._begun_ns = now_ns
        self._enable(torque)
        self._goals = np.where(self.roll.enabled, self._rejoin.step(played), self._goals)
        steps = self._units.steps(self._goals)
        request = b""
        for column, servo in enumerate(self._servos):
            if self.roll.enabled[column]:
                request += self._wire.set(SET_TARGET, servo.address, int(steps[column]))
            elif not self.roll.mute[column] and (self._pulsing[column] or self._repeats(column)):
                request += self._wire.set(SET_TARGET, servo.address, 0)
                self._pulsing[column] = False
        self._pulsing |= self.roll.enabled
        if self._asked_ns is None:
            request += self._wire.command(GET_ERRORS)
            self._asked_ns = now_ns
        if request:
            self.port.write(request)

    def _enable(self, torque: NDArray[np.bool_]) -> None:
        wanted = torque & ~self.roll.mute
        holding = wanted & ~self.roll.enabled & self._pulsing  # its last pulse
        self._rejoin.begin(np.flatnonzero(holding).tolist(), self._goals)
        self.roll.enabled[:] = wanted

    def _notice_silence(self, now_ns: int) -> None:
        late = self._asked_ns is not None and now_ns - self._asked_ns > _ANSWER_NS
        self.roll.close(now_ns, range(len(self._servos)) if late else ())
        if late:
            self._asked_ns = None
            self._answer.clear()

    def _notice_stall(self, now_ns: int) -> None:
        if self._begun_ns is not None and now_ns - self._begun_ns > _STALL_NS + self.period_ns:
            self.stalls += 1
            self._rejoin.begin(np.flatnonzero(self.roll.enabled).tolist(), self._goals)

    def _repeats(self, column: int) -> bool:
        return self.cycles % _REPEAT == column % _REPEAT

    def _listen(self) -> None:
        for t_ns, data in self.port.read():
            if self._asked_ns is None:
                continue  # nobody asked: noise, or an answer that came too late
            self._answer += data
            if len(self._answer) >= 2:
                self._take(t_ns, int.from_bytes(self._answer[:2], "little"))

    def _take(self, t_ns: int, errors: int) -> None:
        self._answer.clear()
        self._asked_ns = None
        if errors >> len(ERRORS):
            return  # no such errors exist: the answer is damaged
        self.errors += errors.bit_count()
        for column in range(len(self._servos)):
            self.roll.live(column, t_ns)
