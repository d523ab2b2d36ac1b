"""`open_robot`: a robot for a studio; a twin comes with what can be made bad about it."""

from collections.abc import Iterator
from contextlib import contextmanager

from kinesics.rig.rig import Rig
from kinesics_app.clock import MonotonicClock, PacedClock
from kinesics_app.device.device import Device
from kinesics_app.device.limits_table import joint_table
from kinesics_app.device.opening import open_device
from kinesics_app.device.servos import servos_of
from kinesics_app.device.twins import is_twin, twin_of
from kinesics_app.studio.twin_faults import TwinFaults
from kinesics_bridge.bridges.firmware_bridge import FirmwareBridge
from kinesics_bridge.twin.port import TwinPort

__all__ = ["open_robot"]


@contextmanager
def open_robot(name: str, rig: Rig) -> Iterator[tuple[Device, TwinFaults | None]]:
    """As `open_device`, live; None: it is no twin, and nothing of it is made bad.

    Raises:
        BridgeError: as `open_device`.
    """
    if not is_twin(name):
        with open_device(name, rig, live=True) as device:
            yield device, None
        return
    table = joint_table(rig)
    twin = twin_of(name, rig, servos_of(rig), MonotonicClock().now_ns())
    port = TwinPort(twin)
    with FirmwareBridge(port, table) as bridge:
        yield Device(bridge, PacedClock(twin), rig, twin), TwinFaults(twin, port)
