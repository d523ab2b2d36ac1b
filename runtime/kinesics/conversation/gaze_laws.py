"""`GazeLaws`: how long, how far and whereto people look, as published; drawn by chance."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import exp, log, radians, sqrt
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kinesics.errors import IntentError
from kinesics.table import Table
from kinesics.toml import load_toml

__all__ = ["Dwell", "GazeLaws", "StateLaw", "direction_rad", "gaze_laws", "share_beyond"]

F64 = NDArray[np.float64]

_DATA = Path(__file__).with_name("attention.toml")


@dataclass(frozen=True, slots=True)
class Dwell:
    """A time that is log-normal, told by its mean and standard deviation [s]."""

    mean_s: float
    sd_s: float

    def draw(self, random: np.random.Generator) -> float:
        """One such time [s]."""
        spread = log(1.0 + (self.sd_s / self.mean_s) ** 2)
        middle = log(self.mean_s) - 0.5 * spread
        return float(exp(random.normal(middle, sqrt(spread))))


@dataclass(frozen=True, slots=True)
class StateLaw:
    """Of one state of a conversation."""

    share: float
    """0..1 of the time at the partner."""
    away: Dwell
    farthest_rad: float


@dataclass(frozen=True, slots=True)
class GazeLaws:
    """What attention.toml holds."""

    states: Mapping[str, StateLaw]
    begins_away: float
    begin_away: Dwell
    pause_s: float
    pause_away: float
    floor_away: Dwell
    yields_before_end_s: float
    scale_rad: float
    shape: float
    most: float
    directions: tuple[float, ...]
    """Shares of the directions right, right up, up, ..., which sum to 1."""
    averts_from_rad: float
    places_m: tuple[tuple[float, float], ...]
    """To the left and up from between the eyes."""
    place_shares: tuple[float, ...]
    face_dwell: Dwell
    elsewhere: Dwell
    others: float
    news_s: float
    news_look: Dwell
    alone: Dwell
    returns: float
    middle_rad: float
    widest_rad: tuple[float, float]
    """Yaw and pitch within which somebody who is alone looks about."""

    def size_rad(self, random: np.random.Generator, least_rad: float, farthest_rad: float) -> float:
        """A saccade's size by its law, given that it is within these."""
        share = random.uniform(share_beyond(self, farthest_rad), share_beyond(self, least_rad))
        return float(-self.scale_rad * log(share * self.most / self.shape))

    def direction_rad(self, random: np.random.Generator, down: float = 0.0) -> float:
        """An angle by the table: 0 is right, π/2 up; anywhere within the table's step."""
        return direction_rad(random, self.direction_shares(down))

    def direction_shares(self, down: ArrayLike = 0.0) -> F64:
        """(..., 8) shares of the directions, `down` (...) times e^-sin likelier."""
        rising = np.sin(radians(45.0) * np.arange(len(self.directions)))
        shares = np.array(self.directions) * np.exp(-np.multiply.outer(down, rising))
        told: F64 = shares / shares.sum(axis=-1, keepdims=True)
        return told


def direction_rad(random: np.random.Generator, shares: F64) -> float:
    """An angle of shares (8,) of right, right up, up, ...: 0 is right, π/2 up."""
    step = int(random.choice(len(shares), p=shares))
    return radians(45.0) * (step + float(random.uniform(-0.5, 0.5)))


def share_beyond(laws: GazeLaws, size_rad: float) -> float:
    """Share of saccades that are larger than `size_rad`, without a largest one."""
    return float(min(laws.shape * exp(-size_rad / laws.scale_rad) / laws.most, 1.0))


@lru_cache(maxsize=1)
def gaze_laws() -> GazeLaws:
    """The shipped laws."""
    table = Table(f"{_DATA.name}: ", load_toml(_DATA), IntentError)
    states = table.table("states")
    turns, saccades = table.table("turns"), table.table("saccades")
    face, elsewhere, alone = (table.table(name) for name in ("face", "elsewhere", "alone"))
    directions = np.array(saccades.finites("directions", 8, 0.0, 100.0))
    widest = alone.finites("widest_deg", 2, 0.0, 90.0)
    shares = face.finites("shares", 3, 0.0, 1.0)
    return GazeLaws(
        states={name: _state(states.table(name)) for name in states.whole()},
        begins_away=turns.finite("begins_away", 0.0, 1.0),
        begin_away=_dwell(turns, "begin_away"),
        pause_s=turns.number("pause_s"),
        pause_away=turns.finite("pause_away", 0.0, 1.0),
        floor_away=_dwell(turns, "floor_away"),
        yields_before_end_s=turns.number("yields_before_end_s"),
        scale_rad=radians(saccades.number("scale_deg")),
        shape=saccades.number("shape"),
        most=saccades.number("most"),
        directions=tuple((directions / directions.sum()).tolist()),
        averts_from_rad=radians(saccades.number("averts_from_deg")),
        places_m=tuple((x, y) for x, y in face.value("places_m")),
        place_shares=tuple(share / sum(shares) for share in shares),
        face_dwell=_dwell(face, "dwell"),
        elsewhere=_dwell(elsewhere, "dwell"),
        others=elsewhere.finite("others", 0.0, 1.0),
        news_s=elsewhere.number("news_s"),
        news_look=_dwell(elsewhere, "news_look"),
        alone=_dwell(alone, "dwell"),
        returns=alone.finite("returns", 0.0, 1.0),
        middle_rad=radians(alone.number("middle_deg")),
        widest_rad=(radians(widest[0]), radians(widest[1])),
    )


def _state(table: Table) -> StateLaw:
    return StateLaw(
        table.finite("share", 0.0, 1.0),
        _dwell(table, "away"),
        radians(table.number("farthest")),
    )


def _dwell(table: Table, key: str) -> Dwell:
    mean_s, sd_s = table.finites(key, 2, 0.0)
    return Dwell(mean_s, sd_s)
