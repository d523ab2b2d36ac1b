"""What a sensor_msgs/Imu means: how the base leans and turns, in the base's own axes."""

from dataclasses import replace
from math import nan, pi
from types import SimpleNamespace as Message

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.conversation.message import read_message
from kinesics.errors import IntentError
from kinesics.signals import BaseTilt
from kinesics_ros.clock.stamps import Moment
from kinesics_ros.messages.asked import Edge
from kinesics_ros.messages.imu import imu
from kinesics_ros.sensing.transforms import Transforms

NOW = Moment(5_000_000_000, 1_700_000_000_000_000_000)
EDGE = Edge(NOW, "base_link", 1.0)
KNOWN, UNKNOWN = np.zeros(9), np.array([-1.0, *8 * [0.0]])


def quaternion(roll, pitch, yaw):
    """Turned by yaw, then pitch, then roll, about its own axes: x y z w."""
    x, y, z, w = 0.0, 0.0, 0.0, 1.0
    for axis, angle in ((2, yaw), (1, pitch), (0, roll)):
        other = np.zeros(3)
        other[axis] = np.sin(angle / 2)
        v, s = np.array([x, y, z]), np.cos(angle / 2)
        x, y, z = w * other + s * v + np.cross(v, other)
        w = w * s - v @ other
    return x, y, z, w


def vector(x, y, z):
    return Message(x=x, y=y, z=z)


def felt(lean=(0.0, 0.0, 0.0), frame="base_link", ros_ns=0, **other):
    x, y, z, w = quaternion(*lean)
    told = {
        "header": Message(
            frame_id=frame, stamp=Message(sec=ros_ns // 10**9, nanosec=ros_ns % 10**9)
        ),
        "orientation": Message(x=x, y=y, z=z, w=w),
        "orientation_covariance": KNOWN,
        "angular_velocity": vector(0.0, 0.0, 0.0),
        "angular_velocity_covariance": KNOWN,
        "linear_acceleration": vector(0.0, 0.0, 9.81),
        "linear_acceleration_covariance": KNOWN,
    }
    return Message(**{**told, **other})


def read(message, edge=EDGE):
    (one,) = imu(message, edge)
    return read_message(one, NOW.robot_ns)


ANGLE = st.floats(-1.4, 1.4)


@given(ANGLE, ANGLE, st.floats(-pi, pi))
def test_roll_and_pitch_are_those_of_its_orientation_whichever_way_it_heads(roll, pitch, yaw):
    told = read(felt((roll, pitch, yaw)))
    assert (told.roll_rad, told.pitch_rad) == pytest.approx((roll, pitch), abs=1e-6)
    assert not told.by_gravity


def test_it_is_dated_by_its_stamp():
    assert read(felt()).t_ns == NOW.robot_ns
    assert read(felt(ros_ns=NOW.ros_ns - 30_000_000)).t_ns == NOW.robot_ns - 30_000_000
    with pytest.raises(IntentError, match="its stamp is 3 s ago"):
        read(felt(ros_ns=NOW.ros_ns - 3 * 10**9))


def test_without_orientation_acceleration_tells_what_is_up():
    pitch = 0.3
    pulled = vector(-9.81 * np.sin(pitch), 0.0, 9.81 * np.cos(pitch))
    told = read(felt(orientation_covariance=UNKNOWN, linear_acceleration=pulled))
    assert (told.roll_rad, told.pitch_rad) == pytest.approx((0.0, pitch))
    assert told.by_gravity


def test_what_it_does_not_measure_is_not_told():
    turning = vector(0.1, -0.2, 0.3)
    assert read(felt(angular_velocity=turning)).turns_rad_s == (0.1, -0.2, 0.3)
    told = read(felt(angular_velocity=turning, angular_velocity_covariance=UNKNOWN))
    assert told == BaseTilt(NOW.robot_ns, 0.0, 0.0, None, False)


def test_a_sensor_that_is_mounted_otherwise_is_told_in_the_base():
    """Turned about by half a turn, and tilted: what it calls up is not what the base does."""
    frames = Transforms()
    mounted = quaternion(0.0, 0.2, pi)
    frames.put("base_link", "imu_link", 0, (0.1, 0.0, 0.3), mounted, static=True)

    def placed(frame, point, t_ns):
        return frames.point("base_link", frame, np.array(point), None, 0).tolist()

    edge = replace(EDGE, placed=placed)
    x, y, z, w = mounted  # the base is level, so the sensor is turned in the world as in the base
    message = felt(frame="imu_link", orientation=Message(x=x, y=y, z=z, w=w))
    message.angular_velocity = vector(1.0, 0.0, 0.0)
    told = read(message, edge)
    assert (told.roll_rad, told.pitch_rad) == pytest.approx((0.0, 0.0), abs=1e-9)
    assert told.turns_rad_s == pytest.approx((-np.cos(0.2), 0.0, -np.sin(0.2)), abs=1e-9)
    with pytest.raises(IntentError, match="'imu_link'; wanted 'base_link': no tf is heard here"):
        read(message)


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ({"orientation": Message(x=nan, y=0.0, z=0.0, w=1.0)}, "a quaternion of length nan"),
        ({"orientation": Message(x=0.0, y=0.0, z=0.0, w=0.0)}, "a quaternion of length 0"),
        ({"angular_velocity": vector(nan, 0.0, 0.0)}, "not finite"),
        ({"angular_velocity": vector(0.0, 1e6, 0.0)}, "turns_rad_s"),
        (
            {"orientation_covariance": UNKNOWN, "linear_acceleration_covariance": UNKNOWN},
            "neither orientation nor acceleration",
        ),
        (
            {
                "orientation_covariance": UNKNOWN,
                "linear_acceleration": vector(0.0, 0.0, 30.0),
            },
            "tells nothing of what is up",
        ),
    ],
)
def test_what_means_nothing_is_refused_with_the_reason(other, reason):
    with pytest.raises(IntentError, match=reason):
        read(felt(**other))
