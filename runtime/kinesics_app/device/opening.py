"""`open_device`: a twin, or what is behind a port, as a `Device` with the clock it lives by."""

from collections.abc import Iterator
from contextlib import contextmanager

from kinesics.errors import BridgeError
from kinesics.rig.rig import Rig
from kinesics_app.clock import MonotonicClock, OwnTimeClock, PacedClock, VirtualClock
from kinesics_app.device.device import Device
from kinesics_app.device.limits_table import joint_table
from kinesics_app.device.plugged_in import plugged_in
from kinesics_app.device.servos import servos_of
from kinesics_app.device.twins import is_twin, twin_of
from kinesics_bridge.bridges.firmware_bridge import FirmwareBridge
from kinesics_bridge.joints.servo import ServoParameters
from kinesics_bridge.twin.port import TwinPort

__all__ = ["open_device"]


@contextmanager
def open_device(
    name: str,
    rig: Rig,
    *,
    live: bool,
    servos: ServoParameters | None = None,
    own_time: bool = False,
) -> Iterator[Device]:
    """The twin (`name` is "twin"), or the firmware behind the serial port `name`.

    "mujoco" is the twin with a body that has weight (`twins.py`); "buses" stands for all ports that
    the rig names, of firmwares and of servos without. `own_time`: that of a twin is its clock, and
    behind the host's where it gets too little processor (`OwnTimeClock`).

    Raises:
        BridgeError: the port cannot be opened, is asked for without `live`, or is only one of the
            robot's wires.
    """
    table = joint_table(rig)
    if not name.strip():
        raise BridgeError("no device is named; wanted `twin`, or a port such as /dev/ttyACM0")
    if is_twin(name):
        boot_ns = MonotonicClock().now_ns() if live else 0
        twin = twin_of(name, rig, servos or servos_of(rig), boot_ns)
        clock_of = (OwnTimeClock if own_time else PacedClock) if live else VirtualClock
        with FirmwareBridge(TwinPort(twin), table) as only:
            yield Device(only, clock_of(twin), rig, twin)
        return
    if not live:
        raise BridgeError(f"{name} is not the twin: a port plays in real time, so add --live")
    clock = MonotonicClock()
    with plugged_in(name, rig, table, clock) as bridge:
        device = Device(bridge, clock, rig, None)
        try:
            yield device
        except KeyboardInterrupt:
            device.let_go()  # else it would hold, and go to its safe pose by itself
            raise
