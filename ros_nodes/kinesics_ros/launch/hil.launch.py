"""As with hardware, without it: the twin behind a serial port, and a bad wire before that.

ros2 launch kinesics_ros hil.launch.py drop:=0.02 corrupt:=0.01 unplug_every_s:=20
"""

from launch.actions import (
    DeclareLaunchArgument,
    ExecuteProcess,
    IncludeLaunchDescription,
    RegisterEventHandler,
)
from launch.event_handlers import OnProcessExit
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
# launch, whatever becomes of the shell: the wire ends with it, however it ends. A link that an
# earlier wire left leads to nothing, or to another program's terminal.
WIRE = (
    '[ ! -L "$1" ] || rm "$1"; kinesics twin --pty --while "$PPID" --robot "$0" | { read -r port; '
    'exec kinesics fault-proxy --while "$PPID" --device "$port" '
    '--link "$1" --drop "$2" --corrupt "$3" --unplug-every-s "$4"; }'
)
WORDS = ("robot", "link", "drop", "corrupt", "unplug_every_s")
# A Python, a twin and a proxy begin until then, which takes as long as it takes. Without a wire the
# body begins all the same, and says what it has not found.
UNTIL_THERE = (
    'sleep 1; n=0; until [ -e "$0" ] || [ "$n" -ge 120 ]; do sleep 0.5; n=$((n + 1)); done'
)


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
    there = ExecuteProcess(cmd=["sh", "-c", UNTIL_THERE, LaunchConfiguration("link")])
    begins = RegisterEventHandler(OnProcessExit(target_action=there, on_exit=[body]))
    return LaunchDescription([*declared, begins, wire, there])
