"""`absent`: packages that are not installed here, and what nodes do without them."""

from collections.abc import Callable, Mapping
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
"""What nodes have besides standard messages, by the package that it needs."""


def absent(find: Callable[[str], Any] = find_spec) -> str:
    """Which there is nothing of here, in words; empty: there is all."""
    missing = [f"{name} ({what})" for name, what in RICHER.items() if find(name) is None]
    return f"not installed, so not there: {'; '.join(missing)}" if missing else ""
