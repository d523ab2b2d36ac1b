"""`hello`: what a page is told first: the robot's parts, its looks, and what there is to press."""

from collections.abc import Mapping
from typing import Any

from kinesics.affect.vad import BASIC, MEANS
from kinesics.motion.channels import CHANNELS
from kinesics.rig.rig import Rig
from kinesics_app.life.snapshot import HEAD, STATE_NAMES
from kinesics_app.studio.figure import figure_of
from kinesics_app.studio.keeper import Place
from kinesics_bridge.wire.protocol import CONDITIONS

__all__ = ["hello"]

_CURVES = 4  # at first


def hello(place: Place, rig: Rig, *, can_speak: bool) -> Mapping[str, Any]:
    """Plain values by name."""
    return {
        "robot": rig.name,
        "joints": [
            {
                "name": joint.name,
                "unit": joint.unit,
                "low": joint.position_min,
                "high": joint.position_max,
            }
            for joint in rig.joints
        ],
        "channels": [
            {"name": one.name, "unit": one.unit, "low": one.low, "high": one.high}
            for one in CHANNELS
        ],
        "head_bytes": HEAD.size,
        "states": STATE_NAMES,
        "figure": figure_of(place.robot, rig),
        "emotions": [
            {"name": name, "valence": valence, "arousal": arousal}
            for name, (valence, arousal, _) in zip(BASIC, MEANS.tolist(), strict=True)
        ],
        "twin": place.twin,
        "conditions": [*CONDITIONS],
        "can_speak": can_speak,
        "watched": place.watched,
        "curves": [*rig.view.get("curves", rig.names)][:_CURVES],
    }
