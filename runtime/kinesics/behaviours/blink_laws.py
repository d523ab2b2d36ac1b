"""`BlinkLaws`: when and how people blink, as published."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import exp, log, radians
from pathlib import Path

import numpy as np

from kinesics.errors import AffectError
from kinesics.table import Table
from kinesics.toml import load_toml

__all__ = ["BlinkLaws", "Rate", "blink_laws"]

_DATA = Path(__file__).with_name("blinks.toml")


@dataclass(frozen=True, slots=True)
class Rate:
    """How often one blinks in a state [1/min]."""

    per_min: float
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class BlinkLaws:
    """What blinks.toml holds; times [s]."""

    rates: Mapping[str, Rate]
    sigma: float
    soonest_s: float
    close_s: float
    hold_s: float
    open_share: float
    """Opening takes so many times as long as closing."""
    partial: float
    """Share of blinks that do not close the eye."""
    partial_depth: tuple[float, float]
    partial_close_s: float
    shift_rad: tuple[float, float]
    shift_from_rad: float
    soon_s: float
    pause_s: float
    pause_soon_s: float
    emotions: Mapping[str, float]
    sleep_close_s: float
    sleep_open_s: float

    def per_min(self, state: str, mixture: Mapping[str, float], intensity: float) -> float:
        """Blinks a minute in a state and with what is felt, as far as people go."""
        rate = self.rates[state]
        felt = sum(share * (self.emotions.get(name, 1.0) - 1.0) for name, share in mixture.items())
        return min(max(rate.per_min * (1.0 + intensity * felt), rate.least), rate.most)

    def draw_s(self, random: np.random.Generator, per_min: float) -> float:
        """An interval between onsets [s]; of this many a minute in the mean."""
        middle = log(60.0 / per_min) - 0.5 * self.sigma**2
        interval_s = 0.0
        while interval_s < self.soonest_s:
            interval_s = exp(random.normal(middle, self.sigma))
        return float(interval_s)

    def evoked(self, size_rad: float) -> float:
        """How surely a gaze shift of this size comes with a blink, 0..1."""
        low, high = self.shift_rad
        return min(max((size_rad - low) / (high - low), 0.0), 1.0)


@lru_cache(maxsize=1)
def blink_laws() -> BlinkLaws:
    """The shipped laws."""
    table = Table(f"{_DATA.name}: ", load_toml(_DATA), AffectError)
    states = table.table("states")
    interval, shape, company, sleep = (
        table.table(name) for name in ("interval", "shape", "company", "sleep")
    )
    low_deg, high_deg = company.finites("shift_deg", 2, 0.0, 180.0)
    shallow, deep = shape.finites("partial_depth", 2, 0.0, 1.0)
    return BlinkLaws(
        rates={name: _rate(states.table(name)) for name in states.whole()},
        sigma=interval.number("sigma"),
        soonest_s=interval.number("soonest"),
        close_s=shape.number("close"),
        hold_s=shape.number("hold"),
        open_share=shape.number("open_share"),
        partial=shape.finite("partial", 0.0, 1.0),
        partial_depth=(shallow, deep),
        partial_close_s=shape.number("partial_close"),
        shift_rad=(radians(low_deg), radians(high_deg)),
        shift_from_rad=radians(company.number("from_deg")),
        soon_s=company.number("soon"),
        pause_s=company.number("pause"),
        pause_soon_s=company.number("pause_soon"),
        emotions=dict(table.free_table("emotions")),
        sleep_close_s=sleep.number("close"),
        sleep_open_s=sleep.number("open"),
    )


def _rate(table: Table) -> Rate:
    least, most = table.finites("range", 2, 0.0)
    return Rate(table.number("rate"), least, most)
