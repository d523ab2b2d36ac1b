"""`Target`: the firmware under test: a twin, a native process, an emulated board, or a port."""

import re
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from kinesics.errors import BridgeError
from kinesics.rig.rig import Rig
from kinesics_app.device.limits_table import joint_table
from kinesics_app.device.provisioned import provision, provisioned_twin
from kinesics_app.device.servos import servos_of
from kinesics_app.device.twins import MUJOCO, TWIN, twin_of
from kinesics_bridge.twin.machine import Trace
from kinesics_bridge.twin.pty_twin import PtyTwin

__all__ = ["KINDS", "Target", "open_target"]

KINDS = (TWIN, MUJOCO, "native", "qemu")
"""Those that need no robot; anything else is the name of a serial port."""

_MACHINE = "netduinoplus2"  # an STM32F405, as the board's image is for


@dataclass(frozen=True, slots=True)
class Target:
    """A robot that can be opened."""

    kind: str
    device: str
    """`twin` or `mujoco`, in virtual time, or a serial port, in real time."""
    trace: Callable[[], Trace] | None = None
    """Every millisecond so far, by the host's monotonic clock, where it is kept."""


@contextmanager
def open_target(kind: str, rig: Rig, folder: Path, *, as_port: bool = False) -> Iterator[Target]:
    """The robot of `kind` with `rig` in it, until the context ends; `folder` takes its files.

    `as_port`: a twin, too, lives in real time behind a port, so that a wire can be harmed.

    Raises:
        BridgeError: what the kind needs is not there, with what would be right.
    """
    with ExitStack() as stack:
        if kind in (TWIN, MUJOCO) and not as_port:
            yield Target(kind, kind)
        elif kind in (TWIN, MUJOCO):
            yield stack.enter_context(_paced(kind, rig))
        elif kind == "native":
            yield stack.enter_context(_native(rig, folder))
        elif kind == "qemu":
            yield stack.enter_context(_emulated(rig))
        else:
            yield Target("port", kind)


@contextmanager
def _paced(kind: str, rig: Rig) -> Iterator[Target]:
    robot = PtyTwin(joint_table(rig), made=partial(twin_of, kind, rig, servos_of(rig)))
    ended = threading.Event()
    life = threading.Thread(target=robot.run, args=(ended.is_set,), name="robot", daemon=True)
    life.start()
    try:
        yield Target(kind, robot.device, robot.twin.trace)
    finally:
        ended.set()
        life.join()
        robot.close()


@contextmanager
def _native(rig: Rig, folder: Path) -> Iterator[Target]:
    folder.mkdir(parents=True, exist_ok=True)
    with provisioned_twin(rig, folder / "trace.bin") as robot:
        yield Target("native", robot.device, robot.trace)


@contextmanager
def _emulated(rig: Rig) -> Iterator[Target]:
    """The board's own image, whose motors are not there: it plays, and nothing moves."""
    from kinesics_bridge.firmware.build import built

    program = shutil.which("qemu-system-arm")
    if program is None:
        raise BridgeError("qemu-system-arm is not installed; wanted Debian's package of that name")
    machine = ["-M", _MACHINE, "-kernel", str(built("stm32f405"))]
    board = subprocess.Popen(
        [program, *machine, "-nographic", "-monitor", "none", "-serial", "pty"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert board.stdout is not None
    try:
        said = board.stdout.readline()
        found = re.search(r"/dev/pts/\d+", said)
        if found is None:
            raise BridgeError(f"QEMU offers no serial port: {said.strip()}")
        provision(found.group(), rig)
        yield Target("qemu", found.group())
    finally:
        board.kill()
        board.wait()
        board.stdout.close()
