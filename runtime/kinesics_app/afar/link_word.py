"""`LinkWord`: what whoever holds a robot tells a mixer elsewhere: all that a bridge would."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from kinesics.errors import BridgeError
from kinesics.signals import Telemetry
from kinesics_bridge.link.link import LinkHealth

__all__ = ["LinkWord", "word_map", "word_of"]

_TEXTS = ("robot", "state", "trouble", "arm_refusal")


@dataclass(frozen=True, slots=True, eq=False)
class LinkWord:
    """Told at every telemetry, and without any ten times a second."""

    robot: str
    table: int
    """Hash of the joint table."""
    state: str
    """Of the firmware; empty: no link."""
    trouble: str = ""
    """Why rows have no effect; empty: they have."""
    arm_refusal: str = ""
    conditions: Sequence[str] = ()
    counters: Mapping[str, int] = field(default_factory=dict)
    health: LinkHealth | None = None
    telemetry: Telemetry | None = None


def word_map(word: LinkWord) -> dict[str, Any]:
    """Plain values by name, for JSON."""
    told = word.telemetry
    return {
        **{name: getattr(word, name) for name in (*_TEXTS, "table")},
        "conditions": [*word.conditions],
        "counters": dict(word.counters),
        "health": None if word.health is None else [*map(float, word.health)],
        "telemetry": None
        if told is None
        else {
            "t_ns": told.t_ns,
            "state": told.state,
            "played": told.played.tolist(),
            "measured": told.measured.tolist(),
        },
    }


def word_of(read: Mapping[str, Any], joints: int, ahead_ns: int) -> LinkWord:
    """The word in a map, of a robot of so many joints; dates are moved by `ahead_ns`.

    Raises:
        BridgeError: it is none.
    """
    try:
        texts = {name: str(read[name]) for name in _TEXTS}
        counters = {str(name): int(count) for name, count in read["counters"].items()}
        health = read["health"]
        return LinkWord(
            **texts,
            table=int(read["table"]),
            conditions=tuple(map(str, read["conditions"])),
            counters=counters,
            health=None if health is None else LinkHealth(*map(float, health)),
            telemetry=_telemetry(read["telemetry"], joints, ahead_ns, counters),
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise BridgeError(f"no word of a robot: {type(error).__name__}: {error}") from None


def _telemetry(
    read: Mapping[str, Any] | None, joints: int, ahead_ns: int, counters: Mapping[str, int]
) -> Telemetry | None:
    if read is None:
        return None
    played, measured = (np.array(read[name], np.float64) for name in ("played", "measured"))
    if played.shape != (joints,) or measured.shape != (joints,):
        raise ValueError(f"{played.shape} joints; wanted {joints}")
    if not (np.isfinite(played).all() and np.isfinite(measured).all()):
        raise ValueError("a joint is nowhere")
    return Telemetry(int(read["t_ns"]) + ahead_ns, str(read["state"]), played, measured, counters)
