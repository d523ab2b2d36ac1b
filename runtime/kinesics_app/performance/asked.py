"""`Asked`: what a performance is asked to show besides its speech, and the sources of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from kinesics.affect.feeling import read_feeling, total_intensity
from kinesics.affect.plan import Plan
from kinesics.ports import Packet
from kinesics.signals import Feeling, TimedWord
from kinesics_app.character.dial_source import DialSetting, DialSource, read_dials
from kinesics_app.character.dial_words import spoken_dials
from kinesics_app.character.expressing import ExpressionSource, asked_plan
from kinesics_app.character.feeling_source import felt_from
from kinesics_app.tick.delays import TICK_MS

__all__ = ["Asked", "Source"]

Dials = tuple[Sequence[str], Sequence[str]]
"""Settings as typed, and the names that a character has."""

_FULL = 1.0 + 1e-9
_TICK_NS = round(TICK_MS * 1e6)


class Source(Protocol):
    """Brings packets when they are there."""

    def arrived(self, now_ns: int) -> Sequence[Packet]:
        """Every packet that has arrived by `now_ns` and was not yet taken."""


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What is felt, what the face does, and how strongly, all checked."""

    feeling: Feeling | None
    plan: Plan | None
    dials: tuple[DialSetting, ...]
    remarks: tuple[str, ...] = ()
    """What was not taken as it was typed, a sentence each."""

    @classmethod
    def read(
        cls, emotion: str | None, words: tuple[str | None, Path | None], dials: Dials
    ) -> "Asked":
        """What was typed: a feeling; a text to express, or the file of a plan; dials.

        Raises:
            KinesicsError: one of them cannot be used, with what would be right.
        """
        feeling = None if emotion is None else read_feeling(emotion, 0)
        plan, settings = asked_plan(*words), read_dials(*dials)
        told = () if plan is None else plan.remarks
        return cls(feeling, plan, settings, (*_remarks(emotion), *told))

    def spoken(self, words: Sequence[TimedWord], length_s: float) -> "Asked":
        """With dials by words turned when those are said, in a speech of `length_s`.

        Raises:
            TrackError: no words are known, or not this one.
        """
        return replace(self, dials=spoken_dials(self.dials, words, length_s))

    def sources(self, asked_ns: int, begin_ns: int, heard_t0_ns: int) -> list[Source]:
        """From the first tick on (plan and dials: of the speech), each dated `asked_ns` ahead."""
        sources: list[Source] = []
        if self.feeling is not None:
            sources.append(felt_from(begin_ns, self.feeling, asked_ns + _TICK_NS))
        if self.plan is not None:
            sources.append(ExpressionSource(self.plan, heard_t0_ns))
        dials = DialSource(
            self.dials, begin_ns=begin_ns, heard_t0_ns=heard_t0_ns, ahead_ns=asked_ns
        )
        return [*sources, dials]


def _remarks(emotion: str | None) -> tuple[str, ...]:
    total = 0.0 if emotion is None else total_intensity(emotion)
    if total <= _FULL:
        return ()
    return (
        f"the intensities of {emotion!r} sum to {total:.3g}, and no face shows more than 1: it is "
        "shown at 1, in the same shares",
    )
