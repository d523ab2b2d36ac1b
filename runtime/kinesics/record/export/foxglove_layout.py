"""`foxglove_layout`: how Foxglove shows a recording: plots of channels and joints, diagnostics."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from kinesics.errors import RecordError
from kinesics.record.intake_file import TOPIC as TRACKS_TOPIC
from kinesics.record.mcap_file import (
    CHANNELS_TOPIC,
    DIAGNOSTICS_TOPIC,
    JOINT_STREAMS,
    JOINTS_TOPIC,
    Stream,
    read_mcap,
)

__all__ = ["foxglove_layout"]

_CURVES = 4
"""Joints that are drawn: those that travel furthest."""
_SHOWN = {
    "mouth": ("jawOpen", "mouthClose", "mouthFunnel", "mouthPucker"),
    "face": ("browInnerUp", "mouthSmileLeft", "eyeBlinkLeft", "cheekSquintLeft"),
    "gaze": ("gaze_yaw", "gaze_pitch", "head_yaw", "head_pitch"),
}
"""Plots of channels, by title."""

Panel = tuple[str, dict[str, Any]]
"""Its name in Foxglove, `TYPE!id`, and its settings."""


def foxglove_layout(path: Path) -> bytes:
    """A layout for the motion.mcap at `path`, and any other of the same robot.

    Messages hold values by position, so what a plot shows is told by the recording.

    Raises:
        RecordError: not a motion.mcap of kinesics.
    """
    streams = read_mcap(path)
    if not {"channels", "asked"} <= streams.keys():
        raise RecordError(f"{path}: no channels and joints in it; wanted a motion.mcap")
    channels = [_plot(f"channels-{title}", title, paths) for title, paths in _expressed(streams)]
    joints = [_plot(f"joint-{name}", name, paths) for name, paths in _joints(streams)]
    others: list[Panel] = [
        ("DiagnosticSummary!kinesics", {"topicToRender": DIAGNOSTICS_TOPIC}),
        ("RawMessages!tracks", {"topicPath": TRACKS_TOPIC}),
    ]
    columns = [_stacked([name for name, _ in column]) for column in (channels, joints, others)]
    document = {
        "configById": dict([*channels, *joints, *others]),
        "globalVariables": {},
        "userNodes": {},
        "playbackConfig": {"speed": 1},
        "layout": _side_by_side(columns),
    }
    return (json.dumps(document, indent=1) + "\n").encode()


def _expressed(streams: dict[str, Stream]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Title, and path and label of each curve, of the plots of channels."""
    names = streams["channels"].names
    for title, wanted in _SHOWN.items():
        shown = [name for name in wanted if name in names]
        if shown:
            yield title, [(_at(CHANNELS_TOPIC, names.index(name)), name) for name in shown]


def _joints(streams: dict[str, Stream]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The same of the plots of joints, at every stage that the recording has."""
    asked = streams["asked"]
    travelled = np.nansum(np.abs(np.diff(asked.values, axis=0)), axis=0)
    for column in np.argsort(-travelled, kind="stable")[:_CURVES].tolist():
        yield (
            asked.names[column],
            [(_at(JOINTS_TOPIC + one, column), one) for one in JOINT_STREAMS if one in streams],
        )


def _at(topic: str, column: int) -> str:
    """Foxglove's path to one value of a JointState."""
    return f"{topic}.position[{column}]"


def _plot(ident: str, title: str, paths: Sequence[tuple[str, str]]) -> Panel:
    return f"Plot!{ident}", {
        "title": title,
        "paths": [
            {
                "value": path,
                "label": label,
                "enabled": True,
                "timestampMethod": "receiveTime",
            }
            for path, label in paths
        ],
        "xAxisVal": "timestamp",
        "showLegend": True,
        "legendDisplay": "floating",
        "isSynced": True,
    }


def _stacked(names: Sequence[str]) -> Any:
    """One above the other, each as high as the others."""
    return _split(names, "column")


def _side_by_side(parts: Sequence[Any]) -> Any:
    return _split(parts, "row")


def _split(parts: Sequence[Any], direction: str) -> Any:
    if len(parts) == 1:
        return parts[0]
    return {
        "direction": direction,
        "first": parts[0],
        "second": _split(parts[1:], direction),
        "splitPercentage": 100.0 / len(parts),
    }
