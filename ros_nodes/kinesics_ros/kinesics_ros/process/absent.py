"""`absent`: packages that are not installed here, and what nodes do without them."""

from collections.abc import Callable, Collection, Mapping
from importlib.util import find_spec
from typing import Any

__all__ = ["RICHER", "absent"]

RICHER: Mapping[str, str] = {
    "kinesics_interfaces": "actions, set_persona, track",
    "control_msgs": "~/follow_joint_trajectory",
    "tf2_msgs": "/tf, /tf_static",
    "hri_msgs": "expression, humans/faces/tracked, facs",
    "hri_actions_msgs": "intents, look_at_with_style",
    "audio_common_msgs": "speech_audio, microphone_audio",
}
"""What a body has besides standard messages, by the package that it needs."""

_OF: Mapping[str, Mapping[str, str]] = {
    "body_node": RICHER,
    "mixer_node": RICHER,
    "speech_node": {"kinesics_interfaces": "the action say", "audio_common_msgs": "speech_audio"},
    "perception_node": {"audio_common_msgs": "microphone_audio"},
}


def absent(nodes: Collection[str], find: Callable[[str], Any] = find_spec) -> str:
    """Which there is nothing of here that these executables would use, in words.

    Empty: there is all, as for a node that has nothing besides standard messages.
    """
    wanted: dict[str, str] = {}
    for of in sorted((_OF.get(name, {}) for name in nodes), key=len):
        wanted |= of
    missing = [f"{name} ({what})" for name, what in wanted.items() if find(name) is None]
    return f"not installed, so not there: {'; '.join(missing)}" if missing else ""
