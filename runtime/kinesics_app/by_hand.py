"""`by_hand`: a joint without torque, moved by a person and watched."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from kinesics.errors import BridgeError, RigError
from kinesics.rig.rig import Rig
from kinesics_app.device import Device, open_device

__all__ = ["ByHand", "by_hand", "inset"]

_MARGIN = 0.02  # of the way between the ends: a hand pushes a little into the stops
_STEP_NS = 10_000_000


class ByHand:
    """Where one joint is while somebody moves it."""

    def __init__(self, device: Device, column: int) -> None:
        self._device = device
        self._column = column

    def watch(self, duration_s: float) -> tuple[float, float]:
        """Lowest and highest measured position from now on [unit].

        Raises:
            BridgeError: the robot has torque, or tells nothing.
        """
        clock, seen = self._device.clock, []
        while self._device.bridge.poll() is not None:
            pass  # what was told before
        end_ns = clock.now_ns() + round(duration_s * 1e9)
        while clock.now_ns() < end_ns:
            clock.wait_until(clock.now_ns() + _STEP_NS)
            while (telemetry := self._device.bridge.poll()) is not None:
                seen.append(telemetry.measured[self._column])
                if telemetry.state not in ("DISARMED", "LIMP"):
                    raise BridgeError(f"the robot is {telemetry.state}: end what drives it first")
        if not seen:
            raise BridgeError("the robot told nothing; see kinesics doctor")
        return float(np.min(seen)), float(np.max(seen))


@contextmanager
def by_hand(port: str | None, rig: Rig, joint: str) -> Iterator[ByHand]:
    """A connected robot that is not armed.

    Raises:
        BridgeError: nobody answers, or another robot does.
        RigError: no such joint, or nothing tells where it is.
    """
    column = rig.index(joint)
    if rig.joints[column].feedback == "none":
        raise RigError(f"{joint} has no feedback: move it with `kinesics joint` and look")
    with open_device(port or "twin", rig, live=port is not None) as device:
        device.bridge.connect(provision=port is None)
        device.bridge.disarm()
        yield ByHand(device, column)


def inset(low: float, high: float) -> tuple[float, float]:
    """The ends that a hand found, a little inside."""
    margin = _MARGIN * (high - low)
    return low + margin, high - margin
