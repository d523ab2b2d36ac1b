"""`ServoParameters`: what the twin's servos are like."""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kinesics.errors import BridgeError

__all__ = ["ServoParameters"]

_STOPS = 10  # columns before the two stops, which may be of any sign, or infinite


@dataclass(frozen=True, eq=False)
class ServoParameters:
    """Physics of J servos: dead time, then a saturated second order. A scalar holds for all joints.

    Field order is that of `enum servo_parameter` in servo.h.
    """

    dead_time_s: ArrayLike = 0.010
    """From command to first motion, up to 0.25 s."""
    natural_frequency_hz: ArrayLike = 10.0
    damping: ArrayLike = 1.0
    """1: critically damped."""
    velocity_max: ArrayLike = 10.0
    """[rad/s or m/s]"""
    acceleration_max: ArrayLike = 1000.0
    """What the torque can do [rad/s2 or m/s2]."""
    noise: ArrayLike = 0.0
    """Standard deviation of the measured position [rad or m]."""
    resolution: ArrayLike = 0.0
    """Step of the measured position [rad or m]; 0: none."""
    stall_current_a: ArrayLike = 1.0
    """Current at `acceleration_max`."""
    heating_k_per_a2s: ArrayLike = 2.0
    cooling_s: ArrayLike = 120.0
    """Time constant of cooling towards 25 degrees C."""
    stop_low: ArrayLike = -np.inf
    """Where the mechanics end [rad or m]; -inf: nowhere."""
    stop_high: ArrayLike = np.inf

    def rows(self, joints: int) -> NDArray[np.float64]:
        """(J, 12) parameters of each joint."""
        values = [np.asarray(getattr(self, field.name), np.float64) for field in fields(self)]
        try:
            table = np.stack([np.broadcast_to(value, (joints,)) for value in values], axis=1)
        except ValueError as error:
            raise BridgeError(f"servo parameters do not fit {joints} joints: {error}") from error
        physics, stops = table[:, :_STOPS], table[:, _STOPS:]
        if not np.isfinite(physics).all() or (physics < 0).any() or (physics[:, [4, 9]] == 0).any():
            raise BridgeError("servo parameters must be finite, >= 0, and not 0 where they divide")
        if not (stops[:, 0] < stops[:, 1]).all():
            raise BridgeError("servo parameters: stop_low must lie below stop_high")
        return table
