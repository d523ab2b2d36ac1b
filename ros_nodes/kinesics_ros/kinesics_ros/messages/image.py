"""`shown_of`: what a picture on a topic is, for the process that looks at pictures."""

from collections.abc import Mapping
from typing import Any

from kinesics.errors import IntentError
from kinesics_app.eyes.shown import FILES, LAYOUTS
from kinesics_ros.messages.asked import Edge, Maps

__all__ = ["COMPRESSED", "IMAGE", "seen", "shown_of"]

IMAGE, COMPRESSED = "image", "image/compressed"

Shown = tuple[Any, dict[str, Any]]


def shown_of(topic: str, message: Any, info: Any, edge: Edge) -> Shown:
    """Bytes, and how they are laid out, of a sensor_msgs/Image or CompressedImage.

    `info`: the newest sensor_msgs/CameraInfo; None: none came.

    Raises:
        IntentError: an encoding that is not taken, or a stamp of another clock.
    """
    t_ns = edge.now.from_ns(message.header.stamp, edge.tolerance_s)
    how = {"t_ns": edge.now.robot_ns if t_ns is None else t_ns, **_lens(info)}
    if topic == COMPRESSED:
        return message.data, {**how, "encoding": _format(message.format)}
    if message.encoding not in LAYOUTS:
        raise IntentError(
            f"{topic}: encoding {message.encoding[:40]!r}; wanted {', '.join(LAYOUTS)}"
        )
    layout = {name: getattr(message, name) for name in ("encoding", "width", "height", "step")}
    return message.data, {**how, **layout}


def seen(message: Mapping[str, Any], edge: Edge) -> Maps:
    """Faces of a picture, as the process that looked at it told them."""
    return [dict(message)]


def _format(told: str) -> str:
    """`jpeg` or `png` of what image_transport writes, as `rgb8; jpeg compressed bgr8`."""
    words = told.lower().replace(";", " ").split()
    named = [word for word in words if word in FILES]
    if not named or "compresseddepth" in words:
        raise IntentError(f"{COMPRESSED}: format {told[:40]!r}; wanted jpeg or png")
    return named[0]


def _lens(info: Any) -> dict[str, Any]:
    """What is known of the lens; nothing, if the camera is not calibrated."""
    if info is None or not info.k[0] or not info.width or not info.height:
        return {}
    return {"k": [*map(float, info.k)], "k_size": [int(info.width), int(info.height)]}
