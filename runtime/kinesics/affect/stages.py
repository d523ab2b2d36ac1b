"""Stages: a text cut in time, and each stage into clauses."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from kinesics.affect.lexicon import Found
from kinesics.affect.spans import Span, spanned

__all__ = ["Clause", "Stage", "clauses_of", "stages_of"]

_EXPRESSIVE = ("show", "part", "manner")


@dataclass(slots=True)
class Stage:
    """Words that are of one time."""

    items: list[Found] = field(default_factory=list)
    delay_s: float = 0.0
    """How long after the one before."""
    at_s: float | None = None
    """Its date, from the beginning of all."""
    ease_s: float = 0.0
    hold_s: float | None = None
    until_s: float | None = None
    """The date of its end, from the beginning of all."""
    ends: bool = False
    """It goes away by itself."""
    grows: bool = False
    tempo: float = 1.0
    energy: float = 1.0

    @property
    def lasts(self) -> bool:
        """Whether the words say how long."""
        return self.hold_s is not None or self.until_s is not None

    @property
    def says_something(self) -> bool:
        """Whether any word so far can be seen on a face."""
        return any(_expressive(item) for item in self.items)


def _expressive(item: Found) -> bool:
    kinds = set(item.senses)
    return "manner" in kinds or ("filler" not in kinds and not kinds.isdisjoint(_EXPRESSIVE))


def stages_of(items: Sequence[Found]) -> list[Stage]:
    """The text in order of time; words of time are taken out."""
    cutter, items = _Cutter(), spanned(items)
    for i, item in enumerate(items):
        cutter.take(item, items[i + 1 :])
    stages = cutter.stages
    if cutter.swap and len(stages) == 2:
        stages.reverse()
    return [stage for stage in stages if stage.items or stage.ends]


@dataclass(slots=True)
class _Cutter:
    """Puts words into stages, the last of which is the one that they are of."""

    stages: list[Stage] = field(default_factory=lambda: [Stage()])
    swap: bool = False
    """Whether what is said last comes first."""
    comma: bool = False
    """Whether the next mark begins a stage."""
    going: bool = False
    """Whether it goes "from" what is being said "to" something."""

    def take(self, item: Found, ahead: Sequence[Found]) -> None:
        """Put one word where it belongs, or cut there."""
        stage = self.stages[-1]
        if "span" in item.senses:
            _span(self.stages, item.senses["span"], ahead, going=self.going)
        elif self._cuts(item, ahead):
            self._cut(item)
        elif "after" in item.senses:
            self.swap, self.comma = stage.says_something, not stage.says_something
            if self.swap:
                self.stages.append(Stage())
        elif "from" in item.senses and "to" in [one.text for one in ahead]:
            self.going = True
        else:
            _take(stage, item, ahead)

    def _cuts(self, item: Found, ahead: Sequence[Found]) -> bool:
        came = self.going and item.text == "to"
        return came or _is_then(item, ahead) or (self.comma and "break" in item.senses)

    def _cut(self, item: Found) -> None:
        stage, came = self.stages[-1], self.going
        self.comma = self.going = False
        if stage.says_something:
            self.stages.append(Stage(ease_s=stage.ease_s if came else 0.0))
            stage.ease_s = 0.0 if came else stage.ease_s
        elif item.text == "before":  # what it comes before is said first
            self.swap = self.comma = True


def _span(stages: list[Stage], span: Span, ahead: Sequence[Found], *, going: bool) -> None:
    """Let a time say when a stage begins, how long it takes to come or how long it lasts."""
    stage = stages[-1]
    if span.kind == "ease" or (span.kind == "delay" and going):
        stage.ease_s = span.seconds
    elif span.kind == "hold":
        stage.hold_s = span.seconds
    elif span.kind == "until":
        stage.until_s = span.seconds
    else:
        clause = takewhile(lambda one: not {"break", "join", "then"} & set(one.senses), ahead)
        if stage.says_something and any(map(_expressive, clause)):
            stages.append(Stage())
        if span.kind == "date":
            stages[-1].at_s, stages[-1].until_s = span.seconds, span.until_s
        elif len(stages) == 1 or stages[-2].lasts:
            stages[-1].delay_s = span.seconds
        else:
            stages[-2].hold_s = span.seconds


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


@dataclass(slots=True)
class Clause:
    """Words between two marks or joins."""

    ends: bool = True
    """Whether a denial in the clause before it has ended."""
    joined: str = ""
    """The word that joins it to the clause before it."""
    group: int = 0
    """Which it is of the pieces between two marks: one may hold several clauses."""
    items: list[Found] = field(default_factory=list)


def clauses_of(items: Sequence[Found]) -> list[Clause]:
    """Clauses in order, those without words left out."""
    clauses = [Clause()]
    for i, item in enumerate(items):
        group = clauses[-1].group
        if "break" in item.senses:
            clauses.append(Clause(group=group + 1))
        elif "join" in item.senses and not _is_manner(items, i):
            ends = bool(item.senses["join"]["ends"]) or item.text != "or"
            clauses.append(Clause(ends, item.text, group))
        else:
            clauses[-1].items.append(item)
    return [one for one in clauses if one.items]


def _is_manner(items: Sequence[Found], i: int) -> bool:
    """Whether a word that may join says how the part beside it is: "the mouth still"."""
    before, ahead = (
        [one.senses for one in takewhile(lambda one: "break" not in one.senses, side)]
        for side in (reversed(items[:i]), items[i + 1 :])
    )
    told = [
        [one for one in side if "filler" not in one or "part" in one] for side in (before, ahead)
    ]
    return (
        "manner" in items[i].senses
        and any("part" in one for side in told for one in side[:1])
        and not any("show" in one for one in ahead)
    )
