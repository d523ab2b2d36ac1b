"""`Motors`: N servos as physics: a profile towards the goal, dead time, second order, heat."""

import math

import numpy as np
from numpy.typing import NDArray

from kinesics_bridge.joints.servo import ServoParameters

__all__ = ["AMBIENT_C", "Motors"]

F64 = NDArray[np.float64]

AMBIENT_C = 25.0
_TICK_NS = 1_000_000
_TICK_S = 1e-3


class Motors:
    """The model of servo.c with arrays for N servos, in steps of 1 ms; angles at the shaft [rad].

    `goal` and `torque` are set from outside; `speed` and `pull` bound the way to the goal as a
    servo's profile velocity and acceleration do (infinite: none).
    """

    def __init__(self, parameters: ServoParameters, start: F64, now_ns: int = 0) -> None:
        count = len(start)
        rows = parameters.rows(count)
        self._dead, frequency, self._damping, self._fastest, self._strongest = rows.T[:5]
        self._stall_a, self._heating, self._cooling_s, self._stop_low, self._stop_high = rows.T[7:]
        self._omega = 2.0 * math.pi * frequency
        self._age = np.minimum(np.rint(self._dead / _TICK_S), 255).astype(np.intp)  # (N,)
        self._columns = np.arange(count)
        self._history = np.tile(start, (256, 1))  # (256, N)
        self._at = 0
        self._now_ns = now_ns
        self.wanted = start.copy()
        """(N,) what the profile makes of the goal by now."""
        self._ramp = np.zeros(count)
        self.position = start.copy()
        """(N,) where the shafts are."""
        self.velocity = np.zeros(count)
        self.current_a = np.zeros(count)
        """(N,) signed as the torque."""
        self.temperature_c = np.full(count, AMBIENT_C)
        self.goal = start.copy()
        self.torque = np.zeros(count, np.bool_)
        self.speed = np.full(count, np.inf)
        self.pull = np.full(count, np.inf)

    def advance(self, t_ns: int) -> None:
        """Let time pass up to `t_ns`."""
        while self._now_ns + _TICK_NS <= t_ns:
            self._now_ns += _TICK_NS
            self._tick()

    def _tick(self) -> None:
        self._aim()
        self._at = (self._at + 1) % 256
        self._history[self._at] = np.where(self.torque, self.wanted, self.position)
        delayed = self._history[(self._at - self._age) % 256, self._columns]
        drive = self._omega**2 * (delayed - self.position)
        drive -= 2.0 * self._damping * self._omega * self.velocity
        drive = np.clip(drive, -self._strongest, self._strongest) * self.torque
        velocity = np.clip(self.velocity + drive * _TICK_S, -self._fastest, self._fastest)
        moved = self.position + velocity * self.torque * _TICK_S  # without torque the gears hold it
        self.position = np.clip(moved, self._stop_low, self._stop_high)
        self.velocity = velocity * self.torque * (moved == self.position)
        self.current_a = drive / self._strongest * self._stall_a
        heat = self.current_a**2 * self._heating
        self.temperature_c += (heat - (self.temperature_c - AMBIENT_C) / self._cooling_s) * _TICK_S

    def _aim(self) -> None:
        """Move what the position loop is told towards the goal, by the profile."""
        self.wanted = np.where(self.torque, self.wanted, self.position)
        gap = self.goal - self.wanted
        limited = np.isfinite(self.speed) | np.isfinite(self.pull)
        if not limited.any():
            self.wanted = np.where(self.torque, self.goal, self.wanted)
            return
        far = np.abs(gap)
        braking = np.sqrt(2.0 * np.where(np.isfinite(self.pull), self.pull, 1e9) * far)
        wish = np.copysign(np.minimum(np.minimum(self.speed, braking), far / _TICK_S), gap)
        change = np.where(np.isfinite(self.pull), self.pull * _TICK_S, np.inf)
        step = np.clip(wish - self._ramp, -change, change)
        self._ramp = np.where(self.torque, self._ramp + step, 0.0)
        moved = self.wanted + self._ramp * _TICK_S
        self.wanted = np.where(limited & self.torque, moved, self.wanted)
        free = ~limited & self.torque
        self.wanted[free] = self.goal[free]
