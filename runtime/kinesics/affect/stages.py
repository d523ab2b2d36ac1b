"""Stages: a text cut in time, and each stage into clauses."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from kinesics.affect.lexicon import Found

__all__ = ["Clause", "Stage", "clauses_of", "stages_of"]

_EXPRESSIVE = ("show", "part", "manner")


@dataclass(slots=True)
class Stage:
    """Words that are of one time."""

    items: list[Found] = field(default_factory=list)
    ease_s: float = 0.0
    hold_s: float | None = None
    ends: bool = False
    """It goes away by itself."""
    grows: bool = False
    tempo: float = 1.0
    energy: float = 1.0

    @property
    def says_something(self) -> bool:
        """Whether any word so far can be seen on a face."""
        return any(_expressive(item) for item in self.items)


def _expressive(item: Found) -> bool:
    kinds = set(item.senses)
    return "manner" in kinds or ("filler" not in kinds and not kinds.isdisjoint(_EXPRESSIVE))


def stages_of(items: Sequence[Found]) -> list[Stage]:
    """The text in order of time; words of time are taken out."""
    stages, swap, comma, going = [Stage()], False, False, False
    for i, item in enumerate(items):
        stage, ahead = stages[-1], items[i + 1 :]
        if (
            _is_then(item, ahead)
            or (going and item.text == "to")
            or (comma and "break" in item.senses)
        ):
            comma = going = False
            if stage.says_something:
                stages.append(Stage())
        elif "after" in item.senses:
            swap, comma = stage.says_something, not stage.says_something
            if swap:
                stages.append(Stage())
        elif "from" in item.senses and "to" in [one.text for one in ahead]:
            going = True
        else:
            _take(stage, item, ahead)
    if swap and len(stages) == 2:
        stages.reverse()
    return [stage for stage in stages if stage.items or stage.ends]


def _is_then(item: Found, ahead: Sequence[Found]) -> bool:
    if "then" not in item.senses:
        return False
    if "manner" not in item.senses and "part" not in item.senses and "show" not in item.senses:
        return True
    nearby = [one.senses for one in ahead[:3]]
    return any("show" in one and "manner" not in one for one in nearby) and not any(
        "part" in one for one in nearby[:1]
    )


def _take(stage: Stage, item: Found, ahead: Sequence[Found]) -> None:
    """Put a word into a stage, or let it say how the stage goes."""
    senses = item.senses
    if _is_end(stage, item):
        stage.ends = True
        return
    if "show" not in senses:
        _time(stage, item, ahead)
    if "style" in senses:
        stage.tempo *= senses["style"]["tempo"]
        stage.energy *= senses["style"]["energy"]
    stage.items.append(item)


def _is_end(stage: Stage, item: Found) -> bool:
    """Whether a word says that what is shown goes: "the smile drops", but not "the jaw drops"."""
    senses = item.senses
    if "end" not in senses:
        return False
    if "manner" in senses and any("part" in one.senses for one in stage.items):
        return False
    return stage.says_something or not {"manner", "show"} & set(senses)


def _time(stage: Stage, item: Found, ahead: Sequence[Found]) -> None:
    senses = item.senses
    if "slow" in senses:
        stage.ease_s = senses["slow"]["ease_s"]
        if not stage.ease_s:
            stage.tempo *= 1.5
    if "grow" in senses:
        stage.grows = True
    if "brief" in senses and ("manner" not in senses or any("show" in one.senses for one in ahead)):
        stage.hold_s = senses["brief"]["hold_s"]
    if "seconds" in senses:
        numbers = [one.senses["number"] for one in stage.items[-2:] if "number" in one.senses]
        if numbers:
            stage.hold_s = senses["seconds"] * numbers[-1]


@dataclass(slots=True)
class Clause:
    """Words between two marks or joins."""

    ends: bool = True
    """Whether a denial in the clause before it has ended."""
    joined: str = ""
    """The word that joins it to the clause before it."""
    items: list[Found] = field(default_factory=list)


def clauses_of(items: Sequence[Found]) -> list[Clause]:
    """Clauses in order, those without words left out."""
    clauses = [Clause()]
    for item in items:
        if "break" in item.senses:
            clauses.append(Clause())
        elif "join" in item.senses:
            ends = bool(item.senses["join"]["ends"]) or item.text != "or"
            clauses.append(Clause(ends, item.text))
        else:
            clauses[-1].items.append(item)
    return [one for one in clauses if one.items]
