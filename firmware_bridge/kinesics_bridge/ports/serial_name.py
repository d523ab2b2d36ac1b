"""`SerialName`: how a device is found again that comes back under another name."""

import logging
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from serial.tools import list_ports

from kinesics.errors import BridgeError

__all__ = ["SerialName", "UsbPort", "usb_ports"]

BY_ID = Path("/dev/serial/by-id")
PSEUDO = "/dev/pts/"

_log = logging.getLogger(__name__)


class UsbPort(NamedTuple):
    """A serial port that this machine has now."""

    device: str
    name: str
    """Its name in /dev/serial/by-id, which stays with the device; else `device`."""
    what: str
    """What it calls itself, for people."""
    identity: tuple[object, ...] | None
    """Vendor, product, serial number, interface; None where it has no serial number."""


def usb_ports(by_id: Path = BY_ID) -> list[UsbPort]:
    """Every serial port of this machine, by device name."""
    lasting = _lasting_names(by_id)
    ports = []
    for port in sorted(list_ports.comports()):
        identity = (port.vid, port.pid, port.serial_number, port.interface)
        name = lasting.get(os.path.realpath(port.device), port.device)
        known = identity if port.serial_number else None
        ports.append(UsbPort(port.device, name, port.description or "n/a", known))
    return ports


class SerialName:
    """A port by the name that stays with it: by-id, another symbolic link, or its serial number.

    The name of a pseudo-terminal stays with nobody: the next program that makes one gets it, which
    may be somebody's shell. So it is opened again only while it is the one that it was.
    """

    def __init__(self, device: str, ports: Callable[[], Iterable[UsbPort]] = usb_ports) -> None:
        self.asked = device
        self._ports = ports
        self._identity: tuple[object, ...] | None = None
        self._lasting = device
        self._pseudo: tuple[int, int] | None = None
        self._complained = False

    def learn(self) -> None:
        """Call while it is plugged in: what it is to be found by again."""
        if os.path.islink(self.asked):
            return  # a name that is kept up to date by somebody else, such as udev
        if self.asked.startswith(PSEUDO):
            self._pseudo = _birth(self.asked)
        for port in self._ports():
            if port.device == self.asked:
                self._lasting, self._identity = port.name, port.identity

    def now(self) -> str:
        """The name to open at present.

        Raises:
            BridgeError: it was the name of a pseudo-terminal, and is that of another one now.
        """
        if self._pseudo is not None and _birth(self.asked) not in (None, self._pseudo):
            raise self._taken()
        if self._lasting != self.asked or self._identity is None:
            return self._lasting
        found = [port.device for port in self._ports() if port.identity == self._identity]
        return found[0] if len(found) == 1 else self.asked

    def _taken(self) -> BridgeError:
        error = BridgeError(
            f"{self.asked} ended, and its name belongs to another program now: begin again with "
            "the port that the robot's program prints"
        )
        if not self._complained:
            _log.warning("%s", error)
        self._complained = True
        return error


def _birth(device: str) -> tuple[int, int] | None:
    """When a pseudo-terminal came to be; None: it is not there. Writing to it changes nothing."""
    try:
        told = os.stat(device)
    except OSError:
        return None
    return told.st_ino, told.st_ctime_ns


def _lasting_names(by_id: Path) -> dict[str, str]:
    if not by_id.is_dir():
        return {}
    return {os.path.realpath(link): str(link) for link in sorted(by_id.iterdir())}
