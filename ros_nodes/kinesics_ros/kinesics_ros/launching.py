"""What launch files are made of: nodes that are begun, and the parts of a body. Needs `launch`."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from launch.actions import DeclareLaunchArgument
from launch.conditions import IfCondition
from launch.substitutions import LaunchConfiguration, PathJoinSubstitution, PythonExpression
from launch_ros.actions import LifecycleNode
from launch_ros.parameter_descriptions import ParameterValue
from launch_ros.substitutions import FindPackageShare

__all__ = [
    "AS_WANTED",
    "COMMON",
    "declared",
    "device_of",
    "holders",
    "node",
    "parameter",
    "thinkers",
    "when",
]

Arguments = Mapping[str, tuple[str, ...]]
"""Default, description, and if others are refused what it may be, by name."""

COMMON: Arguments = {
    "robot": ("humanoid", "A shipped robot, or the path of a rig file."),
    "device": ("twin", "`twin`, `mujoco`, the robot's serial port, or `buses`: as its rig says."),
    "port": ("", "The robot's serial port: goes before `device`."),
    "urdf": ("", "URDF for robot_description. Empty: the robot's own."),
    "config": ("", "Configuration file of `kinesics run`, for what no argument here tells."),
    "namespace": ("", "Of the nodes and all their topics but /diagnostics."),
}
AS_WANTED: Arguments = {
    "nodes": (
        "composed",
        "`composed`: one process; `separate`: every part its own.",
        "composed",
        "separate",
    ),
    "record": ("", "MCAP file, or folder, for topics; what is there is kept. Empty: none."),
}
"""How a body is begun, whatever robot it has."""
_AGAIN_S = 2.0  # a thinker that died comes back; nothing that holds a robot does by itself


def declared(arguments: Arguments) -> list[Any]:
    """Launch arguments."""
    return [
        DeclareLaunchArgument(
            name,
            default_value=default,
            description=says,
            **({"choices": choices} if choices else {}),
        )
        for name, (default, says, *choices) in arguments.items()
    ]


def parameter(name: str, kind: type = str) -> Any:
    """A parameter that is a launch argument of the same name."""
    return ParameterValue(LaunchConfiguration(name), value_type=kind)


def configured() -> dict[str, Any]:
    """What every node but the recorder is given."""
    return {name: parameter(name) for name in ("robot", "config")}


def when(*words: str) -> Any:
    """A condition in Python; words that name launch arguments stand for their texts."""
    return PythonExpression([*_words(words)])


def device_of(*, far: str = "") -> Any:
    """What `device` of a body is: `port`, else `device`; `topics` where `far` holds.

    `far`: words of `when`, with a bar between them.
    """
    own = ("(", "port", " or ", "device", ")")
    words = ("'topics' if ", *far.split("|"), " else ", *own) if far else own
    return ParameterValue(PythonExpression([*_words(words)]), value_type=str)


def node(executable: Any, name: str, parameters: Sequence[Any], **more: Any) -> Any:
    """A lifecycle node of ours, in the namespace."""
    share = FindPackageShare("kinesics_ros")
    return LifecycleNode(
        package="kinesics_ros",
        executable=executable,
        name=name,
        namespace=LaunchConfiguration("namespace"),
        parameters=[PathJoinSubstitution([share, "config", "body.yaml"]), *parameters],
        output="screen",
        sigterm_timeout="15",  # it parks the robot first
        sigkill_timeout="15",
        **more,
    )


def thinkers(names: Iterable[str], condition: Any, **parameters: Any) -> list[Any]:
    """Nodes that think, by department; they come back by themselves.

    `condition`: of the nodes; `parameters` go beside what all parts are told.
    """
    given = {**configured(), **parameters}
    again = {"respawn": True, "respawn_delay": _AGAIN_S}
    return [node(f"{name}_node", name, [given], condition=condition, **again) for name in names]


def holders(condition: str, **parameters: Any) -> list[Any]:
    """sim_node for a twin, bridge_node for a robot, where `condition` holds; `parameters` as above.

    `condition`: words of `when`, with a bar between them.
    """
    twin = ("not ", "port", " and ", "device", " in ('twin', 'mujoco')")
    words = condition.split("|")
    sim = IfCondition(when(*words, " and ", *twin))
    bridge = IfCondition(when(*words, " and not (", *twin, ")"))
    given = {**configured(), "device": device_of(), **parameters}
    return [
        node("sim_node", "sim", [given], condition=sim),
        node("bridge_node", "bridge", [given], condition=bridge),
    ]


def _words(words: Iterable[str]) -> Iterable[Any]:
    """Text by text; a bare name is the launch argument of that name, as a text of Python."""
    for word in words:
        if word.isidentifier():
            yield from ("'", LaunchConfiguration(word), "'")
        else:
            yield word
