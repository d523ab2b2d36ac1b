"""`doctor_port`: the wire that doctor looks at, and what is known of it before a byte is sent."""

from collections.abc import Iterator
from contextlib import contextmanager

from kinesics.rig.rig import Rig
from kinesics_app.device import joint_table, servos_of
from kinesics_app.diagnosis import Finding
from kinesics_bridge.bridge import FirmwareBridge
from kinesics_bridge.byte_port import BytePort
from kinesics_bridge.serial_name import usb_ports
from kinesics_bridge.serial_port import SerialPort
from kinesics_bridge.twin.machine import Twin
from kinesics_bridge.twin.port import TwinPort

__all__ = ["doctor_port"]


@contextmanager
def doctor_port(name: str | None, rig: Rig) -> Iterator[tuple[BytePort, list[Finding]]]:
    """The serial port `name`, or that of a twin in virtual time.

    Raises:
        BridgeError: the port cannot be opened.
    """
    if name is None:
        table = joint_table(rig)
        twin = Twin(table.count, servos_of(rig))
        FirmwareBridge(TwinPort(twin), table).connect(provision=True)
        yield TwinPort(twin), [Finding(True, "no --port: this is the twin, in virtual time")]
        return
    port = SerialPort(name)
    try:
        yield port, [_named(name), _latency(port)]
    finally:
        port.close()


def _named(name: str) -> Finding:
    better = [port.name for port in usb_ports() if port.device == name and port.name != name]
    return Finding(
        not better,
        f"port {name}",
        f"the name may change; use {better[0]}" if better else "",
    )


def _latency(port: SerialPort) -> Finding:
    told = "granted" if port.low_latency else "not offered by this driver; round trips tell"
    return Finding(True, f"low latency {told}")
