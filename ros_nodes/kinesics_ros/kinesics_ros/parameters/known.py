"""`PARAMETERS`: what can be set on nodes: the settings of a life, and ROS's own."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from kinesics.errors import ConfigError
from kinesics_app.settings.run_request import RunRequest
from kinesics_app.settings.setting import SETTINGS, Setting, read_settings

__all__ = [
    "AFAR",
    "AT_START",
    "FAR_DEVICE",
    "FIXED",
    "HOLDING",
    "LATER",
    "MIXING",
    "NOT_HERE",
    "OF_A_LIFE",
    "PACE",
    "PARAMETERS",
    "PERCEIVING",
    "PERSONA",
    "RECORDING",
    "THINKING",
    "ParameterError",
    "check",
    "check_head",
    "request_of",
    "strange_parameters",
]

PERSONA = ("extraversion", "warmth", "energy")
FIXED = ("say_command", "autostart")
"""Whoever starts a node sets them, nobody on the network: a command is run, a beginning is over."""
FAR_DEVICE = "topics"
"""The `device` of a mixer whose robot is another node's."""
PACE = frozenset(("joint_state_rate_hz", "planned_rate_hz", "tell_rows"))
"""What decides how often joints are told."""

_OF_THINKING = (
    *("robot", "lead_ms", "lookahead_ms", "seed", "backend"),
    *("gaze", "loudness", "affect", "emotion", "say_command", "config", "autostart"),
    *("gestures", "gaze_model", "gesture_model", "mouth_model"),
)
_STUDIO = ("studio", "studio_port", "studio_host", "studio_token")
_KEPT = ("record", "recording_mb", "recording_days")
_CAMERA = ("camera", "camera_delay_ms")
_LOOKED_BY = ("camera_rate_hz", "face_model")
_LIVE_HERE = ("gaze", *_LOOKED_BY)
"""Settings that act at once here, and not in a run: what has to be opened is, but not in a tick."""
_MICROPHONE = ("microphone", "microphone_delay_ms", "barge_in")
_SOUND = ("sound", "av_trim_ms", "reference")
NOT_HERE = ("socket", "web_port", *_SOUND, *_STUDIO, *_KEPT, *_CAMERA, *_MICROPHONE)
"""Settings that no node has: it is asked over ROS and plays nothing; cameras and microphones are
other nodes, and bags are recorder_node's."""
_AS_TEXT = {
    name: replace(setting, type=str, default="")  # an empty list has no type in ROS
    for name, setting in SETTINGS.items()
    if setting.type is tuple
}
_OTHERWISE = (*PERSONA, "emotion", *_AS_TEXT)
"""Settings that a run is told in another form."""
_MOUTH = "speech_face"
_USUAL = 0.5  # of a persona: as authored


LATER = "takes effect at the next configure"
"""What is told of all but those that `reloads`: these act while the robot lives, over ROS too."""
AT_START = "read-only: told when the node is started"
"""What is told of those that are `FIXED`."""


class ParameterError(ConfigError):
    """A parameter cannot be set now."""


PARAMETERS: Mapping[str, Setting] = {
    **{name: setting for name, setting in SETTINGS.items() if name not in NOT_HERE},
    **{name: replace(SETTINGS[name], reloads=True) for name in _LIVE_HERE},
    **_AS_TEXT,
    **read_settings(Path(__file__).with_name("parameters.toml")),
}
"""Of body_node, by name."""
OF_A_LIFE = frozenset(name for name in PARAMETERS if name in SETTINGS) - {*_LOOKED_BY}
"""What the robot itself is told."""
AFAR: Mapping[str, Setting] = read_settings(Path(__file__).with_name("afar.toml"))
"""Of nodes that are parts of a body."""
MIXING: Mapping[str, Setting] = {
    **AFAR,
    **read_settings(Path(__file__).with_name("mixing.toml")),
}
"""Of mixer_node, beside those of body_node."""
THINKING: Mapping[str, Setting] = {
    **{name: PARAMETERS[name] for name in _OF_THINKING},
    **AFAR,
}
"""Of the nodes that think; the robot's own are to be told to all of them alike."""
HOLDING: dict[str, Setting] = {
    name: PARAMETERS[name] for name in ("robot", "device", "config", "autostart")
}
"""Of the nodes that hold a robot for a mixer."""
PERCEIVING: dict[str, Setting] = {
    name: PARAMETERS[name]
    for name in ("robot", *_LOOKED_BY, "stamp_tolerance_s", "config", "autostart")
}
"""Of perception_node."""
RECORDING: Mapping[str, Setting] = {
    **read_settings(Path(__file__).with_name("recording.toml")),
    "autostart": PARAMETERS["autostart"],
}
"""Of recorder_node."""
_ALL: Mapping[str, Setting] = {**PARAMETERS, **MIXING, **RECORDING}
"""Of all nodes: files of parameters are for several."""
_OF_RCLPY = ("use_sim_time", "start_type_description_service")


def strange_parameters(names: Iterable[str]) -> list[str]:
    """What is to be said of names that no node of ours has as a parameter."""
    found = []
    for name in sorted(set(names) - set(_ALL) - set(_OF_RCLPY)):
        if "." not in name:  # as qos_overrides of rclpy has them
            near = get_close_matches(name, _ALL, n=2, cutoff=0.5)
            nearest = f"; nearest: {', '.join(near)}" if near else ""
            found.append(f"no parameter {name!r}{nearest}")
    return found


def check(
    name: str, value: Any, *, configured: bool, of: Mapping[str, Setting] | None = None
) -> None:
    """Whether a parameter may be set to `value`; names that are not ours may.

    `of`: the node's own, by name; otherwise all that any node has.

    Raises:
        ConfigError: with what would be right.
    """
    setting = (_ALL if of is None else of).get(name)
    if setting is None:
        return
    if setting.type is tuple and isinstance(value, list):  # as a service brings texts
        value = tuple(value)
    if type(value) is not setting.type:  # ROS is strict: 100 is no 100.0
        wanted = "list of texts" if setting.type is tuple else setting.type.__name__
        raise ParameterError(f"{name} is a {type(value).__name__}; wanted a {wanted}")
    setting.checked(value)
    if configured and not setting.reloads:
        raise ParameterError(f"{name} {LATER}: deactivate and clean the node up first")


def check_head(values: Mapping[str, Any]) -> None:
    """Whether the mouth's network hears so much of the future; fine where there is no mouth.

    Raises:
        KinesicsError: not that much, with what it has; or its card cannot be read.
    """
    if "lookahead_ms" not in values:
        return
    from kinesics_app.character.own_card import own_card  # which a node that thinks not needs not

    has = own_card(_MOUTH, values.get("mouth_model", "")).lookaheads_ms
    wanted = values["lookahead_ms"]
    if wanted not in has:
        told = ", ".join(map(str, has))
        raise ParameterError(f"lookahead_ms is {wanted}; this mouth's network has {told} ms")


def request_of(values: Mapping[str, Any]) -> RunRequest:
    """The run that parameters ask for; what is not told is as usual."""
    told = {name: values[name] for name in PERSONA if values.get(name, _USUAL) != _USUAL}
    words: dict[str, Any] = {name: tuple(values.get(name, "").split()) for name in _AS_TEXT}
    return RunRequest(
        sound=False,
        persona=tuple(f"{name}={value:.6f}" for name, value in told.items()),
        emotion=values.get("emotion") or None,
        **words,
        **{
            name: values[name]
            for name in SETTINGS
            if name in values and name not in (*NOT_HERE, *_OTHERWISE)
        },
    )
