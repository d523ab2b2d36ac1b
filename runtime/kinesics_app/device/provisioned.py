"""`provisioned_twin`: the firmware as a process, with a robot's servos and joint table in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError
from pathlib import Path

from kinesics.errors import BridgeError
from kinesics.rig.rig import Rig
from kinesics_app.device.limits_table import joint_table
from kinesics_app.device.servos import servos_of
from kinesics_app.tick.realtime import put_first
from kinesics_bridge.bridges.firmware_bridge import FirmwareBridge
from kinesics_bridge.ports.serial_port import SerialPort
from kinesics_bridge.twin.native_twin import NativeOptions, NativeTwin

__all__ = ["provision", "provisioned_twin"]


def provision(device: str, rig: Rig) -> None:
    """Give an empty firmware the joint table of its robot."""
    with FirmwareBridge(SerialPort(device), joint_table(rig)) as bridge:
        bridge.connect(provision=True)


@contextmanager
def provisioned_twin(rig: Rig, trace: Path | None = None) -> Iterator[NativeTwin]:
    """It lives within, in real time; with `trace` every millisecond of it is kept there.

    It goes before all other programs, where that is allowed: a microcontroller shares with nobody.

    Raises:
        BridgeError: it cannot be built here.
    """
    try:
        robot = NativeTwin(NativeOptions(servos_of(rig), len(rig.joints), trace=trace))
    except PackageNotFoundError as error:
        raise BridgeError("the native firmware needs a compiler: pip install ziglang") from error
    with robot:
        put_first(robot.pid)
        provision(robot.device, rig)
        yield robot
