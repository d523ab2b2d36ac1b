"""`imu`: what a sensor_msgs/Imu tells of how the base leans and turns, in the base's own axes."""

from math import isfinite, sqrt
from typing import Any

from kinesics.errors import IntentError
from kinesics.motion.direction import lean_of
from kinesics_ros.messages.asked import Edge, Maps

__all__ = ["imu"]

_UNKNOWN = -1.0
"""First of a covariance: the sensor does not measure that (sensor_msgs/Imu)."""

Vector = tuple[float, float, float]


def imu(message: Any, edge: Edge) -> Maps:
    """`sensor_msgs/Imu`, at its stamp: roll and pitch of its orientation, and how fast it turns.

    Without orientation its acceleration tells what is up. Yaw of the orientation is not read.
    """
    frame = message.header.frame_id
    from_ns = edge.now.from_ns(message.header.stamp, edge.tolerance_s)
    told: dict[str, Any] = {"t_ns": edge.now.robot_ns if from_ns is None else from_ns}
    if message.orientation_covariance[0] != _UNKNOWN:
        up = _in_base(_up(message.orientation), frame, from_ns, edge)
        told["roll_rad"], told["pitch_rad"] = lean_of(up)
    elif message.linear_acceleration_covariance[0] != _UNKNOWN:
        felt = _in_base(_vector(message.linear_acceleration), frame, from_ns, edge)
        told["acceleration_m_s2"] = [*felt]
    else:
        raise IntentError("imu: neither orientation nor acceleration; wanted one of them")
    if message.angular_velocity_covariance[0] != _UNKNOWN:
        turns = _in_base(_vector(message.angular_velocity), frame, from_ns, edge)
        told["turns_rad_s"] = [*turns]
    return [{"base": told}]


def _vector(message: Any) -> Vector:
    """Of a geometry_msgs/Vector3; IntentError: NaN, or infinite."""
    vector = (message.x, message.y, message.z)
    if not all(map(isfinite, vector)):
        raise IntentError(f"imu: {[*vector]} is not finite; wanted numbers")
    return vector


def _up(orientation: Any) -> Vector:
    """What is up, in the frame of a sensor that is turned so in the world; IntentError: not."""
    x, y, z, w = orientation.x, orientation.y, orientation.z, orientation.w
    length = sqrt(x * x + y * y + z * z + w * w)
    if not 0.5 < length < 2.0:
        raise IntentError(f"imu: a quaternion of length {length:g}; wanted 1")
    x, y, z, w = (one / length for one in (x, y, z, w))
    return 2.0 * (x * z - w * y), 2.0 * (y * z + w * x), 1.0 - 2.0 * (x * x + y * y)


def _in_base(vector: Vector, frame: str, t_ns: int | None, edge: Edge) -> Vector:
    """A vector of a frame in the base's axes."""
    if frame in ("", edge.base_frame):
        return vector
    if edge.placed is None:
        raise IntentError(f"frame {frame!r}; wanted {edge.base_frame!r}: no tf is heard here")
    there, here = (edge.placed(frame, one, t_ns) for one in (vector, (0.0, 0.0, 0.0)))
    return there[0] - here[0], there[1] - here[1], there[2] - here[2]
