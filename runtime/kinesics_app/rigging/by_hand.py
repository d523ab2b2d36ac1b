"""`by_hand`: a joint without torque, moved by a person and watched."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from kinesics.errors import BridgeError, RigError
from kinesics.rig.actuators import ACTUATORS
from kinesics.rig.joint import Joint
from kinesics.rig.rig import Rig
from kinesics_app.device.device import Device
from kinesics_app.device.opening import open_device

__all__ = ["ByHand", "by_hand", "demand_moved", "inset"]

_MARGIN = 0.02  # of the way between the ends: a hand pushes a little into the stops
_STEP_NS = 10_000_000
_NOISE = 10  # standard deviations of the measured position, from end to end: all of a still joint
_STILL = 0.02  # of the joint's range: a hand that leans on it


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


def demand_moved(joint: Joint, low: float, high: float) -> None:
    """BridgeError when a joint that was seen from `low` to `high` [unit] was moved by nobody."""
    noise = ACTUATORS[joint.actuator].noise_rad * abs(joint.ratio)
    still = max(_NOISE * noise, _STILL * (joint.position_max - joint.position_min))
    if high - low < still:
        raise BridgeError(
            f"{joint.name} was not moved: it stayed at {(low + high) / 2:.4f} {joint.unit}, within "
            f"{high - low:.2g}; move it to both its ends while it is watched (--for-s)"
        )


def inset(low: float, high: float) -> tuple[float, float]:
    """The ends that a hand found, a little inside."""
    margin = _MARGIN * (high - low)
    return low + margin, high - margin
