"""`bench_bus`: the driver of a Dynamixel bus against its emulator, in real time on a pty."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from kinesics.errors import BridgeError
from kinesics.motion.frame import Frame
from kinesics_bridge.joints.joint_table import JointTable
from kinesics_bridge.ports.serial_port import SerialPort

from .bridge import BusBridge
from .bus_servo import BusServo
from .dynamixel import DynamixelBus
from .model import servo_model

__all__ = ["BusBench", "bench_bus"]

_MODEL = "xl330-m288"
_LEAD_NS = 100_000_000
_TICK_NS = 10_000_000
_WAIT_NS = 1_000_000
_SETTLE_S = 1.5
_MUTE = 8  # its id
_FLAG_S = 0.5


@dataclass(frozen=True, slots=True)
class BusBench:
    """What came of it; the bars are those of the issue: never a period, and half a second."""

    servos: int
    rate_hz: float
    seconds: float
    cycles: int
    """Periods that began, of `seconds` · `rate_hz`."""
    late_ms: float
    """Latest that a period began: what else the machine did is in it."""
    turn_ms: float
    """Most that the driver computed in one go, in time of its own thread."""
    flagged_s: float
    """From the mute servo's last answer to its flag; infinite: never."""
    missing: int
    """Questions to a servo that stayed without a sound answer."""
    unheard: int
    """Other servos that were not heard at the end."""
    cpu_share: float
    """Of one core: core, bus and stream, without the emulator."""

    @property
    def passed(self) -> bool:
        """Whether it never took a period, flagged the mute servo in time, and lost no other."""
        quick = self.turn_ms < 1e3 / self.rate_hz
        return quick and self.flagged_s <= _FLAG_S and self.unheard == 0


def bench_bus(
    servos: int = 30,
    rate_hz: float = 50.0,
    seconds: float = 10.0,
    *,
    own_ns: Callable[[], int] = time.thread_time_ns,
) -> BusBench:
    """Goals out and positions in for `seconds`; one servo falls mute, 1 % of answers are damaged.

    The emulator is a process of its own. `own_ns` is the time that this thread has computed.
    """
    with _emulator(servos, mute_after_s=_SETTLE_S) as device:
        names = [f"joint_{j}" for j in range(servos)]
        table = JointTable("bench", names, -1.0, 1.0, 0.0, 4.0, 40.0, 4000.0, feedback=1)
        seats = [BusServo(name, j + 1, servo_model(_MODEL)) for j, name in enumerate(names)]
        bus = DynamixelBus(SerialPort(device), seats, table, rate_hz=rate_hz)
        with BusBridge(bus, auto_arm=True) as bridge:
            bridge.connect()
            return _Run(bridge, bus, own_ns).measure(seconds)


class _Run:
    def __init__(self, bridge: BusBridge, bus: DynamixelBus, own_ns: Callable[[], int]) -> None:
        self._bridge = bridge
        self._cycle = bus.cycle
        self._own_ns = own_ns
        self._turn_ns = 0
        self._flagged_ns: int | None = None

    def measure(self, seconds: float) -> BusBench:
        cycle, roll = self._cycle, self._cycle.roll
        self._stream(_SETTLE_S, 0.0)
        cycle.late_ns = self._turn_ns = 0
        cycles, misses, own_ns = cycle.cycles, int(roll.misses.sum()), self._own_ns()
        self._stream(seconds, 0.3)
        others = np.arange(len(roll.names)) != _MUTE - 1
        return BusBench(
            servos=len(roll.names),
            rate_hz=1e9 / cycle.period_ns,
            seconds=seconds,
            cycles=cycle.cycles - cycles,
            late_ms=cycle.late_ns / 1e6,
            turn_ms=self._turn_ns / 1e6,
            flagged_s=float("inf") if self._flagged_ns is None else self._flagged_ns / 1e9,
            missing=int(roll.misses.sum()) - misses,
            unheard=int(roll.mute[others].sum()),
            cpu_share=(self._own_ns() - own_ns) / 1e9 / seconds,
        )

    def _stream(self, seconds: float, swing_rad: float) -> None:
        port, count = self._cycle.port, self._bridge.table.count
        begin_ns = tick_ns = port.now_ns()
        end_ns = begin_ns + round(seconds * 1e9)
        while tick_ns < end_ns:
            angle = swing_rad * np.sin(3.0 * (tick_ns - begin_ns) / 1e9)
            self._bridge.send(Frame(tick_ns + _LEAD_NS, np.full(count, angle)))
            tick_ns += _TICK_NS
            while port.now_ns() < tick_ns:
                self._turn()
                port.wait(_WAIT_NS)

    def _turn(self) -> None:
        begun_ns = self._own_ns()
        while self._bridge.poll() is not None:
            pass
        self._turn_ns = max(self._turn_ns, self._own_ns() - begun_ns)
        roll = self._cycle.roll
        if self._flagged_ns is None and roll.mute[_MUTE - 1]:
            self._flagged_ns = self._cycle.port.now_ns() - roll.heard_ns(_MUTE - 1)


@contextmanager
def _emulator(servos: int, mute_after_s: float) -> Iterator[str]:
    """The name of the port of an emulated bus, alive in a process of its own."""
    command = [sys.executable, "-m", "kinesics_bridge.emulators", "dynamixel"]
    command += ["--servos", str(servos), "--return-delay-us", "0", "--corrupt", "0.01"]
    command += ["--mute", str(_MUTE), "--mute-after-s", str(mute_after_s)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            device = process.stdout.readline().strip()
            if not device:
                raise BridgeError("the emulator did not start: it says why above")
            yield device
        finally:
            process.terminate()
