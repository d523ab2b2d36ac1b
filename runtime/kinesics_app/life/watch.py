"""`Watch`: somebody who looks on while a robot performs, and may stop it."""

from typing import Protocol

from kinesics.rig.rig import Rig
from kinesics_app.device.device import Device
from kinesics_app.life.shown import Shown

__all__ = ["Unwatched", "Watch"]


class Watch(Protocol):
    """Called by the thread that owns the robot."""

    def begin(self, device: Device, rig: Rig) -> None:
        """Before the robot is brought up."""

    def turn(self, shown: Shown) -> None:
        """After every tick.

        Raises:
            BridgeError: the robot was stopped by whoever looks on.
        """


class Unwatched:
    """Nobody looks on."""

    def begin(self, device: Device, rig: Rig) -> None:
        """Nothing."""

    def turn(self, shown: Shown) -> None:
        """Nothing."""
