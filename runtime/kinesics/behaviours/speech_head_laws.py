"""`HeadLaws`: how head and torso keep company with speech, as published."""

from dataclasses import dataclass
from functools import cache
from math import radians
from pathlib import Path

from kinesics.errors import GestureError
from kinesics.table import Table
from kinesics.toml import load_toml

__all__ = ["HeadLaws", "NodLaw", "PhraseLaw", "PitchLaw", "head_laws"]

_DATA = Path(__file__).with_name("speech_head.toml")

Axes = tuple[float, float, float]
"""Yaw, pitch, roll."""


@dataclass(frozen=True, slots=True)
class NodLaw:
    """Of the head on accents; times [s]."""

    accent_from: float
    soonest_s: float
    deep_rad: float
    per_semitone: float
    most_semitones: float
    apex_s: float
    late_apex_s: float
    back_s: float
    aside: float
    strong_from: float
    strong: float

    def size(self, accent: float, above_st: float) -> float:
        """Of a nod, 1 for a certain accent at the voice's own pitch; `above_st` semitones above."""
        above = min(max(above_st, 0.0), self.most_semitones)
        emphasis = self.strong if accent >= self.strong_from else 1.0
        return accent * emphasis * (1.0 + self.per_semitone * above)


@dataclass(frozen=True, slots=True)
class PitchLaw:
    """Of the head that rises with the voice."""

    rad_per_semitone: float
    most_semitones: float
    hz: float
    register_s: float


@dataclass(frozen=True, slots=True)
class PhraseLaw:
    """Of shifts at the bounds of phrases; times [s]."""

    boundary: float
    long_s: float
    wide_rad: Axes
    medium_rad: Axes
    lowers_rad: float
    turns_back: float
    wide_hz: float
    medium_hz: float
    early_s: float


@dataclass(frozen=True, slots=True)
class HeadLaws:
    """What speech_head.toml holds."""

    nods: NodLaw
    pitch: PitchLaw
    phrases: PhraseLaw
    torso_share: Axes
    torso_hz: float


@cache
def head_laws() -> HeadLaws:
    """The shipped laws."""
    table = Table(f"{_DATA.name}: ", load_toml(_DATA), GestureError)
    torso = table.table("torso")
    laws = HeadLaws(
        _nods(table.table("nods")),
        _pitch(table.table("pitch")),
        _phrases(table.table("phrases")),
        _axes(torso, "share"),
        torso.number("hz"),
    )
    torso.done()
    table.done()
    return laws


def _nods(table: Table) -> NodLaw:
    law = NodLaw(
        accent_from=table.finite("from", 0.0, 1.0),
        soonest_s=table.number("soonest"),
        deep_rad=radians(table.number("deep")),
        per_semitone=table.not_negative("per_semitone"),
        most_semitones=table.number("most_semitones"),
        apex_s=table.number("apex"),
        late_apex_s=table.number("late_apex"),
        back_s=table.number("back"),
        aside=table.not_negative("aside"),
        strong_from=table.finite("strong_from", 0.0, 1.0),
        strong=table.number("strong"),
    )
    table.done()
    return law


def _pitch(table: Table) -> PitchLaw:
    law = PitchLaw(
        radians(table.not_negative("deg_per_semitone")),
        table.number("most_semitones"),
        table.number("hz"),
        table.number("register"),
    )
    table.done()
    return law


def _phrases(table: Table) -> PhraseLaw:
    law = PhraseLaw(
        boundary=table.finite("boundary", 0.0, 1.0),
        long_s=table.number("long"),
        wide_rad=_degrees(table, "wide"),
        medium_rad=_degrees(table, "medium"),
        lowers_rad=radians(table.not_negative("lowers")),
        turns_back=table.finite("turns_back", 0.0, 1.0),
        wide_hz=table.number("wide_hz"),
        medium_hz=table.number("medium_hz"),
        early_s=table.not_negative("early"),
    )
    table.done()
    return law


def _degrees(table: Table, key: str) -> Axes:
    yaw, pitch, roll = _axes(table, key)
    return radians(yaw), radians(pitch), radians(roll)


def _axes(table: Table, key: str) -> Axes:
    yaw, pitch, roll = table.finites(key, 3, 0.0, 45.0)
    return yaw, pitch, roll
