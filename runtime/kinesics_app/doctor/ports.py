"""`findings_of`: what doctor has to say of each wire of a robot, one finding after the other."""

from collections.abc import Iterator

from kinesics.counted import counted
from kinesics.errors import BridgeError
from kinesics.rig.bus import Bus
from kinesics.rig.rig import Rig
from kinesics_app.device.limits_table import joint_table
from kinesics_app.device.provisioning import device_table
from kinesics_app.device.servos import servos_of
from kinesics_app.doctor.diagnosis import Finding, diagnose
from kinesics_bridge.bridges.firmware_bridge import FirmwareBridge
from kinesics_bridge.buses.of_rig import bus_bridge, bus_table
from kinesics_bridge.buses.report import bus_report
from kinesics_bridge.joints.joint_table import JointTable
from kinesics_bridge.ports.serial_name import usb_ports
from kinesics_bridge.ports.serial_port import SerialPort
from kinesics_bridge.twin.machine import Twin
from kinesics_bridge.twin.port import TwinPort

__all__ = ["findings_of"]

_LISTEN_NS = 2_000_000_000
_STEP_NS = 5_000_000


def findings_of(name: str | None, rig: Rig) -> Iterator[Finding]:
    """Of the serial port `name`, of all buses of the rig (`buses`), or of a twin (None).

    Raises:
        BridgeError: the port cannot be opened, or the rig names no bus.
    """
    table = joint_table(rig)
    if name is None:
        yield from _of_twin(rig, table)
    elif name != "buses":
        yield from _of_port(name, rig, device_table(rig, name))
    elif rig.buses:
        for bus in rig.buses:
            yield from _of_bus(rig, bus, table)
    else:
        raise BridgeError(f"rig {rig.name!r} has no [[buses]]; give the name of a port")


def _of_twin(rig: Rig, table: JointTable) -> Iterator[Finding]:
    twin = Twin(table.count, servos_of(rig))
    FirmwareBridge(TwinPort(twin), table).connect(provision=True)
    yield Finding(True, "no --port: this is the twin, in virtual time")
    yield from diagnose(TwinPort(twin), rig, table)


def _of_port(name: str, rig: Rig, table: JointTable, baud: int = 1_000_000) -> Iterator[Finding]:
    port = SerialPort(name, baud=baud)
    try:
        yield from _of_name(port)
        yield from diagnose(port, rig, table)
    finally:
        port.close()


def _of_bus(rig: Rig, bus: Bus, table: JointTable) -> Iterator[Finding]:
    """One bus that is not there does not hide the others."""
    joints = rig.on_bus(bus.name)
    yield Finding(True, f"bus {bus.name!r}: {bus.kind}, {counted(len(joints), 'joint')}")
    try:
        if bus.kind == "firmware":
            yield from _of_port(bus.port, rig, bus_table(table, joints), bus.baud)
        else:
            yield from _of_servos(rig, bus, table)
    except BridgeError as error:
        yield Finding(False, f"bus {bus.name!r}", str(error))


def _of_servos(rig: Rig, bus: Bus, table: JointTable) -> Iterator[Finding]:
    """Asks every servo for 2 s; gives none of them torque."""
    port = SerialPort(bus.port, baud=bus.baud)
    try:
        yield from _of_name(port)
        bridge = bus_bridge(rig, bus, table, port)
        bridge.connect()
        begin_ns = port.now_ns()
        while port.now_ns() - begin_ns < _LISTEN_NS:
            port.wait(_STEP_NS)
            while bridge.poll() is not None:
                pass
        for good, sentence in bus_report(bridge):
            yield Finding(good, sentence)
    finally:
        port.close()


def _of_name(port: SerialPort) -> Iterator[Finding]:
    name = port.device
    better = [known.name for known in usb_ports() if known.device == name and known.name != name]
    yield Finding(
        not better,
        f"port {name}",
        f"the name may change; use {better[0]}" if better else "",
    )
    told = "granted" if port.low_latency else "not offered by this driver; round trips tell"
    yield Finding(True, f"low latency {told}")
