"""`BreathLaws`: how often and how deep one breathes, at rest and in speech."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kinesics.errors import GestureError
from kinesics.table import Table
from kinesics.toml import load_toml

__all__ = ["BreathLaws", "breath_laws"]

_DATA = Path(__file__).with_name("breath.toml")


@dataclass(frozen=True, slots=True)
class BreathLaws:
    """What breath.toml holds; times [s], levels 0..1."""

    per_minute: Mapping[str, float]
    """By what the robot does."""
    depth: float
    varies: float
    inhale_share: float
    pause_s: float
    inhale_s: float
    full: float
    exhale_s: float
    spent: float
    short: float
    catch_s: float
    early_s: float


@cache
def breath_laws() -> BreathLaws:
    """The shipped laws."""
    table = Table(f"{_DATA.name}: ", load_toml(_DATA), GestureError)
    rates, speech = table.table("per_minute"), table.table("speech")
    laws = BreathLaws(
        per_minute={name: rates.number(name) for name in rates.whole()},
        depth=table.finite("depth", 0.0, 1.0),
        varies=table.finite("varies", 0.0, 0.3),
        inhale_share=table.finite("inhale_share", 0.1, 0.9),
        pause_s=speech.number("pause"),
        inhale_s=speech.number("inhale"),
        full=speech.finite("full", 0.0, 1.0),
        exhale_s=speech.number("exhale"),
        spent=speech.finite("spent", 0.0, 1.0),
        short=speech.finite("short", 0.0, 1.0),
        catch_s=speech.number("catch"),
        early_s=speech.not_negative("early"),
    )
    speech.done()
    table.done()
    return laws
