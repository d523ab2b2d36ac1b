"""The twin: the same firmware and servo models in this process, in real time; no robot needed.

ros2 launch kinesics_ros sim.launch.py robot:=humanoid
"""

from launch.actions import DeclareLaunchArgument, IncludeLaunchDescription
from launch.launch_description_sources import PythonLaunchDescriptionSource
from launch.substitutions import LaunchConfiguration, PathJoinSubstitution
from launch_ros.substitutions import FindPackageShare

from launch import LaunchDescription

ARGUMENTS = {
    "robot": ("humanoid", "A shipped robot, or the path of a rig file."),
    "namespace": ("", "Of the node and all its topics but /diagnostics."),
}


def generate_launch_description() -> LaunchDescription:
    """As the head of this file says."""
    whole = PathJoinSubstitution([FindPackageShare("kinesics_ros"), "launch", "kinesics.launch.py"])
    given = [(name, LaunchConfiguration(name)) for name in ARGUMENTS]
    declared = [
        DeclareLaunchArgument(name, default_value=default, description=says)
        for name, (default, says) in ARGUMENTS.items()
    ]
    twin = IncludeLaunchDescription(
        PythonLaunchDescriptionSource(whole), launch_arguments=[*given, ("device", "twin")]
    )
    return LaunchDescription([*declared, twin])
