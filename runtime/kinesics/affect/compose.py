"""`compose`: free English text to a plan, by the lexicon and a few rules."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from kinesics.affect.blend import DIGITS, FACE, SEEN, blend
from kinesics.affect.clauses import Reader
from kinesics.affect.contrary import denied_again, one_after_another
from kinesics.affect.effect import Effect, actions_of_effect, reason
from kinesics.affect.lexicon import Found, about_somebody, find
from kinesics.affect.plan import LONGEST_S, MOST_BEATS, Plan, Shade, Step
from kinesics.affect.stages import Stage, clauses_of, stages_of
from kinesics.affect.timing import Lasting, dated, misdated
from kinesics.affect.words import LONGEST
from kinesics.counted import counted

__all__ = ["compose"]

_HOLD_S = 1.5
"""How long a stage lasts that another follows, if the text does not say; chosen."""

_CARRIED = ("with", "under", "over", "as")
"""After these goes on what was denied and not said: "not with the eyes"."""

_GROWS = 0.4  # share of its strength at which a growing stage begins
_NEUTRAL = Shade({"neutral": 1.0}, 0.0)


def compose(text: str) -> Plan:
    """The plan that a text asks for; without steps if it holds no expression that is known.

    Any text gives a plan, and the same text the same plan.
    """
    text = text.encode("utf-8", "replace").decode("utf-8")
    items = find(text)
    unknown = tuple(dict.fromkeys(one.text for one in items if not one.senses))
    stages = stages_of(items)
    reader = Reader(surely=not unknown)
    read = [
        (stage, _credible(_effects(stage, reader), items, someone=about_somebody(text)))
        for stage in stages
    ]
    if not any(effects for _, effects in read):
        return Plan(text, (), (), unknown)
    read, cuts = one_after_another(read)
    states = list(_states(read))
    steps = tuple(dated(states))
    reasons = tuple(dict.fromkeys(line for _, effects in read for line in map(reason, effects)))
    doubts = [doubt for _, effects in read for doubt in denied_again(effects)]
    lost = _left_out(text, len(states) - len(steps))
    remarks = (*doubts, *cuts, *_uncounted(read), *misdated(states, steps), *lost)
    return Plan(text, steps, reasons, unknown, tuple(dict.fromkeys(remarks)))


def _uncounted(read: Sequence[tuple[Stage, list[Effect]]]) -> Iterator[str]:
    """Counts of what is not done several times, or of more than a plan holds."""
    for stage, effects in read:
        for one in stage.items:
            count = one.senses.get("count", 1)
            if "repeats" in one.senses:
                yield f'"{one.text}" is done once: a plan does not repeat'
            elif count > MOST_BEATS:
                yield f'"{one.text}" is made {MOST_BEATS} times, the most that a plan has'
            elif count > 1 and not any(effect.entry.beats for effect in effects):
                yield f'"{one.text}" is not counted; wanted it of a nod or a shake of the head'


def _left_out(text: str, steps: int) -> Iterator[str]:
    """What was not read, or does not fit into the longest plan."""
    if len(text) > LONGEST:
        yield (
            f"the first {LONGEST} of {len(text)} characters were read; wanted shorter texts, one "
            "after another"
        )
    if steps:
        yield f"{counted(steps, 'step')} left out: a plan ends after {LONGEST_S:g} s"


def _effects(stage: Stage, reader: Reader) -> list[Effect]:
    found: list[Effect] = []
    denied = bare = False
    for clause in clauses_of(stage.items):
        on = not clause.ends or (bare and clause.joined in _CARRIED)
        reading = reader.read(clause, denied and on, found)
        found, denied = reading.before, reading.denying
        bare = denied and not reading.effects
        if not reading.effects and found:
            found[-1] = replace(found[-1], factor=found[-1].factor * _degree(clause.items))
        found.extend(reading.effects)
    return found


def _degree(items: Sequence[Found]) -> float:
    """The factor of a clause that says nothing but how much; 1 for any other."""
    if not all(one.senses for one in items) or any("part" in one.senses for one in items):
        return 1.0
    factors = [one.senses["degree"]["factor"] for one in items if "degree" in one.senses]
    return float(np.prod(factors))


def _credible(effects: list[Effect], items: Sequence[Found], *, someone: bool) -> list[Effect]:
    """Without what a text that is about something else happens to mention.

    A scene counts where the text is about somebody and names no feeling or act; a weak word where
    nothing else is said, and nothing that is not known.
    """
    sure = [one for one in effects if not one.entry.weak and not one.entry.scene]
    if sure:
        return sure
    scenes = [one for one in effects if one.entry.scene and someone]
    if scenes or any(not one.senses for one in items):
        return scenes
    return [one for one in effects if one.entry.weak]


def _states(read: Sequence[tuple[Stage, list[Effect]]]) -> Iterator[Lasting]:
    """Each state with how long it lasts."""
    before: list[Effect] = []
    for number, (stage, effects) in enumerate(read):
        last = number == len(read) - 1
        if not effects and not stage.ends and (number == 0 or not _denies(stage)):
            continue
        kept = _kept(before, effects) if before else []
        step = replace(
            blend([*kept, *effects]), ease_s=stage.ease_s, tempo=_tempo(stage, effects),
            energy=_energy(stage, effects),
        )  # fmt: skip
        briefs = [one.entry.brief_s for one in effects if one.entry.brief_s is not None]
        hold_s = stage.hold_s or (min(briefs) if briefs and len(briefs) == len(effects) else None)
        ends = (stage.ends or stage.lasts) and last
        delay_s, at_s = min(stage.delay_s, LONGEST_S), stage.at_s
        if stage.grows and effects:
            faint = [replace(one, factor=one.factor * _GROWS) for one in effects]
            if number == 0:
                begun = replace(blend(faint), start_s=delay_s)
                yield Lasting(begun, _HOLD_S, True, at_s)
                delay_s, at_s = 0.0, None
            step = replace(step, ease_s=max(step.ease_s, 2.0))
        if effects or not stage.ends:
            step = replace(step, start_s=delay_s)
            lasts_s = (hold_s or _HOLD_S) if ends or not last else hold_s
            yield Lasting(step, lasts_s, hold_s is not None, at_s, stage.until_s)
        if ends:
            yield Lasting(Step(shades=(_NEUTRAL,), ease_s=stage.ease_s))
        before = [*kept, *effects]


def _denies(stage: Stage) -> bool:
    return any("deny" in one.senses or "show" in one.senses for one in stage.items)


def _kept(before: Sequence[Effect], effects: Sequence[Effect]) -> list[Effect]:
    """What goes on from one stage to the next: feelings, while only head, eyes or lids are told."""
    for one in effects:
        rows = actions_of_effect(one)[FACE] > SEEN
        if one.entry.mixture or (rows.any() and not one.detail and not one.entry.pick):
            return []
        if one.denied and not (one.detail or one.away):
            return []
    return [
        one
        for one in before
        if not (one.detail or one.entry.brief_s is not None or one.entry.beats or one.denied)
    ]


def _tempo(stage: Stage, effects: Sequence[Effect]) -> float:
    tempo = stage.tempo * float(np.prod([one.entry.tempo for one in effects if not one.denied]))
    return round(min(max(tempo, 0.25), 4.0), DIGITS)


def _energy(stage: Stage, effects: Sequence[Effect]) -> float:
    energy = stage.energy * float(np.prod([one.entry.energy for one in effects if not one.denied]))
    return round(min(max(energy, 0.0), 2.0), DIGITS)
