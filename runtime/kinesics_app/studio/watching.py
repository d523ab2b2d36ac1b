"""`watching`: a performance or a replay on a page: seen, and stopped by its button."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kinesics.errors import BridgeError
from kinesics.rig.rig import Rig
from kinesics_app.clock import AttentiveClock
from kinesics_app.device.device import Device
from kinesics_app.life.shown import Shown
from kinesics_app.studio.keeper import Place, Studio
from kinesics_app.studio.teller import Teller

__all__ = ["PageWatch", "watching"]


@contextmanager
def watching(place: Place, ready: Callable[[str], None]) -> Iterator["PageWatch"]:
    """A page that is served until this ends; it begins when somebody has opened it.

    `ready` is told its address.

    Raises:
        IntentError: it cannot be served, with the reason.
    """
    with Studio(place) as studio:
        ready(studio.open())
        studio.wait_for_page()
        yield PageWatch(studio)


class PageWatch:
    """A `Watch` that tells a studio, and heeds its STOP after every wait of the clock."""

    def __init__(self, studio: Studio) -> None:
        """`studio` is open."""
        self._studio = studio
        self._device: Device | None = None
        self._teller: Teller | None = None
        self._shown: Shown | None = None

    def begin(self, device: Device, rig: Rig) -> None:
        """From here on the robot is seen."""
        self._device = device
        self._teller = Teller(rig, self._studio.send)
        device.clock = AttentiveClock(device.clock, self._heed)

    def turn(self, shown: Shown) -> None:
        """After every tick."""
        self._shown = shown
        if self._teller is not None and self._device is not None:
            self._teller.turn(self._device, shown)

    def _heed(self) -> None:
        """After every wait; BridgeError when it was told to stop."""
        if self._teller is None or self._device is None:
            return
        self._teller.catch_up(self._device, self._shown)
        for order in self._studio.orders():
            if order.kind == "stop":
                self._device.bridge.stop()
                done = {"id": order.id, "order": order.kind, "said": "it brakes", "refused": ""}
                self._studio.send({"done": done})
                raise BridgeError("STOP was pressed on its page")
