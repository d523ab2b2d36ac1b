"""What pictures on topics are, for the process that looks at them."""

from types import SimpleNamespace as Message

import pytest

from kinesics.errors import IntentError
from kinesics_ros.clock.stamps import Moment
from kinesics_ros.messages.asked import Edge
from kinesics_ros.messages.image import COMPRESSED, IMAGE, seen, shown_of

NOW = Moment(5_000_000_000, 1_700_000_000_000_000_000)
EDGE = Edge(NOW, "base_link", 1.0)


def stamped(ago_ns=None, **fields):
    ros_ns = 0 if ago_ns is None else NOW.ros_ns - ago_ns
    stamp = Message(sec=ros_ns // 10**9, nanosec=ros_ns % 10**9)
    return Message(header=Message(frame_id="camera", stamp=stamp), **fields)


def image(encoding="rgb8", ago_ns=None):
    layout = {"width": 2, "height": 1, "step": 8, "is_bigendian": 0}
    return stamped(ago_ns, encoding=encoding, data=b"abcdef..", **layout)


def compressed(told):
    return stamped(format=told, data=b"\xff\xd8")


def test_a_picture_is_dated_by_its_stamp_and_told_with_its_layout():
    data, how = shown_of(IMAGE, image("bgr8", ago_ns=40_000_000), None, EDGE)
    assert data == b"abcdef.."
    layout = {"encoding": "bgr8", "width": 2, "height": 1, "step": 8}
    assert how == {**layout, "t_ns": NOW.robot_ns - 40_000_000}
    assert shown_of(IMAGE, image(), None, EDGE)[1]["t_ns"] == NOW.robot_ns


@pytest.mark.parametrize(
    ("told", "encoding"),
    [
        ("jpeg", "jpeg"),
        ("JPG", "jpg"),
        ("png", "png"),
        ("rgb8; jpeg compressed bgr8", "jpeg"),
        ("mono8; png compressed ", "png"),
    ],
)
def test_formats_are_those_that_drivers_write(told, encoding):
    assert shown_of(COMPRESSED, compressed(told), None, EDGE)[1]["encoding"] == encoding


@pytest.mark.parametrize("told", ["", "h264", "16UC1; compressedDepth png", "rgb8; webp"])
def test_other_formats_are_refused_with_those_that_are_taken(told):
    with pytest.raises(IntentError, match="wanted jpeg or png"):
        shown_of(COMPRESSED, compressed(told), None, EDGE)


def test_other_encodings_and_clocks_are_refused_with_what_is_right():
    for encoding in ("16UC1", "bayer_rggb8", "yuv422_yuy2", ""):
        with pytest.raises(IntentError, match="wanted rgb8, bgr8, mono8"):
            shown_of(IMAGE, image(encoding), None, EDGE)
    with pytest.raises(IntentError, match="its stamp is 3 s ago"):
        shown_of(IMAGE, image(ago_ns=3 * 10**9), None, EDGE)


def test_the_lens_is_told_where_the_camera_is_calibrated():
    k = [500.0, 0.0, 320.0, 0.0, 500.0, 240.0, 0.0, 0.0, 1.0]
    info = Message(k=k, width=640, height=480)
    assert shown_of(IMAGE, image(), info, EDGE)[1]["k"] == k
    assert shown_of(IMAGE, image(), info, EDGE)[1]["k_size"] == [640, 480]
    for unknown in (Message(k=[0.0] * 9, width=640, height=480), Message(k=k, width=0, height=0)):
        assert "k" not in shown_of(IMAGE, image(), unknown, EDGE)[1]


def test_faces_are_handed_on_as_they_were_told():
    told = {"faces": {"t_ns": 3, "seen": []}}
    assert seen(told, EDGE) == [told]
