"""`servo_for`: the actuator class that could be behind a joint, by its speed and effort."""

from kinesics.rig.actuators import ACTUATORS, Actuator

__all__ = ["HORN_M", "allowed_velocity", "servo_for"]

HORN_M = 0.010
"""Metres a radian of the shaft: a 10 mm horn with a rod, as sliding joints of a face have."""

_ABOUT = 1.0 + 1e-6


def allowed_velocity(servo: Actuator, ratio: float) -> float:
    """Speed that a rig may ask of the class behind this ratio [unit/s]."""
    return servo.velocity * servo.load_share * ratio


def servo_for(velocity: float | None, effort: float | None, ratio: float) -> Actuator:
    """The weakest class that is fast and strong enough; else the strongest of the fast ones.

    Where none is fast enough, the fastest. `velocity` [unit/s] and `effort` [N m or N] are the
    joint's, `ratio` joint units per radian; None: anything will do.
    """
    servos = [one for one in ACTUATORS.values() if one.stall_torque_nm > 0.0]  # no lights
    fast = [one for one in servos if allowed_velocity(one, ratio) * _ABOUT >= (velocity or 0.0)]
    if not fast:
        return max(servos, key=lambda one: one.velocity * one.load_share)
    strong = [one for one in fast if one.stall_torque_nm / ratio * _ABOUT >= (effort or 0.0)]
    if strong:
        return min(strong, key=lambda one: (one.stall_torque_nm, one.velocity))
    return max(fast, key=lambda one: one.stall_torque_nm)
