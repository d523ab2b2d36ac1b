"""`MaestroEmulator`: a Pololu Maestro with hobby servos on it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kinesics.rig.actuators import ACTUATORS
from kinesics_bridge.buses.maestro_wire import (
    GET_ERRORS,
    GET_MOVING,
    GET_POSITION,
    GO_HOME,
    POLOLU,
    SET_ACCELERATION,
    SET_MANY,
    SET_SPEED,
    SET_TARGET,
    crc7,
)
from kinesics_bridge.buses.model import PulseModel
from kinesics_bridge.joints.servo import ServoParameters

from .faults import ServoFaults
from .line import Line
from .motors import Motors

__all__ = ["MaestroEmulator", "MaestroOptions"]

_CRC_ERROR, _PROTOCOL_ERROR, _TIMEOUT_ERROR = 1 << 3, 1 << 4, 1 << 5
_DATA = {
    SET_TARGET: 3, SET_SPEED: 3, SET_ACCELERATION: 3, GET_POSITION: 1, GET_MOVING: 0,
    GET_ERRORS: 0, GO_HOME: 0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MaestroOptions:
    """As set in the Maestro Control Center."""

    baud: int = 115_200
    device: int = 12
    crc: bool = False
    timeout_ns: int = 0
    """Silence after which it reports an error and goes home; 0: never."""
    start_rad: float = 0.0
    now_ns: int = 0


class MaestroEmulator:
    """Channels 0, 1, ... with one servo each; home is no pulses. Time passes in `advance` alone."""

    def __init__(self, models: Sequence[PulseModel], options: MaestroOptions | None = None) -> None:
        options = options or MaestroOptions()
        classes = [ACTUATORS[model.name] for model in models]
        physics = ServoParameters(
            dead_time_s=[one.dead_time_s for one in classes],
            natural_frequency_hz=[one.natural_frequency_hz for one in classes],
            damping=[one.damping for one in classes],
            velocity_max=[one.velocity for one in classes],
            acceleration_max=[2.0 * one.acceleration for one in classes],
        )
        start = np.full(len(models), options.start_rad)
        self.motors = Motors(physics, start, options.now_ns)
        self.line = Line(options.baud)
        self.baud: int | None = None  # it finds out its host's, and by USB there is none
        self.now_ns = options.now_ns
        self.faults = ServoFaults()
        """Of the controller; it knows `mute` and `corrupt`."""
        self.errors = 0
        """Error bits not yet asked for."""
        self._options = options
        self._step = np.array([model.step_rad for model in models])
        self._middle = np.array([model.middle for model in models])
        self._received: list[tuple[int, int]] = []  # (time, byte)
        self._command = bytearray()
        self._heard_ns = options.now_ns
        self._sent: list[tuple[int, bytes]] = []

    @property
    def busy(self) -> bool:
        """Whether bytes are still on the line."""
        return bool(self._received) or self.line.free_ns > self.now_ns

    def receive(self, t_ns: int, data: bytes) -> None:
        """Bytes of the host; its line has two directions, nobody talks over anybody."""
        begin_ns = max(t_ns, self._received[-1][0] if self._received else t_ns)
        for count, byte in enumerate(data, 1):
            self._received.append((begin_ns + count * self.line.byte_ns, byte))

    def sent(self) -> list[tuple[int, bytes]]:
        """What has come since the last call, each answer with its time."""
        sent, self._sent = self._sent, []
        return sent

    def advance(self, t_ns: int) -> None:
        """Let time pass up to `t_ns`."""
        while self._received and self._received[0][0] <= t_ns:
            heard_ns, byte = self._received.pop(0)
            self.motors.advance(heard_ns)
            self._take(byte, heard_ns)
        self.motors.advance(t_ns)
        timeout_ns = self._options.timeout_ns
        if timeout_ns and t_ns - self._heard_ns > timeout_ns:
            self._heard_ns = t_ns
            self.errors |= _TIMEOUT_ERROR
            self.motors.torque[:] = False
        self._sent += self.line.passed(t_ns)
        self.now_ns = max(self.now_ns, t_ns)

    def _take(self, byte: int, t_ns: int) -> None:
        if byte & 0x80:
            if self._command and self._command != bytes([POLOLU]):
                self.errors |= _PROTOCOL_ERROR  # a command began inside another
            self._command = bytearray([byte])
        elif self._command:
            self._command.append(byte)
        else:
            self.errors |= _PROTOCOL_ERROR
            return
        size = self._size()
        if size is not None and len(self._command) >= size:
            whole, self._command = bytes(self._command), bytearray()
            self._check(whole, t_ns)

    def _size(self) -> int | None:
        """Bytes of the command that has begun, once that is known."""
        head = 3 if self._command[0] == POLOLU else 1
        if len(self._command) < head:
            return None
        code = self._command[head - 1] | 0x80
        if code == SET_MANY:
            if len(self._command) < head + 1:
                return None
            data = 2 + 2 * self._command[head]
        elif code in _DATA:
            data = _DATA[code]
        else:
            self.errors |= _PROTOCOL_ERROR
            self._command.clear()
            return None
        return head + data + self._options.crc

    def _check(self, whole: bytes, t_ns: int) -> None:
        if self._options.crc:
            if crc7(whole[:-1]) != whole[-1]:
                self.errors |= _CRC_ERROR
                return
            whole = whole[:-1]
        if whole[0] == POLOLU:
            if whole[1] != self._options.device:
                return
            whole = bytes([whole[2] | 0x80]) + whole[3:]
        self._heard_ns = t_ns
        self._obey(whole[0], whole[1:], t_ns)

    def _obey(self, code: int, data: bytes, t_ns: int) -> None:
        if code == SET_MANY:
            for k in range(data[0]):
                low, high = data[2 + 2 * k : 4 + 2 * k]
                self._set(SET_TARGET, data[1] + k, low | high << 7)
        elif code in (SET_TARGET, SET_SPEED, SET_ACCELERATION):
            self._set(code, data[0], data[1] | data[2] << 7)
        elif code == GO_HOME:
            self.motors.torque[:] = False
        else:
            self._answer(code, data, t_ns)

    def _set(self, code: int, channel: int, value: int) -> None:
        if channel >= len(self._step):
            self.errors |= _PROTOCOL_ERROR
            return
        motors, step = self.motors, self._step[channel]
        if code == SET_SPEED:
            motors.speed[channel] = value * step * 100 if value else np.inf
        elif code == SET_ACCELERATION:
            motors.pull[channel] = value * step * 100 / 0.08 if value else np.inf
        elif value == 0:
            motors.torque[channel] = False
        else:
            motors.goal[channel] = (value - self._middle[channel]) * step
            if not motors.torque[channel]:  # it cannot know where the servo is: it jumps
                motors.wanted[channel] = motors.goal[channel]
            motors.torque[channel] = True

    def _answer(self, code: int, data: bytes, t_ns: int) -> None:
        if code == GET_ERRORS:
            answer, self.errors = self.errors.to_bytes(2, "little"), 0
        elif code == GET_MOVING:
            away = self.motors.torque & (np.abs(self.motors.goal - self.motors.wanted) > 1e-9)
            answer = bytes([int(away.any())])
        else:
            answer = self._position(data[0]).to_bytes(2, "little")
        if not self.faults.mute:
            self.line.answer(t_ns, answer, self.faults)

    def _position(self, channel: int) -> int:
        """The pulse of a channel [0.25 us]; 0: none."""
        if channel >= len(self._step) or not self.motors.torque[channel]:
            return 0
        return int(round(self.motors.wanted[channel] / self._step[channel]) + self._middle[channel])
