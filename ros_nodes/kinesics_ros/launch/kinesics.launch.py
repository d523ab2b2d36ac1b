"""A robot with a body language: body_node, configured and activated; recorded, if a file is named.

ros2 launch kinesics_ros kinesics.launch.py                              (the twin of the humanoid)
ros2 launch kinesics_ros kinesics.launch.py robot:=my.toml device:=/dev/ttyACM0 namespace:=left
"""

from launch.actions import DeclareLaunchArgument, EmitEvent, RegisterEventHandler
from launch.conditions import IfCondition
from launch.events import matches_action
from launch.substitutions import LaunchConfiguration, PathJoinSubstitution, PythonExpression
from launch_ros.actions import LifecycleNode
from launch_ros.event_handlers import OnStateTransition
from launch_ros.events.lifecycle import ChangeState
from launch_ros.parameter_descriptions import ParameterValue
from launch_ros.substitutions import FindPackageShare
from lifecycle_msgs.msg import Transition

from launch import Action, LaunchDescription

ARGUMENTS = {
    "robot": ("humanoid", "A shipped robot, or the path of a rig file."),
    "device": ("twin", "`twin`, the robot's serial port, or `buses`: the ports its rig names."),
    "urdf": ("", "URDF for robot_description. Empty: the robot's own."),
    "namespace": ("", "Of the node and all its topics but /diagnostics."),
    "extraversion": ("0.5", "Persona, 0 to 1; 0.5 is as authored."),
    "warmth": ("0.5", "Persona, 0 to 1."),
    "energy": ("0.5", "Persona, 0 to 1."),
    "realtime": ("false", "Ask that the robot's thread goes before all ordinary programs."),
    "record": ("", "MCAP file that topics are recorded into. Empty: none."),
    "autostart": ("true", "Configure and activate the node: the robot comes to life."),
}
TYPES = {"extraversion": float, "warmth": float, "energy": float, "realtime": bool}
OF_LAUNCH = ("namespace", "record", "autostart")


def generate_launch_description() -> LaunchDescription:
    """As the head of this file says; `--show-args` lists what can be set."""
    share = FindPackageShare("kinesics_ros")
    given = {
        name: ParameterValue(LaunchConfiguration(name), value_type=TYPES.get(name, str))
        for name in ARGUMENTS
        if name not in OF_LAUNCH
    }
    body = LifecycleNode(
        package="kinesics_ros",
        executable="body_node",
        name="body",
        namespace=LaunchConfiguration("namespace"),
        parameters=[PathJoinSubstitution([share, "config", "body.yaml"]), given],
        output="screen",
        sigterm_timeout="15",  # it parks the robot first
        sigkill_timeout="15",
    )
    recorded = IfCondition(PythonExpression(["'", LaunchConfiguration("record"), "' != ''"]))
    recorder = LifecycleNode(
        package="kinesics_ros",
        executable="recorder_node",
        name="recorder",
        namespace=LaunchConfiguration("namespace"),
        parameters=[{"path": ParameterValue(LaunchConfiguration("record"), value_type=str)}],
        output="screen",
        condition=recorded,
    )
    declared = [
        DeclareLaunchArgument(name, default_value=default, description=says)
        for name, (default, says) in ARGUMENTS.items()
    ]
    wanted = IfCondition(LaunchConfiguration("autostart"))
    return LaunchDescription(
        [*declared, recorder, *_begin(recorder, recorded), body, *_begin(body, wanted)]
    )


def _begin(node: LifecycleNode, condition: IfCondition) -> list[Action]:
    """Configure it, and activate it once it is."""
    return [
        RegisterEventHandler(
            OnStateTransition(
                target_lifecycle_node=node,
                start_state="configuring",
                goal_state="inactive",
                entities=[EmitEvent(event=_change(node, Transition.TRANSITION_ACTIVATE))],
            ),
            condition=condition,
        ),
        EmitEvent(event=_change(node, Transition.TRANSITION_CONFIGURE), condition=condition),
    ]


def _change(node: LifecycleNode, transition: int) -> ChangeState:
    return ChangeState(lifecycle_node_matcher=matches_action(node), transition_id=transition)
