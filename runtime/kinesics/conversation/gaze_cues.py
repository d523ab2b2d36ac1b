"""`Situation`: what the gaze network is told of a moment, as a row of numbers."""

from dataclasses import dataclass, replace
from math import exp, log
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kinesics.conversation.gaze_manner import FELT

__all__ = ["CUES", "LEAD_STEPS", "STATES", "STEP_NS", "Situation", "cue_row", "cue_rows"]

F32 = NDArray[np.float32]

STEP_NS = 40_000_000
"""25 rows a second."""

STATES = ("speaking", "listening", "thinking", "idle")
"""What one does; who is asleep is told as idle."""

LEAD_STEPS = 8
"""Events are decided so many steps, 0.32 s, after what they depend on was heard: motion is asked
for 0.44 s ahead, and speech is known 0.15 s ahead of when it is heard."""

CUES = (
    *STATES, "voice", "pause", "begun", "pitch", "level", "accent", "boundary", "partner",
    "partner_pause",
    *FELT, "extraversion", "warmth", "energy", "company", "others", "news",
    "at", "away", "turned", "moved", "blinked", "jump", "share",
)  # fmt: skip
"""The columns of a row, about -3..3 each."""

_LISTENS = STATES.index("listening")
_MOST_S = 20.0
_SOON_S = 0.1  # resolution of elapsed times
_FADES_S = 1.0
_JUMP_FADES_S = 0.12


@dataclass(frozen=True, slots=True, eq=False)
class Situation:
    """Of one moment, or (B,) of many; times that have passed are in seconds.

    What is heard and seen is that of the row's own time; what was done is all that is decided.
    """

    state: ArrayLike
    """Index in `STATES`."""
    voice: ArrayLike
    """0 or 1: whether the robot is heard now."""
    pause_s: ArrayLike
    """Since when it has not been heard, within its utterance."""
    begun_s: ArrayLike
    """Since when it speaks."""
    pitch_st: ArrayLike
    """Semitones above what its voice has of late; 0 where there is none."""
    level_db: ArrayLike
    """Alike."""
    accent: ArrayLike
    """0..1, as `Prosody.accent`, the largest in the row."""
    boundary: ArrayLike
    """0..1, as `Prosody.boundary`."""
    partner: ArrayLike
    """0..1: how surely the partner speaks."""
    partner_pause_s: ArrayLike
    """Since when the partner, who has spoken, does not; 0 while they do."""
    feelings: ArrayLike
    """(..., 7) as `felt`."""
    persona: ArrayLike
    """(..., 3) as `traits`."""
    company: ArrayLike
    """0 or 1: whether somebody is there."""
    others: ArrayLike
    """How many persons and things there are besides."""
    news_s: ArrayLike
    """Since when one of them is there."""
    at: ArrayLike
    """0 or 1: whether the partner is looked at."""
    away: ArrayLike
    """0 or 1: whether the partner is looked away from; alone it is neither."""
    turned_s: ArrayLike
    """Since when it is."""
    moved_s: ArrayLike
    """Since the eyes jumped."""
    jump_rad: ArrayLike
    """How far they jumped."""
    blinked_s: ArrayLike
    """Since the last blink began."""
    share: ArrayLike
    """0..1 of the last while in this state that went to the partner; 0.5 where nobody knows."""


def cue_row(now: Situation) -> list[float]:
    """The row of one moment, as `CUES`, of plain numbers; feelings and persona are lists."""
    return _columns(now, _Plain)


def cue_rows(now: Situation) -> F32:
    """(B, C) of many moments."""
    rows = np.empty((len(np.asarray(now.state)), len(CUES)), np.float32)
    many = replace(
        now,
        feelings=np.moveaxis(np.asarray(now.feelings), -1, 0),
        persona=np.moveaxis(np.asarray(now.persona), -1, 0),
    )
    for k, column in enumerate(_columns(many, _Arrays)):
        rows[:, k] = column
    return rows


class _Plain:
    """What the columns are made by, of plain numbers: a tenth of the time."""

    exp, log = staticmethod(exp), staticmethod(log)

    @staticmethod
    def within(value: float, low: float, high: float) -> float:
        return min(max(value, low), high)


class _Arrays:
    """The same of arrays."""

    exp, log, within = staticmethod(np.exp), staticmethod(np.log), staticmethod(np.clip)


def _columns(now: Any, by: Any) -> list[Any]:
    speaks = now.state == 0
    return [
        *(1.0 * (now.state == one) for one in range(len(STATES))),
        now.voice,
        speaks * by.within(now.pause_s, 0.0, 1.5),
        speaks * _fading(now.begun_s, _FADES_S, by),
        by.within(now.pitch_st / 4.0, -2.0, 2.0),
        by.within(now.level_db / 8.0, -2.0, 2.0),
        now.accent,
        now.boundary,
        now.partner,
        (now.state == _LISTENS) * by.within(now.partner_pause_s, 0.0, 1.5),
        *now.feelings,
        *now.persona,
        now.company,
        by.within(now.others, 0.0, 3.0) / 3.0,
        _fading(now.news_s, _FADES_S, by),
        now.at,
        now.away,
        _elapsed(now.turned_s, by),
        _elapsed(now.moved_s, by),
        _elapsed(now.blinked_s, by),
        by.within(now.jump_rad, 0.0, 0.7) / 0.35 * _fading(now.moved_s, _JUMP_FADES_S, by),
        2.0 * now.share - 1.0,
    ]


def _elapsed(since_s: Any, by: Any) -> Any:
    """Fine for what has just been, coarse for what was long ago."""
    return by.log(by.within(since_s, 0.0, _MOST_S) + _SOON_S)


def _fading(since_s: Any, fades_s: float, by: Any) -> Any:
    return by.exp(-by.within(since_s / fades_s, 0.0, 30.0))
