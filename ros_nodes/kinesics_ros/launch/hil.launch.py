"""As with hardware, without it: the twin behind a serial port, and a bad wire before that.

ros2 launch kinesics_ros hil.launch.py drop:=0.02 corrupt:=0.01 unplug_every_s:=20
"""

from launch.actions import (
    DeclareLaunchArgument,
    ExecuteProcess,
    IncludeLaunchDescription,
    TimerAction,
)
from launch.launch_description_sources import PythonLaunchDescriptionSource
from launch.substitutions import LaunchConfiguration, PathJoinSubstitution
from launch_ros.substitutions import FindPackageShare

from launch import LaunchDescription

ARGUMENTS = {
    "robot": ("humanoid", "A shipped robot, or the path of a rig file."),
    "namespace": ("", "Of the node and all its topics but /diagnostics."),
    "link": ("/tmp/kinesics-hil", "Symbolic link to the port that the body opens."),
    "drop": ("0.0", "Share of frames that vanish."),
    "corrupt": ("0.0", "Share of frames in which bytes change."),
    "unplug_every_s": ("0.0", "How often the port vanishes [s]; 0: never."),
}

# The twin prints its port; what comes after `sh -c` are the words $0, $1 and so on. $PPID is
# launch, whatever becomes of the shell: the wire ends with it, however it ends.
WIRE = (
    'kinesics twin --pty --while "$PPID" --robot "$0" | { read -r port; '
    'exec kinesics fault-proxy --while "$PPID" --device "$port" '
    '--link "$1" --drop "$2" --corrupt "$3" --unplug-every-s "$4"; }'
)
WORDS = ("robot", "link", "drop", "corrupt", "unplug_every_s")
WIRE_IS_THERE_S = 5.0


def generate_launch_description() -> LaunchDescription:
    """As the head of this file says."""
    declared = [
        DeclareLaunchArgument(name, default_value=default, description=says)
        for name, (default, says) in ARGUMENTS.items()
    ]
    words = [LaunchConfiguration(name) for name in WORDS]
    wire = ExecuteProcess(cmd=["sh", "-c", WIRE, *words], output="screen")
    whole = PathJoinSubstitution([FindPackageShare("kinesics_ros"), "launch", "kinesics.launch.py"])
    body = IncludeLaunchDescription(
        PythonLaunchDescriptionSource(whole),
        launch_arguments=[
            ("robot", LaunchConfiguration("robot")),
            ("namespace", LaunchConfiguration("namespace")),
            ("device", LaunchConfiguration("link")),
        ],
    )
    return LaunchDescription([*declared, wire, TimerAction(period=WIRE_IS_THERE_S, actions=[body])])
