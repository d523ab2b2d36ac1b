"""`NativeTwin`: the firmware as a process of its own, in real time behind a pseudo-terminal."""

import os
import platform
import signal
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kinesics.closing import Closing
from kinesics.errors import BridgeError
from kinesics_bridge.firmware.build import built
from kinesics_bridge.joints.servo import ServoParameters
from kinesics_bridge.wire.protocol import MAX_JOINTS

from .machine import Trace

__all__ = ["NativeOptions", "NativeTwin"]

_HEAD = 4  # host ns, state, torque, joints


@dataclass(frozen=True, eq=False)
class NativeOptions:
    """How the process starts."""

    servos: ServoParameters | None = None
    joints: int = MAX_JOINTS
    """How many have `servos`."""
    start_us: int = 1_000_000
    """What the firmware's clock shows at boot."""
    boot_id: int = 1
    seed: int = 0
    flash: Path | None = None
    """Where joint table and last pose outlive the process; None: nowhere."""
    trace: Path | None = None
    """Where every tick is kept; None: nowhere."""

    def arguments(self) -> Iterator[str]:
        """As the process takes them."""
        for name in ("start_us", "boot_id", "seed", "flash", "trace"):
            value = getattr(self, name)
            if value is not None:
                yield from (f"--{name.replace('_', '-')}", str(value))
        if self.servos is not None:
            for joint, row in enumerate(self.servos.rows(self.joints).tolist()):
                yield from ("--servo", f"{joint}:{','.join(map(repr, row))}")


class NativeTwin(Closing):
    """A robot without power of its own: it lives from here to `close`, on the port `device`.

    The program is compiled on first use (a minute; later it is found). A context manager.
    """

    def __init__(
        self, options: NativeOptions | None = None, *, program: Sequence[str | Path] = ()
    ) -> None:
        if platform.system() != "Linux":
            raise BridgeError("the native firmware is a Linux program; use kinesics twin --pty")
        self._options = options or NativeOptions()
        ours, theirs = os.pipe()
        command = [*(program or [built("native")]), *self._options.arguments()]
        self._process = subprocess.Popen(
            [*command, "--commands", str(ours)], stdout=subprocess.PIPE, text=True, pass_fds=[ours]
        )
        os.close(ours)
        self._commands = theirs
        assert self._process.stdout is not None
        self.device = self._process.stdout.readline().strip()
        """What a host opens."""
        if not self.device:
            self.close()
            raise BridgeError(f"the firmware process ended at once: {command[0]}")

    @property
    def pid(self) -> int:
        """Of the process, for those who freeze or kill it."""
        return self._process.pid

    def place(self, joint: int, position: float) -> None:
        """Move a servo's output by hand [rad or m]."""
        self._say(f"place {joint} {position!r}")

    def set_conditions(self, bits: int) -> None:
        """What the port reports from now on: bits of `protocol.CONDITIONS`."""
        self._say(f"conditions {bits}")

    def close(self) -> None:
        """End the process, and with it the port; twice is fine."""
        if self._commands >= 0:
            os.close(self._commands)
            self._commands = -1
            self._process.send_signal(signal.SIGCONT)
            self._process.terminate()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def trace(self, first: int = 0, most: int = -1) -> Trace:
        """Every tick so far with a table in it, by the host's monotonic clock.

        Of them, where there are many, at `most` so many from the `first` on.
        """
        path = self._options.trace
        if path is None:
            raise BridgeError("this process keeps no trace: give NativeOptions a trace file")
        head = np.fromfile(path, "<i8", _HEAD)
        joints = int(head[-1]) if len(head) == _HEAD else 0
        width = _HEAD + 2 * joints
        words = np.fromfile(path, "<i8", max(most * width, -1), offset=8 * width * first)
        rows = words[: len(words) // width * width].reshape(-1, width)
        if (rows[:, _HEAD - 1] != joints).any():
            raise BridgeError("the number of joints has changed: start another process")
        _, played, measured = np.split(rows, [_HEAD, _HEAD + joints], axis=1)
        return Trace(rows[:, 0], played, measured, rows[:, 1], rows[:, 2])

    def _say(self, line: str) -> None:
        os.write(self._commands, f"{line}\n".encode())
