"""`measure_lag`: how late one joint follows what is played, from a slow motion of it alone."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import BridgeError, RigError
from kinesics.motion.frame import Frame
from kinesics.motion.limits import Limiter
from kinesics.rig.rig import Rig
from kinesics_app.device.device import Device

__all__ = ["MeasuredLag", "fitted_lag", "measure_lag"]

F64 = NDArray[np.float64]

_TICK_NS = 10_000_000
_AHEAD_NS = 110_000_000
_LASTS_S = 8.0
_RAMP_S = 0.5
_TONES_HZ = (0.55, 0.85, 1.25)  # slow against any servo, so its delay is the same for all three
_SHARE = 0.25  # of velocity and acceleration limit, and at most of the range each way
_LONGEST_S = 0.4
_STEP_S = 0.001
_LEAST_FIT = 0.9


class MeasuredLag(NamedTuple):
    """What a joint's motion told."""

    lag_s: float
    fit: float
    """Share of the measured motion that this lag explains, at most 1."""
    swing: float
    """Largest way from the middle that was played [unit]."""


def measure_lag(device: Device, rig: Rig, name: str) -> MeasuredLag:
    """Swing the joint for 8 s about the middle of its range, and compare.

    Raises:
        BridgeError: the robot does not follow, or the joint does not move as played.
        RigError: no such joint, or it has no feedback.
    """
    column = rig.index(name)
    if rig.joints[column].feedback == "none":
        raise RigError(f"{name} has no feedback: nobody can tell when it moved; film it instead")
    pose = device.bring_up(_AHEAD_NS, _TICK_NS)
    limiter = Limiter(rig.limits, 1e9 / _TICK_NS)
    limiter.start(pose)
    begin_ns = device.next_tick_ns + _AHEAD_NS
    heard: list[tuple[int, float, float]] = []
    for tick in range(round(_LASTS_S * 1e9 / _TICK_NS)):
        tick_ns = device.next_tick_ns + tick * _TICK_NS
        device.clock.wait_until(tick_ns)
        wanted = pose.copy()
        wanted[column] = _swing(rig, column, pose[column], tick * _TICK_NS * 1e-9)
        device.bridge.send(Frame(tick_ns + _AHEAD_NS, limiter.step(wanted)))
        device.poll()
        if device.latest is not None and device.bridge.state == "ACTIVE":
            told = device.latest
            if not heard or told.t_ns > heard[-1][0]:
                heard.append((told.t_ns, told.played[column], told.measured[column]))
    device.finish()
    if len(heard) < 100:
        raise BridgeError(f"the robot does not follow: its firmware is in {device.bridge.state}")
    t_ns, played, measured = np.array(heard).T
    moved = t_ns > begin_ns
    found = fitted_lag(t_ns[moved] * 1e-9, played[moved], measured[moved])
    if found.fit < _LEAST_FIT:
        raise BridgeError(
            f"{name} does not move as played: at best {found.fit:.0%} of its motion is explained; "
            "check its wiring, direction and load"
        )
    return found


def fitted_lag(t_s: F64, played: F64, measured: F64) -> MeasuredLag:
    """The lag at which `played`, scaled and shifted, fits `measured` best (least squares); (N,)."""
    kept = t_s > t_s[0] + _LONGEST_S
    lags_s = np.arange(0.0, _LONGEST_S, _STEP_S)
    fits = np.array(
        [_explained(np.interp(t_s[kept] - lag, t_s, played), measured[kept]) for lag in lags_s]
    )
    best = int(np.argmax(fits))
    shift = 0.0
    if 0 < best < len(fits) - 1:
        before, at, after = fits[best - 1 : best + 2]
        bend = before - 2 * at + after
        shift = 0.5 * (before - after) / bend if bend < 0 else 0.0
    swing = float(np.ptp(played) / 2)
    return MeasuredLag(float(lags_s[best] + shift * _STEP_S), float(fits[best]), swing)


def _swing(rig: Rig, column: int, start: float, t_s: float) -> float:
    joint = rig.joints[column]
    fastest = 2 * np.pi * _TONES_HZ[-1]
    most = min(
        _SHARE * (joint.position_max - joint.position_min),
        _SHARE * joint.velocity / fastest,
        _SHARE * joint.acceleration / fastest**2,
    )
    middle = min(max(start, joint.position_min + most), joint.position_max - most)
    tones = sum(np.sin(2 * np.pi * tone_hz * t_s) for tone_hz in _TONES_HZ) / len(_TONES_HZ)
    share = min(1.0, t_s / _RAMP_S)
    return float(start + share * (middle - start + most * tones))


def _explained(model: F64, measured: F64) -> float:
    """Share of the variance of `measured` that a scaled and shifted `model` explains."""
    model, measured = model - model.mean(), measured - measured.mean()
    power = float(model @ model) * float(measured @ measured)
    return float(model @ measured) ** 2 / power if power else 0.0
