"""A robot with a body language, configured and activated; recorded, if a file is named.

ros2 launch kinesics_ros kinesics.launch.py                              (the twin of the humanoid)
ros2 launch kinesics_ros kinesics.launch.py robot:=my.toml port:=/dev/ttyACM0 namespace:=left
ros2 launch kinesics_ros kinesics.launch.py nodes:=separate              (every part a process)
"""

from launch.conditions import IfCondition
from launch.substitutions import LaunchConfiguration
from launch_ros.actions import LifecycleNode

from kinesics_ros.launching import (
    AS_WANTED,
    COMMON,
    declared,
    device_of,
    holders,
    node,
    parameter,
    thinkers,
    when,
)
from launch import LaunchDescription

ARGUMENTS = {
    **COMMON,
    **AS_WANTED,
    "extraversion": ("0.5", "Persona, 0 to 1; 0.5 is as authored."),
    "warmth": ("0.5", "Persona, 0 to 1."),
    "energy": ("0.5", "Persona, 0 to 1."),
    "realtime": ("false", "Ask that the robot's thread goes before all ordinary programs."),
    "autostart": ("true", "Configure and activate the nodes: the robot comes to life."),
}
TYPES = dict.fromkeys(("extraversion", "warmth", "energy"), float)
TYPES |= dict.fromkeys(("realtime", "autostart"), bool)
SEPARATE = "nodes| == 'separate'"


def generate_launch_description() -> LaunchDescription:
    """As the head of this file says; `--show-args` lists what can be set."""
    given = {
        name: parameter(name, TYPES.get(name, str)) for name in ("robot", "urdf", "config", *TYPES)
    }
    given["device"] = device_of(far=SEPARATE)
    autostart = {"autostart": given["autostart"]}
    executable = when("'mixer_node' if ", *SEPARATE.split("|"), " else 'body_node'")
    recorder = LifecycleNode(
        package="kinesics_ros",
        executable="recorder_node",
        name="recorder",
        namespace=LaunchConfiguration("namespace"),
        parameters=[{"path": parameter("record"), **autostart}],
        output="screen",
        condition=IfCondition(when("record", " != ''")),
    )
    apart = IfCondition(when(*SEPARATE.split("|")))
    return LaunchDescription(
        [
            *declared(ARGUMENTS),
            recorder,
            *holders(SEPARATE, **autostart),
            node(executable, "body", [given]),
            *thinkers(("speech", "expression", "gaze", "gesture"), apart, **autostart),
        ]
    )
