"""What firmware says of itself, and what built images are, a line each."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from kinesics.counted import counted
from kinesics.errors import BridgeError
from kinesics.rig.rig import Rig
from kinesics_bridge.link.greeting import greet
from kinesics_bridge.ports.serial_port import SerialPort
from kinesics_bridge.twin import Twin, TwinPort
from kinesics_bridge.wire.message_types import Caps
from kinesics_bridge.wire.protocol import CAPABILITIES, MAJOR, MINOR

__all__ = ["bus_lines", "caps_lines", "image_lines", "port_lines", "twin_lines"]

_BUILD = re.compile(rb"(?:twin|native|stm32f405|lm3s6965) \d+\.\d+ \([ -~]{1,40}?\)")


def bus_lines(rig: Rig) -> Iterator[str]:
    """Of every firmware that `rig` names, the others too where one does not answer.

    Raises:
        BridgeError: the rig names no bus, or, at the end, one could not be asked.
    """
    if not rig.buses:
        raise BridgeError(f"rig {rig.name!r} has no [[buses]]; give the name of a port")
    troubles = []
    for bus in rig.buses:
        yield f"bus           {bus.name!r}: {bus.kind} on {bus.port}"
        if bus.kind != "firmware":
            yield "build         none of ours: `kinesics doctor --port buses` looks at its servos"
            continue
        try:
            yield from port_lines(bus.port, bus.baud)
        except BridgeError as error:
            troubles.append(f"bus {bus.name!r}: {error}")
    if troubles:
        raise BridgeError("; ".join(troubles))


def port_lines(name: str, baud: int = 1_000_000) -> Iterator[str]:
    """Of the device behind the serial port `name`.

    Raises:
        BridgeError: the port cannot be opened, or nobody answers.
    """
    port = SerialPort(name, baud=baud)
    try:
        caps = greet(port)
    finally:
        port.close()
    yield f"device        {name}"
    yield from caps_lines(caps)


def twin_lines() -> Iterator[str]:
    """Of the twin that comes with kinesics, before it is given a table."""
    yield "device        the twin, in virtual time (no --port)"
    yield from caps_lines(greet(TwinPort(Twin(1))))


def caps_lines(caps: Caps) -> Iterator[str]:
    """HELLO's answer in words."""
    yield f"build         {caps.build}"
    fits = "" if (caps.major, caps.minor) == (MAJOR, MINOR) else "; update the older"
    yield f"protocol      {caps.major}.{caps.minor} (this host {MAJOR}.{MINOR}{fits})"
    named = [name for name, bit in CAPABILITIES.items() if caps.capabilities & bit]
    yield f"capabilities  {', '.join(named) or 'none'}"
    if caps.capabilities & CAPABILITIES["NEVER_RUN_ON_HARDWARE"]:
        yield "hardware      this build has never run on hardware"
    yield f"robot         {caps.robot_id!r}" if caps.joints else "robot         none"
    table = f"{counted(caps.joints, 'joint')}, {caps.table_hash:08x}"
    yield f"joint table   {table if caps.joints else 'none: kinesics firmware provision'}"
    yield (
        f"motion        tick {caps.tick_us} us, rows {caps.row_period_us} us apart, "
        f"{caps.queue_depth} of them queued, read {caps.lookahead_us} us ahead"
    )
    yield f"boot          {caps.boot_id:08x}"


def image_lines(folder: Path) -> Iterator[str]:
    """Of each image in `folder`; nothing where there is none."""
    paths = sorted(folder.glob("kinesics-*")) if folder.is_dir() else []
    for path in paths:
        image = path.read_bytes()
        found = _BUILD.search(image)
        build = found[0].decode() if found else "not an image of kinesics"
        digest = hashlib.sha256(image).hexdigest()[:16]
        yield f"image         {path}: {build}, {len(image)} bytes, sha256 {digest}"
