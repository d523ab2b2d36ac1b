"""`FaultProxy`: a serial port of its own that leads, through a bad wire, to a real one."""

import os
import select
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

import serial

from kinesics.errors import BridgeError
from kinesics_bridge.ports.pseudo_terminal import raw_terminal
from kinesics_bridge.ports.serial_port import why_not

from .line import FaultyLine
from .outages import Outages
from .wire_faults import WireFaults

__all__ = ["FaultProxy"]

_IDLE_S = 0.02
_UNREAD = (
    1 << 16
)  # bytes kept for a reader that does not read; what comes then is lost, and counted


class FaultProxy:
    """A wire from `port`, which a host opens, to the serial device `device`; `run` lets it live.

    The plug is on the host's side: when it is pulled the port vanishes, and it comes back as
    another device. With `link` that symbolic link always leads to the present one, as the names in
    /dev/serial/by-id do; it is absent while the plug is out.
    """

    def __init__(
        self,
        device: str,
        faults: WireFaults | None = None,
        *,
        link: Path | None = None,
        baud: int = 1_000_000,
        clock: Callable[[], int] = time.monotonic_ns,
    ) -> None:
        faults = faults or WireFaults()
        begin_ns = clock()
        self.to_device = FaultyLine(faults.to_device, seed=faults.seed, begin_ns=begin_ns)
        self.to_host = FaultyLine(faults.to_host, seed=faults.seed + 1, begin_ns=begin_ns)
        self.unplugs = 0
        """Times the plug was pulled."""
        self._outages = Outages(faults.unplug_every_s, faults.unplug_s, faults.seed + 2, begin_ns)
        self._pulled = False
        self._away = False  # by the schedule
        self._clock = clock
        self._link = link
        self._device = _open(device, baud)
        self._master = self._slave = -1
        self._lock = threading.Lock()
        self._out: deque[tuple[int, bytes]] = deque()
        self._in: deque[tuple[int, bytes]] = deque()
        self.device = ""
        """What a host opens at the moment; after each unplugging another one."""
        try:
            self._plug_in()
        except BridgeError:
            self.close()
            raise

    @property
    def port(self) -> str:
        """What a host opens: `link`, or `device` where there is none."""
        return str(self._link) if self._link else self.device

    @property
    def plugged(self) -> bool:
        """Whether there is a port."""
        return self._master >= 0

    def run(self, until: Callable[[], bool]) -> None:
        """Pass bytes until told, or closed; BridgeError when the device behind is gone."""
        while not until():
            ready = self._wait()
            with self._lock:
                if not self._device.is_open:
                    return
                self._follow_schedule()
                if self._device.fd in ready:
                    self._take_from_device()
                if self._master in ready:
                    self._take_from_host()
                self._deliver(self._out, self._device.fd, self.to_device)
                self._deliver(self._in, self._master, self.to_host)

    def unplug(self) -> None:
        """Pull the plug: the port is gone, and what is under way is lost."""
        with self._lock:
            self._pulled = True
            self._pull()

    def plug(self) -> None:
        """Put it back; `device` has another name now."""
        with self._lock:
            self._pulled = False
            self._plug_in()

    def close(self) -> None:
        """Release both sides; twice is fine."""
        with self._lock:
            self._vanish()
            self._device.close()

    def counts(self) -> dict[str, tuple[int, int]]:
        """What happened, by name as in `COUNTED`: to the device, to the host."""
        there, back = self.to_device.counts, self.to_host.counts
        return {name: (count, back[name]) for name, count in there.items()}

    def _wait(self) -> set[int]:
        due_ns = [line[0][0] for line in (self._out, self._in) if line]
        rest_s = (min(due_ns) - self._clock()) * 1e-9 if due_ns else _IDLE_S
        watched = [fd for fd in (self._device.fd, self._master) if fd is not None and fd >= 0]
        try:
            ready, _, _ = select.select(watched, [], [], min(max(rest_s, 0.0005), _IDLE_S))
        except OSError:  # the plug was pulled meanwhile
            return set()
        return set(ready)

    def _follow_schedule(self) -> None:
        away = self._outages.end_ns(self._clock()) is not None
        if away and not self._away:
            self._pull()
        elif self._away and not away and not self._pulled:
            self._plug_in()
        self._away = away

    def _take_from_device(self) -> None:
        try:
            data = os.read(self._device.fd, 65536)
        except BlockingIOError:
            return
        except OSError as error:
            raise BridgeError(f"{self._device.port} is gone: it was unplugged") from error
        if not data:
            raise BridgeError(f"{self._device.port} is gone: it was unplugged")
        if self.plugged:
            self._in.extend(self.to_host.feed(self._clock(), data))
        else:
            self.to_host.lose(len(data))

    def _take_from_host(self) -> None:
        try:
            data = os.read(self._master, 65536)
        except BlockingIOError:
            return
        self._out.extend(self.to_device.feed(self._clock(), data))

    def _deliver(self, line: deque[tuple[int, bytes]], descriptor: int, way: FaultyLine) -> None:
        while line and line[0][0] <= self._clock():
            due_ns, data = line.popleft()
            try:
                sent = os.write(descriptor, data)
            except BlockingIOError:
                sent = 0
            except OSError as error:
                raise BridgeError(f"{self._device.port} is gone: it was unplugged") from error
            if sent < len(data):
                line.appendleft((due_ns, data[sent:]))
                break
        while len(line) > 1 and sum(len(data) for _, data in line) > _UNREAD:
            way.lose(len(line.pop()[1]))

    def _pull(self) -> None:
        if not self.plugged:
            return
        self.unplugs += 1
        self.to_device.cut(self._out)
        self.to_host.cut(self._in)
        self._vanish()

    def _plug_in(self) -> None:
        if self.plugged:
            return
        # The system gives the lowest free number: one that was in use last must not come back.
        spare = raw_terminal() if self.device else ()
        if spare and os.ttyname(spare[1]) != self.device:
            self._master, self._slave = spare
        else:
            self._master, self._slave = raw_terminal()
            for descriptor in spare:
                os.close(descriptor)
        self.device = os.ttyname(self._slave)
        if self._link:
            self._point_link()

    def _point_link(self) -> None:
        assert self._link is not None
        try:
            if self._link.is_symlink():
                self._link.unlink()
            self._link.symlink_to(self.device)
        except FileExistsError as error:
            raise BridgeError(
                f"cannot make the link {self._link}: a file is there that is no link of this "
                "proxy's; name another place with --link, or move that file away"
            ) from error
        except OSError as error:
            raise BridgeError(
                f"cannot make the link {self._link}: {error.strerror}; name a place below a folder "
                "that is there and can be written to"
            ) from error

    def _vanish(self) -> None:
        if self._link and self._link.is_symlink():
            self._link.unlink()
        for descriptor in (self._master, self._slave):
            if descriptor >= 0:
                os.close(descriptor)
        self._master = self._slave = -1


def _open(device: str, baud: int) -> serial.Serial:
    try:
        return serial.Serial(device, baud, timeout=0, exclusive=True)
    except (OSError, ValueError) as error:
        raise BridgeError(f"cannot open {device}: {why_not(error)}") from error
