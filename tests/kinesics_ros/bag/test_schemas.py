"""Schemas of messages, put together from their files."""

from kinesics_ros.bag.schemas import schema_text

FILES = {
    (
        "sensor_msgs",
        "JointState",
    ): "# a comment\nstd_msgs/Header header\nstring[] name\nfloat64[] p",
    ("std_msgs", "Header"): "builtin_interfaces/Time stamp\nstring frame_id",
    ("builtin_interfaces", "Time"): "int32 sec\nuint32 nanosec",
    (
        "own",
        "Many",
    ): "uint8 A=1\nOne[<=3] many\nstring<=10 name # One two\nfloat64[4] four\nOne last",
    ("own", "One"): "bool yes true",
}


def read(package, name):
    return FILES[package, name]


def test_every_type_in_it_follows_once():
    text = schema_text("sensor_msgs/msg/JointState", read)
    assert [line for line in text.splitlines() if line.startswith("MSG: ")] == [
        "MSG: std_msgs/Header",
        "MSG: builtin_interfaces/Time",
    ]
    assert text.startswith("# a comment\nstd_msgs/Header header")
    assert text.count("=" * 80) == 2


def test_constants_comments_and_bounded_arrays_are_understood():
    assert schema_text("own/msg/Many", read).count("MSG: own/One") == 1
