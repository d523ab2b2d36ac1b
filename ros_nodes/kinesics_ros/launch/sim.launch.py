"""The twin: the same firmware and servo models in this process, in real time; no robot needed.

ros2 launch kinesics_ros sim.launch.py robot:=humanoid
ros2 launch kinesics_ros sim.launch.py nodes:=separate record:=motion.mcap
ros2 launch kinesics_ros sim.launch.py device:=mujoco           (with weight and contacts)
"""

from launch.actions import IncludeLaunchDescription
from launch.launch_description_sources import PythonLaunchDescriptionSource
from launch.substitutions import LaunchConfiguration, PathJoinSubstitution
from launch_ros.substitutions import FindPackageShare

from kinesics_ros.launching import AS_WANTED, COMMON, declared
from launch import LaunchDescription

ARGUMENTS = {
    **{name: COMMON[name] for name in ("robot", "config", "namespace")},
    "device": ("twin", "`twin`, or `mujoco`: with weight and contacts (kinesics[sim])."),
    **AS_WANTED,
}


def generate_launch_description() -> LaunchDescription:
    """As the head of this file says."""
    whole = PathJoinSubstitution([FindPackageShare("kinesics_ros"), "launch", "kinesics.launch.py"])
    given = [(name, LaunchConfiguration(name)) for name in ARGUMENTS]
    twin = IncludeLaunchDescription(PythonLaunchDescriptionSource(whole), launch_arguments=given)
    return LaunchDescription([*declared(ARGUMENTS), twin])
