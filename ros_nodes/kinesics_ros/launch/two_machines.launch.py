"""One body on two hosts: speech and perception on one, the robot on the other.

ros2 launch kinesics_ros two_machines.launch.py here:=mind
ros2 launch kinesics_ros two_machines.launch.py here:=body robot:=my.toml port:=/dev/ttyACM0

One line on each host. Pictures and the microphone are taken on the first. The rig file must be on
both, and their wall clocks must agree (chrony): dates go by them.
"""

from launch.actions import SetEnvironmentVariable
from launch.conditions import IfCondition

from kinesics_ros.launching import (
    COMMON,
    declared,
    device_of,
    node,
    parameter,
    thinkers,
    when,
)
from launch import LaunchDescription

ARGUMENTS = {
    **COMMON,
    "here": (
        "body",
        "`mind`: speech and perception; `body`: the robot and what moves by itself.",
        *("mind", "body"),
    ),
    "transport_ms": ("150.0", "What a word to the other host and its motion back may take."),
}


def generate_launch_description() -> LaunchDescription:
    """As the head of this file says."""
    mind, body = (IfCondition(when("here", f" == '{one}'")) for one in ("mind", "body"))
    alike = {"transport_ms": parameter("transport_ms", float), "autostart": True}
    given = {name: parameter(name) for name in ("robot", "urdf", "config")}
    given |= {"device": device_of(), **alike}
    return LaunchDescription(
        [
            *declared(ARGUMENTS),
            SetEnvironmentVariable("ROS_AUTOMATIC_DISCOVERY_RANGE", "SUBNET"),
            *thinkers(("speech", "gaze"), mind, **alike),
            *thinkers(("perception",), mind, autostart=True),
            node("mixer_node", "body", [{**given, "senses": "perception"}], condition=body),
            *thinkers(("expression", "gesture"), body, **alike),
        ]
    )
