"""An inertial sensor on the network, as drivers publish: the head stays level, NaN is counted."""

import math

import pytest

pytest.importorskip("rclpy", reason="rclpy is not installed here; scripts/test --ros has it")

BOWS_RAD = 0.2


class Sensor:
    """A driver: best effort, a hundred times a second."""

    def __init__(self, client):
        from rclpy.qos import QoSProfile, ReliabilityPolicy
        from sensor_msgs.msg import Imu

        self._client, self._kind = client, Imu
        best_effort = QoSProfile(depth=5, reliability=ReliabilityPolicy.BEST_EFFORT)
        self._publisher = client.node.create_publisher(Imu, "/imu", best_effort)
        client.wait(self._publisher.get_subscription_count)

    def tells(self, pitch_rad, until, timeout_s=60.0):
        """Publishes until something is so; whether that came in time."""
        for _ in range(round(timeout_s * 100)):
            message = self._kind()
            message.header.frame_id = "base_link"
            message.header.stamp = self._client.node.get_clock().now().to_msg()
            message.orientation.y = math.sin(pitch_rad / 2)
            message.orientation.w = math.cos(pitch_rad / 2)
            self._publisher.publish(message)
            self._client.pause(0.01)
            if until():
                return True
        return False


def test_the_head_is_level_while_the_base_bows_and_nan_is_counted(body):
    body.bring("active")
    states = body.keep("/joint_states", "sensor_msgs/JointState", depth=1)

    def bow():
        return states[-1].position[states[-1].name.index("neck_pitch")] if states else 0.0

    body.say("intent", '{"kind": "look_at", "parameters": {"point_m": [2.0, 0.0, 0.975]}}')
    body.pause(1.0)
    sensor = Sensor(body)
    assert sensor.tells(BOWS_RAD, lambda: bow() < -0.85 * BOWS_RAD)
    before = body.counts("messages").get("imu refused", 0)
    assert sensor.tells(
        math.nan, lambda: body.counts("messages").get("imu refused", 0) > before, timeout_s=1.0
    )
    body.wait(lambda: abs(bow()) < 0.1 * BOWS_RAD)  # for nobody tells it any more
    assert abs(bow()) < 0.1 * BOWS_RAD
