"""`ServoEmulator`: emulated register servos on one line; the family's manners come as `Manners`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from kinesics.errors import BridgeError
from kinesics.rig.actuators import ACTUATORS
from kinesics_bridge.buses.model import ServoModel, servo_model
from kinesics_bridge.buses.packets import (
    ACTION,
    BROADCAST,
    BULK_READ,
    PING,
    READ,
    REBOOT,
    REG_WRITE,
    SYNC_READ,
    SYNC_WRITE,
    WRITE,
    Packet,
    Wire,
)
from kinesics_bridge.joints.servo import ServoParameters

from .line import Line
from .motors import Motors
from .servo import EmulatedServo

__all__ = ["BusOptions", "Manners", "ServoEmulator", "parameters_of"]

_PHYSICS_NS = 1_000_000
_GAP_NS = 20_000_000  # silence after which a servo gives up on an unfinished instruction


class Manners(Protocol):
    """What one family does with instructions that all families have."""

    @property
    def wire(self) -> Wire:
        """Its framing."""

    word: int
    """Bytes of an address in an instruction."""
    unknown: int
    """Error of an instruction that it does not know, or that is too short."""

    def refusal(self, servo: EmulatedServo, address: int, data: bytes) -> int:
        """Error with which the servo refuses this write; 0: it takes it."""

    def answers(self, servo: EmulatedServo, code: int) -> bool:
        """Whether it answers this instruction, given its status return level."""

    def status_error(self, servo: EmulatedServo) -> int:
        """Bits that every status of this servo carries."""

    def ping_data(self, servo: EmulatedServo) -> bytes:
        """Parameters of the answer to PING."""


@dataclass(frozen=True, slots=True)
class BusOptions:
    """How the bus is wired and where it starts."""

    baud: int = 1_000_000
    patient: bool = False
    """In a sync read a servo waits for the one before it. Patient ones go on when that one is
    mute; the others, assumed unless told, stay silent with it."""
    start_rad: float = 0.0
    """Shaft angle of every servo at first."""
    now_ns: int = 0
    seed: int = 0


def parameters_of(models: Sequence[ServoModel]) -> ServoParameters:
    """The physics of these servos, as actuators.toml has it."""
    missing = {model.name for model in models} - ACTUATORS.keys()
    if missing:
        raise BridgeError(f"actuators.toml has no {', '.join(sorted(missing))}: give `physics`")
    classes = [ACTUATORS[model.name] for model in models]
    return ServoParameters(
        dead_time_s=[one.dead_time_s for one in classes],
        natural_frequency_hz=[one.natural_frequency_hz for one in classes],
        damping=[one.damping for one in classes],
        velocity_max=[one.velocity for one in classes],
        acceleration_max=[2.0 * one.acceleration for one in classes],
    )


class ServoEmulator:
    """Servos with ids on one half-duplex line, in virtual time."""

    def __init__(
        self,
        manners: Manners,
        servos: Sequence[tuple[int, str | ServoModel]],
        options: BusOptions | None = None,
        physics: ServoParameters | None = None,
    ) -> None:
        """`servos`: id and model of each, or its model's name."""
        options = options or BusOptions()
        start = np.full(len(servos), options.start_rad)
        models = [servo_model(one) if isinstance(one, str) else one for _, one in servos]
        self.motors = Motors(physics or parameters_of(models), start, options.now_ns)
        self.servos = {
            servo: EmulatedServo(servo, model, self.motors, column)
            for column, ((servo, _), model) in enumerate(zip(servos, models, strict=True))
        }
        self.line = Line(options.baud, options.seed)
        self.baud: int | None = options.baud
        self.now_ns = options.now_ns
        """Robot time up to which the bus has run."""
        self.instructions = 0
        """Sound instructions heard."""
        self._manners = manners
        self._patient = options.patient
        self._decoder = manners.wire.decoder(statuses=False)
        self._heard: list[tuple[int, Packet]] = []
        self._last_ns = options.now_ns
        self._sent: list[tuple[int, bytes]] = []
        self._answers: dict[int, Callable[[EmulatedServo, Packet, int], None]] = {
            PING: self._ping,
            READ: self._read,
            WRITE: self._write,
            REG_WRITE: self._register,
            ACTION: self._act,
            REBOOT: self._reboot,
        }

    def receive(self, t_ns: int, data: bytes) -> None:
        """Bytes of the host, given to the line at `t_ns`, in order."""
        begin_ns, free = self.line.hear(t_ns, data)
        if begin_ns - self._last_ns > _GAP_NS:
            self._decoder.settle()
        self._last_ns = self.line.free_ns
        if not free:
            return  # two spoke at once
        for packet in self._decoder.feed(data):
            self._heard.append((begin_ns + packet.end * self.line.byte_ns, packet))

    def sent(self) -> list[tuple[int, bytes]]:
        """What has come from the servos since the last call, each answer with its time."""
        sent, self._sent = self._sent, []
        return sent

    def advance(self, t_ns: int) -> None:
        """Let time pass up to `t_ns`."""
        while self._heard and self._heard[0][0] <= t_ns:
            heard_ns, packet = self._heard.pop(0)
            self._live_until(heard_ns)
            self._obey(packet, heard_ns)
        self._live_until(t_ns)
        self._sent += self.line.passed(t_ns)
        self.now_ns = max(self.now_ns, t_ns)

    @property
    def busy(self) -> bool:
        """Whether bytes are still on the line."""
        return bool(self._heard) or self.line.free_ns > self.now_ns

    def _live_until(self, t_ns: int) -> None:
        """Physics, and what servos do by themselves."""
        if t_ns - self.now_ns >= _PHYSICS_NS:
            for servo in self.servos.values():
                servo.guard(t_ns)
        self.motors.advance(t_ns)

    def _obey(self, packet: Packet, t_ns: int) -> None:
        self.instructions += 1
        here = [servo for servo in self.servos.values() if servo.here]
        for servo in here:
            servo.guard(t_ns)
            servo.heard_ns = t_ns
        if packet.code == SYNC_WRITE:
            self._sync_write(packet.params)
        elif packet.code in (SYNC_READ, BULK_READ):
            self._read_many(packet, t_ns)
        else:
            for servo in here:
                if packet.id in (servo.id, BROADCAST):
                    self._single(servo, packet, t_ns)

    def _single(self, servo: EmulatedServo, packet: Packet, t_ns: int) -> None:
        handler = self._answers.get(packet.code)
        if handler is None:
            self._reply(servo, packet, t_ns, self._manners.unknown)
        else:
            handler(servo, packet, t_ns)

    def _reply(
        self, servo: EmulatedServo, packet: Packet, t_ns: int, error: int, data: bytes = b""
    ) -> None:
        broadcast = packet.id == BROADCAST and packet.code != PING
        if not broadcast and self._manners.answers(servo, packet.code):
            self._say(servo, t_ns, error, data)

    def _say(self, servo: EmulatedServo, t_ns: int, error: int, data: bytes) -> bool:
        """Whether it was really said."""
        if servo.faults.mute:
            return False
        error |= self._manners.status_error(servo)
        answer = self._manners.wire.status(servo.id, error, data)
        self.line.answer(max(t_ns, self.line.free_ns) + servo.delay_ns, answer, servo.faults)
        return True

    def _ping(self, servo: EmulatedServo, packet: Packet, t_ns: int) -> None:
        self._reply(servo, packet, t_ns, 0, self._manners.ping_data(servo))

    def _read(self, servo: EmulatedServo, packet: Packet, t_ns: int) -> None:
        word = self._manners.word
        address, size = self._word(packet.params), self._word(packet.params[word:])
        servo.refresh()
        data = servo.registers.read(address, size) if len(packet.params) == 2 * word else None
        if packet.id != BROADCAST:
            self._reply(servo, packet, t_ns, 0 if data else self._manners.unknown, data or b"")

    def _write(self, servo: EmulatedServo, packet: Packet, t_ns: int) -> None:
        word = self._manners.word
        error = self._set(servo, self._word(packet.params), packet.params[word:])
        self._reply(servo, packet, t_ns, error)

    def _register(self, servo: EmulatedServo, packet: Packet, t_ns: int) -> None:
        word = self._manners.word
        servo.registered = (self._word(packet.params), packet.params[word:])
        self._reply(servo, packet, t_ns, 0)

    def _act(self, servo: EmulatedServo, packet: Packet, t_ns: int) -> None:
        if servo.registered is not None:
            self._set(servo, *servo.registered)
            servo.registered = None
        self._reply(servo, packet, t_ns, 0)

    def _reboot(self, servo: EmulatedServo, packet: Packet, t_ns: int) -> None:
        self._reply(servo, packet, t_ns, 0)
        servo.reboot()

    def _set(self, servo: EmulatedServo, address: int, data: bytes) -> int:
        if not data or address + len(data) > 256:
            return self._manners.unknown
        error = self._manners.refusal(servo, address, data)
        if not error:
            servo.about_to_write(address)
            servo.registers.write(address, data)
            servo.written(servo.registers.writes(address, len(data)))
        return error

    def _sync_write(self, params: bytes) -> None:
        word = self._manners.word
        address, size = self._word(params), self._word(params[word:])
        rows = params[2 * word :]
        for at in range(0, len(rows) - size, size + 1):
            servo = self.servos.get(rows[at])
            if servo is not None and servo.here:
                self._set(servo, address, rows[at + 1 : at + 1 + size])

    def _read_many(self, packet: Packet, t_ns: int) -> None:
        for named, address, size in self._named(packet):
            servo = self.servos.get(named)
            if servo is not None and servo.model.family.sync_read and servo.here:
                servo.refresh()
                data = servo.registers.read(address, size)
                if data is not None and self._say(servo, t_ns, 0, data):
                    continue
            if not self._patient:
                return

    def _named(self, packet: Packet) -> list[tuple[int, int, int]]:
        """(id, address, size) of whom a SYNC_READ or BULK_READ asks what."""
        word, params = self._manners.word, packet.params
        if packet.code == SYNC_READ:
            address, size = self._word(params), self._word(params[word:])
            return [(servo, address, size) for servo in params[2 * word :]]
        rows = range(0, len(params) - 2 * word, 1 + 2 * word)
        return [
            (params[at], self._word(params[at + 1 :]), self._word(params[at + 1 + word :]))
            for at in rows
        ]

    def _word(self, params: bytes) -> int:
        return int.from_bytes(params[: self._manners.word], "little")
