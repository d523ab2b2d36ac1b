"""`Playback`: what a device says it played, and what its servos did."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kinesics.rig.rig import Rig
from kinesics.signals import Telemetry
from kinesics_bridge.twin.machine import Twin

__all__ = ["Playback", "of_telemetry", "of_twin"]

F64 = NDArray[np.float64]

_LIMP = ("DISARMED", "LIMP", "ARMING")
_AS_BEFORE = "STOPPED"  # brakes what moved, and gives no torque to what had none


@dataclass(frozen=True, slots=True, eq=False)
class Playback:
    """What a device says it played, and what its servos did."""

    rate_hz: float
    t_ns: NDArray[np.int64]
    """(N,) robot time."""
    played: F64
    """(N, J) [rad, m or 1]; NaN where the robot had no torque."""
    measured: F64
    """(N, J)"""


def of_twin(twin: Twin) -> Playback:
    """Every millisecond, from the twin's own trace."""
    trace = twin.trace()
    return Playback(1000.0, trace.t_ns, trace.played, trace.measured)


def of_telemetry(telemetry: list[Telemetry], rig: Rig) -> Playback:
    """As a device told it; NaN where a joint cannot tell where it is, and where nothing played.

    What a device without torque calls played is where its joints were measured, noise and all.
    """
    t_ns = np.array([one.t_ns for one in telemetry], dtype=np.int64)
    fresh = np.flatnonzero(np.diff(t_ns, prepend=t_ns[0] - 1) > 0)
    played = np.array([telemetry[row].played for row in fresh])
    played[~_torque(telemetry[row].state for row in fresh)] = np.nan
    measured = np.array([telemetry[row].measured for row in fresh])
    measured[:, [joint.feedback == "none" for joint in rig.joints]] = np.nan  # nobody knows
    rate_hz = 1e9 / float(np.median(np.diff(t_ns[fresh])))
    return Playback(rate_hz, t_ns[fresh], played, measured)


def _torque(states: Iterable[str]) -> NDArray[np.bool_]:
    """(N,) whether the joints had torque, state by state."""
    has, told = False, []
    for state in states:
        has = has if state == _AS_BEFORE else state not in _LIMP
        told.append(has)
    return np.array(told, np.bool_)
