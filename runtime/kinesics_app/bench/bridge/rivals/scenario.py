"""`Scenario`: what a host wants to play and what befalls it; `Played`: what came of it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kinesics_bridge.emulators.motors import Motors
from kinesics_bridge.faults import LineFaults, WireFaults
from kinesics_bridge.joints.joint_table import JointTable
from kinesics_bridge.joints.servo import ServoParameters

__all__ = [
    "JOINTS",
    "MS",
    "SERVOS",
    "TICK_NS",
    "Played",
    "Scenario",
    "acceleration_use",
    "at_servo",
    "held",
    "rival_table",
    "wanted",
]

F64 = NDArray[np.float64]

MS = 1_000_000
TICK_NS = 10_000_000
JOINTS = 8
_REACH = 1.2  # [rad] position limit, either side
_VELOCITY, _ACCELERATION = 5.0, 60.0
SERVOS = ServoParameters(
    dead_time_s=0.01,
    natural_frequency_hz=8.0,
    velocity_max=6.0,  # no-load speed of a common 6 V servo of this size
    acceleration_max=2 * _ACCELERATION,
)


@dataclass(frozen=True, slots=True)
class Scenario:
    """Seconds from the moment at which the robot follows."""

    duration_s: float
    stalls_s: tuple[tuple[float, float], ...] = ()
    """(start, duration) of host stalls."""
    damage: float = 0.0
    """Share of bytes that change, either way."""
    seed: int = 0

    @property
    def wire(self) -> WireFaults:
        """The wire's faults, in bytes: alike for every protocol."""
        line = LineFaults(corrupt=self.damage, unit="byte")
        return WireFaults(line, line, seed=self.seed)

    def wakes_ns(self, t_ns: int) -> int:
        """When a host that wants to run at `t_ns` does run."""
        for start_s, lasts_s in self.stalls_s:
            start_ns, end_ns = round(start_s * 1e9), round((start_s + lasts_s) * 1e9)
            if start_ns <= t_ns < end_ns:
                return end_ns
        return t_ns


@dataclass(frozen=True, slots=True, eq=False)
class Played:
    """What the servos were told, and what was wrong in it."""

    command: F64
    """(T, J) every 1 ms [rad]."""
    wrong_frames: int
    """Frames that were taken though the host had never sent them so."""
    frames: int
    """Frames sent."""
    longest_turn_ms: float = 0.0
    """Longest turn of the host's loop, where it waits for answers; stalls not counted."""


def rival_table() -> JointTable:
    """Eight equal joints."""

    def each(value: float) -> F64:
        return np.full(JOINTS, value)

    return JointTable(
        robot_id="rivals",
        names=[f"joint_{j}" for j in range(JOINTS)],
        position_min=each(-_REACH),
        position_max=each(_REACH),
        neutral=each(0.0),
        velocity=each(_VELOCITY),
        acceleration=each(_ACCELERATION),
        jerk=each(100.0 * _ACCELERATION),
    )


def wanted(t_ns: int) -> F64:
    """(J,) a smooth swing: at most 3.5 rad/s and 25 rad/s2; starts from rest at 0 [rad]."""
    t_s = t_ns * 1e-9
    frequency_hz = 0.6 + 0.06 * np.arange(JOINTS)
    ramp = min(1.0, max(0.0, t_s / 2.0))
    swing: F64 = 0.55 * ramp**2 * (3 - 2 * ramp) * np.sin(2 * np.pi * frequency_hz * t_s)
    return swing


def at_servo(command: F64) -> F64:
    """(T, J) where servos go that are told this every 1 ms; the same servos for everybody."""
    motors = Motors(SERVOS, command[0])
    motors.torque[:] = True
    out = np.empty_like(command)
    for tick, goal in enumerate(command):
        motors.goal = goal
        motors.advance((tick + 1) * MS)
        out[tick] = motors.position
    return out


def acceleration_use(position: F64) -> float:
    """Largest acceleration in a (T, J) 1 kHz trace, in limits of the joint."""
    return float(np.abs(np.diff(position, 2, axis=0)).max() * 1e6 / _ACCELERATION)


def held(events: list[tuple[int, F64]], duration_s: float) -> F64:
    """(T, J) at every 1 ms the last of `events`, (t_ns, position) in order; zero before them."""
    ticks_ns = np.arange(round(duration_s * 1e3)) * MS
    times_ns = [-1, *(t_ns for t_ns, _ in events)]
    rows = np.stack([np.zeros(JOINTS), *(row for _, row in events)])
    chosen: F64 = rows[np.searchsorted(times_ns, ticks_ns, side="right") - 1]
    return chosen
