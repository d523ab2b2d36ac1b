"""`StanceLaws`: how a body is held, sways and shifts its weight in each state."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import radians
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kinesics.conversation.gaze_laws import Dwell
from kinesics.errors import GestureError
from kinesics.table import Table
from kinesics.toml import load_toml

__all__ = ["BODY", "Held", "StanceLaws", "in_body", "stance_laws"]

F64 = NDArray[np.float64]

BODY = ("torso_yaw", "torso_pitch", "torso_roll", "head_yaw", "head_pitch", "head_roll")
"""The channels of a stance, (K,)."""

_DATA = Path(__file__).with_name("stance.toml")


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """Of one state."""

    sway: float
    """Gain of the sway."""
    shifts: float
    """How often weight is shifted, against an idle robot."""
    enter_s: float
    body: F64
    """(K,) [rad]"""
    side: F64
    """(K,) what is added, to the left or to the right [rad]."""


@dataclass(frozen=True, slots=True, eq=False)
class StanceLaws:
    """What stance.toml holds."""

    periods_s: tuple[float, ...]
    sway: F64
    """(K,) standard deviations [rad]."""
    every: Dwell
    takes_s: tuple[float, float]
    shift: F64
    """(K,) standard deviations [rad]."""
    turns_back: float
    """How often a shift goes to the other side, in each channel."""
    pause_s: float
    phrase: float
    turn: float
    states: Mapping[str, Held]
    wakes_s: float


@cache
def stance_laws() -> StanceLaws:
    """The shipped laws."""
    table = Table(f"{_DATA.name}: ", load_toml(_DATA), GestureError)
    sway, shifts, states = (table.table(name) for name in ("sway", "shifts", "states"))
    mean_s, sd_s = shifts.finites("every", 2, 0.0)
    least_s, most_s = shifts.finites("takes", 2, 0.1, 10.0)
    return StanceLaws(
        periods_s=sway.finites("periods", 2, 0.5, 60.0),
        sway=_body(sway, "deg"),
        every=Dwell(mean_s, sd_s),
        takes_s=(least_s, most_s),
        shift=_body(shifts, "deg"),
        turns_back=shifts.finite("turns_back", 0.0, 1.0),
        pause_s=shifts.number("pause"),
        phrase=shifts.finite("phrase", 0.0, 1.0),
        turn=shifts.finite("turn", 0.0, 1.0),
        states={name: _held(states.table(name)) for name in states.whole()},
        wakes_s=table.table("waking").number("takes"),
    )


def in_body(values: Mapping[str, float]) -> F64:
    """(K,) of channels by name; those that are none of `BODY` are left away."""
    return np.array([values.get(name, 0.0) for name in BODY])


def _held(table: Table) -> Held:
    held = Held(
        sway=table.not_negative("sway"),
        shifts=table.number("shifts"),
        enter_s=table.number("enter"),
        body=_body(table, "deg") if table.has("deg") else np.zeros(len(BODY)),
        side=_body(table, "side") if table.has("side") else np.zeros(len(BODY)),
    )
    table.done()
    return held


def _body(table: Table, key: str) -> F64:
    told = table.table(key)
    values = {name: radians(told.finite(name, -45.0, 45.0)) for name in BODY if told.has(name)}
    told.done()
    return in_body(values)
