"""`dynamixel-sdk` with its defaults, on an emulated bus of servos as the factory set them.

The vendor's own code runs: packets, checksums, timeouts. Only its serial port and its clock are
replaced, so that it lives in virtual time. The loop is the usual one: every 10 ms write all goals,
then read all positions back; a result that is not success is passed over.
"""

import importlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import BridgeError
from kinesics_bridge.emulators.dynamixel import dynamixel_emulator
from kinesics_bridge.emulators.port import EmulatorPort
from kinesics_bridge.emulators.servo_emulator import BusOptions, ServoEmulator
from kinesics_bridge.faults import FaultyPort

from .scenario import JOINTS, MS, TICK_NS, Played, Scenario, held, wanted

__all__ = ["play_vendor_sdk"]

F64 = NDArray[np.float64]

_MODEL = "xl430-w250"
_BAUD = 1_000_000
_POLL_NS = 50_000  # what the SDK's busy loop takes to look once more
_TORQUE, _GOAL, _PRESENT = 64, 116, 132
_STEP_RAD, _MIDDLE = 2 * np.pi / 4096, 2048


class _Bus:
    """What pyserial and the clock are to the SDK, and a watch on the goals of the servos."""

    def __init__(self, emulator: ServoEmulator) -> None:
        self.emulator = emulator
        self.port = FaultyPort(EmulatorPort(emulator))
        self.goals: list[tuple[int, F64]] = []
        """Every change of any servo's goal, (t_ns, (J,) [rad])."""
        self._waiting = bytearray()

    @property
    def in_waiting(self) -> int:
        """Bytes to read."""
        self._take()
        return len(self._waiting)

    def read(self, length: int) -> bytes:
        """At most `length` bytes, without waiting."""
        self._take()
        data = bytes(self._waiting[:length])
        del self._waiting[:length]
        return data

    def write(self, data: list[int]) -> int:
        """All of it."""
        self.port.write(bytes(data))
        return len(data)

    def reset_input_buffer(self) -> None:
        """Forget what has come."""
        self._take()
        self._waiting.clear()

    def clock_ms(self) -> float:
        """Looking at the clock takes a little time."""
        self.pass_time(_POLL_NS)
        return self.port.now_ns() / MS

    def pass_time(self, duration_ns: int) -> None:
        """Let the bus live on, in steps of at most 1 ms."""
        end_ns = self.port.now_ns() + duration_ns
        while (now_ns := self.port.now_ns()) < end_ns:
            self.port.wait(min(MS, end_ns - now_ns))
            goals = self.emulator.motors.goal
            if not self.goals or (goals != self.goals[-1][1]).any():
                self.goals.append((self.port.now_ns(), goals.copy()))

    def _take(self) -> None:
        for _, data in self.port.read():
            self._waiting += data


def play_vendor_sdk(scenario: Scenario) -> Played:
    """The usual loop; BridgeError where the SDK is not installed."""
    sdk = _sdk()
    emulator = dynamixel_emulator([(n, _MODEL) for n in range(1, JOINTS + 1)], BusOptions(_BAUD))
    bus = _Bus(emulator)
    port, packets = sdk.PortHandler("virtual"), sdk.PacketHandler(2.0)
    port.ser, port.is_open, port.getCurrentTime = bus, True, bus.clock_ms
    port.tx_time_per_byte = 1000.0 / _BAUD * 10.0  # as its setupPort does
    write = sdk.GroupSyncWrite(port, packets, _GOAL, 4)
    read = sdk.GroupSyncRead(port, packets, _PRESENT, 4)
    for servo in range(1, JOINTS + 1):
        packets.write1ByteTxRx(port, servo, _TORQUE, 1)
        read.addParam(servo)
    begin_ns = bus.port.now_ns()
    bus.goals.clear()
    bus.port.to_device.set_faults(scenario.wire.to_device, begin_ns)
    bus.port.to_host.set_faults(scenario.wire.to_host, begin_ns)
    sent, turns, longest_ns = _drive(scenario, bus, (write, read))
    goals = [(t_ns - begin_ns, row) for t_ns, row in bus.goals]
    steps = [np.rint(row / _STEP_RAD).astype(int) for _, row in goals]
    wrong = sum(any(int(row[j]) not in sent[j] for j in range(JOINTS)) for row in steps)
    return Played(held(goals, scenario.duration_s), wrong, turns, longest_ns / MS)


def _drive(
    scenario: Scenario, bus: _Bus, groups: tuple[Any, Any]
) -> tuple[list[set[int]], int, int]:
    """Goals that were sent to each joint, turns of the loop, and its longest turn [ns]."""
    write, read = groups
    begin_ns, turns, longest_ns, due_ns = bus.port.now_ns(), 0, 0, 0
    sent: list[set[int]] = [{0} for _ in range(JOINTS)]
    while due_ns < scenario.duration_s * 1e9:
        bus.pass_time(max(0, begin_ns + scenario.wakes_ns(due_ns) - bus.port.now_ns()))
        now_ns = bus.port.now_ns() - begin_ns
        write.clearParam()
        for servo, angle in enumerate(wanted(now_ns).tolist(), 1):
            step = round(angle / _STEP_RAD)
            sent[servo - 1].add(step)
            write.addParam(servo, list((step + _MIDDLE).to_bytes(4, "little")))
        write.txPacket()
        read.txRxPacket()
        turns += 1
        done_ns = bus.port.now_ns() - begin_ns
        longest_ns = max(longest_ns, done_ns - now_ns)
        due_ns = max(due_ns + TICK_NS, done_ns // TICK_NS * TICK_NS)
    return sent, turns, longest_ns


def _sdk() -> Any:
    try:
        return importlib.import_module("dynamixel_sdk")
    except ImportError as error:
        raise BridgeError("dynamixel-sdk is not installed: pip install dynamixel-sdk") from error
