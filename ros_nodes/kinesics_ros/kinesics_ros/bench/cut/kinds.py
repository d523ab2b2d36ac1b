"""`KINDS`: how a body lies on two hosts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kinesics_ros.bench.cut.voice import HOST

__all__ = ["KINDS", "PORT", "Kind"]

PORT = "{port}"
"""In parameters: the serial port of the robot."""
_STAMPS = f"stamps_of:={HOST}"
_SLACK = ("lead_ms:=200.0", "transport_ms:=300.0")  # where this runs is not idle


@dataclass(frozen=True, slots=True)
class Kind:
    """What is begun where; whoever speaks is there."""

    called: str
    here: Mapping[str, Sequence[str]]
    """Parameters of nodes by executable, each a process, in the order in which they are led."""
    there: Sequence[str] = ()
    """Executables, all in one process,"""
    parameters: Sequence[str] = ()
    """and theirs."""


KINDS = {
    "whole": Kind("body_node here", {"body_node": (f"device:={PORT}", _STAMPS)}),
    "parts": Kind(
        "mixer, bridge, gestures here, voice, expression, gaze there",
        {
            "bridge_node": (f"device:={PORT}",),
            "gesture_node": _SLACK,
            "mixer_node": ("device:=topics", _STAMPS, *_SLACK),
        },
        ("speech_node", "expression_node", "gaze_node"),
        _SLACK,
    ),
}
