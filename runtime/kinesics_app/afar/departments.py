"""Departments: which behaviours and analysers think together, away from the mixer."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kinesics.signals import Cease, Say
from kinesics_app.character.character import Character

__all__ = ["DEPARTMENTS", "Department", "department_of", "of_department"]


@dataclass(frozen=True, slots=True)
class Department:
    """One of them, by names of `Character`."""

    sources: tuple[str, ...]
    """Behaviours, by the layers that their tracks enter."""
    analysers: tuple[str, ...]
    hears: tuple[type, ...] = ()
    """Packets that it takes from others; empty: all. Nobody else speaks to a mouth."""

    @property
    def thinks(self) -> tuple[str, ...]:
        """All of them."""
        return (*self.sources, *self.analysers)


DEPARTMENTS: Mapping[str, Department] = {
    "speech": Department(
        ("speech",),
        ("prosody", "gesture-sense", "loudness", "voice-affect", "text-affect"),
        hears=(Say, Cease),
    ),
    "expression": Department(("brows", "emotion"), ("feelings",)),
    "gaze": Department(("gaze", "blink"), ("attention",)),
    "gesture": Department(("breathing", "stance", "gesture", "clips", "head", "signs"), ()),
}
"""Every behaviour and every analyser of a character is of one (tested)."""


def department_of(source: str) -> str:
    """Whose a behaviour or an analyser is; empty: nobody's."""
    for name, one in DEPARTMENTS.items():
        if source in one.sources or source in one.analysers:
            return name
    return ""


def of_department(character: Character, name: str) -> Character:
    """What of a character thinks in this department; arms that it does not move are left out."""
    own = DEPARTMENTS[name]
    parts = [part for part in character.parts if part[0].source in own.sources]
    behaviours = [behaviour for _, behaviour in parts]
    return replace(
        character,
        parts=parts,
        analysers=[one for one in character.analysers if one.name in own.analysers],
        skills=(),
        arms=[one for one in character.arms if one in behaviours],
    )
